import { IllegalStateException } from 'httpsession';
import {
  DispatcherType,
  type HttpServletRequest,
  type HttpServletResponse,
  type RequestDispatcher,
  ServletException,
} from '../../api/index.ts';
import { andThen, type MaybePromise } from '../../common/maybe-promise.ts';
import { closeAfterForward } from '../close-response.ts';
import {
  asyncAttributes,
  type DispatchAttributes,
  forwardAttributes,
  includeAttributes,
  NO_ATTRIBUTES,
  type RequestPlace,
} from './dispatch-attributes.ts';
import type { ContainerDispatcher, DispatchHost, DispatchTarget } from './dispatch-contracts.ts';
import { type DispatchPath, encodePath, parseDispatchPath } from './dispatch-path.ts';
import {
  DispatchedRequest,
  depthOf,
  type DispatchView,
  isDispatched,
} from './dispatched-request.ts';
import { sessionsIn } from './foreign-sessions.ts';
import { IncludedResponse, isIncluded } from './included-response.ts';
import { insertRequest, insertResponse } from './wrapper-insertion.ts';
import { withCleanup } from '../with-cleanup.ts';

/** Dispatches within dispatches. Nobody needs so many, and a loop is found before the stack is used up. */
const MAX_DEPTH = 100;

/**
 * Who answers a path of an application.
 * @param path absolute, below the context path, encoded; may have a query
 * @returns null when nobody does, or the path cannot be decoded or climbs above the application
 * @throws IllegalArgumentException when the path does not begin with a slash
 */
export function dispatcherFor(host: DispatchHost, path: string): ContainerDispatcher | null {
  const parsed = parseDispatchPath(path);
  if (parsed === null) return null;
  const target = host.findByPath(parsed.decoded);
  return target === null ? null : new ApplicationDispatcher(host, target, parsed);
}

/** A servlet by its name; null when there is none. */
export function namedDispatcherFor(host: DispatchHost, name: string): RequestDispatcher | null {
  const target = host.findByName(name);
  return target === null ? null : new ApplicationDispatcher(host, target, null);
}

/** What a dispatch begins with. */
interface Journey {
  readonly place: RequestPlace | null;
  readonly attributes: DispatchAttributes;
}

class ApplicationDispatcher implements ContainerDispatcher {
  readonly #host: DispatchHost;
  readonly #target: DispatchTarget;
  /** Null: the target was found by its name. */
  readonly #path: DispatchPath | null;

  constructor(host: DispatchHost, target: DispatchTarget, path: DispatchPath | null) {
    this.#host = host;
    this.#target = target;
    this.#path = path;
  }

  forward(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    if (response.isCommitted()) {
      throw new IllegalStateException(
        'HTTPSESSION_RESPONSE_COMMITTED',
        'forward: a part of the response is on its way already; forward before writing so much, ' +
          'or include',
      );
    }
    response.resetBuffer();
    const done = this.#replace(DispatcherType.FORWARD, request, response);
    return andThen(done, () => {
      if (!request.isAsyncStarted()) closeAfterForward(response);
    });
  }

  include(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    const place = this.#placeIn(request);
    const queryString = this.#path?.queryString ?? null;
    const attributes =
      place === null ? NO_ATTRIBUTES : includeAttributes({ ...place, queryString });
    const view = this.#view(DispatcherType.INCLUDE, { place, attributes });
    const included = insertResponse(response, isIncluded, (inner) => new IncludedResponse(inner));
    return withCleanup(
      () => this.#run(request, included.outer, { ...view, place: null }),
      () => included.remove(),
    );
  }

  error(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    return this.#replace(DispatcherType.ERROR, request, response);
  }

  async(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    const before = withoutTurns(request);
    const view = this.#view(DispatcherType.ASYNC, {
      place: this.#placeIn(before),
      attributes: asyncAttributes(before),
    });
    return this.#run(before, response, view);
  }

  /** Lets the target answer in place of the caller. */
  #replace(
    type: DispatcherType,
    request: HttpServletRequest,
    response: HttpServletResponse,
  ): MaybePromise<void> {
    const place = this.#placeIn(request);
    const attributes = place === null ? NO_ATTRIBUTES : forwardAttributes(request);
    return this.#run(request, response, this.#view(type, { place, attributes }));
  }

  #run(
    request: HttpServletRequest,
    response: HttpServletResponse,
    view: DispatchView,
  ): MaybePromise<void> {
    if (depthOf(request) >= MAX_DEPTH) throw tooDeep(this.#target.servletName);
    return andThen(sessionsIn(this.#host, request), (sessions) => {
      const wrap = (inner: HttpServletRequest): DispatchedRequest =>
        new DispatchedRequest(inner, view, sessions);
      const placed = insertRequest(request, isDispatched, wrap);
      return withCleanup(
        () => this.#target.invoke(placed.outer, response, view.type),
        () => placed.remove(),
      );
    });
  }

  #view(type: DispatcherType, { place, attributes }: Journey): DispatchView {
    return {
      type,
      host: this.#host,
      place,
      attributes,
      addedQuery: this.#path?.queryString ?? null,
      base: place === null ? null : place.servletPath + (place.pathInfo ?? ''),
    };
  }

  /** Where the target sees the request; null: a target found by its name leaves it where it was. */
  #placeIn(request: HttpServletRequest): RequestPlace | null {
    const { mapped } = this.#target;
    if (this.#path === null || mapped === null) return null;
    const { contextPath } = this.#host.services;
    return {
      requestURI: encodePath(contextPath) + this.#path.encoded,
      contextPath,
      servletPath: mapped.servletPath,
      pathInfo: mapped.pathInfo,
      queryString: this.#path.queryString ?? request.getQueryString(),
      mapping: mapped.mapping,
    };
  }
}

/** A turn that begins in another one takes its place: else each would be inside all that came before. */
function withoutTurns(request: HttpServletRequest): HttpServletRequest {
  let current = request;
  while (isDispatched(current) && current.getDispatcherType() === DispatcherType.ASYNC) {
    current = current.getRequest();
  }
  return current;
}

/** The dispatcher as the container has it; null for one that somebody else made. */
export function toContainerDispatcher(
  dispatcher: RequestDispatcher | null,
): ContainerDispatcher | null {
  return dispatcher instanceof ApplicationDispatcher ? dispatcher : null;
}

function tooDeep(servletName: string): ServletException {
  return new ServletException(
    `More than ${String(MAX_DEPTH)} forwards and includes within one another, the last one to ` +
      `servlet ${servletName}: they go in a circle`,
  );
}
