import {
  type FilterChain,
  type HttpServletRequest,
  type HttpServletResponse,
  insideOf,
} from '../api/index.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { ContainerRequest } from '../http/contracts.ts';
import type { FilterHolder } from './filter-holder.ts';
import type { ServletHolder } from './servlet-holder.ts';

/** The filters in front of one servlet, for one request, and how far it has come. */
export class ApplicationFilterChain implements FilterChain {
  readonly #filters: readonly FilterHolder[];
  readonly #servlet: ServletHolder;
  #next = 0;

  constructor(filters: readonly FilterHolder[], servlet: ServletHolder) {
    this.#filters = filters;
    this.#servlet = servlet;
  }

  doFilter(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    const filter = this.#filters[this.#next];
    if (filter === undefined) return serve(this.#servlet, request, response);
    this.#next += 1;
    if (!filter.settings.isAsyncSupported) forbidAsync(request);
    return filter.doFilter(request, response, this);
  }
}

function serve(
  servlet: ServletHolder,
  request: HttpServletRequest,
  response: HttpServletResponse,
): MaybePromise<void> {
  if (!servlet.settings.isAsyncSupported) forbidAsync(request);
  return servlet.service(request, response);
}

/** From here on `startAsync` throws: somebody on the way needs the answer to be complete on return. */
function forbidAsync(request: HttpServletRequest): void {
  let current: object | undefined = request;
  while (current !== undefined) {
    if (isContainers(current)) {
      current.setAsyncSupported(false);
      return;
    }
    current = insideOf(current);
  }
}

function isContainers(request: object): request is ContainerRequest {
  return 'setAsyncSupported' in request;
}
