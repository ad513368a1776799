import {
  type Filter,
  type FilterChain,
  type FilterConfig,
  type HttpServletRequest,
  type HttpServletResponse,
  initFilter,
  ServletException,
} from '../api/index.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import { ComponentHolder, type ComponentSettings } from './component-holder.ts';
import { describeFailure } from './start-failure.ts';

/** A filter, or the class that makes it. */
export type FilterSource = Filter | (new () => Filter);

/** One filter of an application. It is made and started with the application, before any servlet. */
export class FilterHolder
  extends ComponentHolder<Filter, ComponentSettings>
  implements FilterConfig
{
  #filter: Filter | undefined;

  getFilterName(): string {
    return this.name;
  }

  doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void> {
    const filter = this.#filter;
    if (filter === undefined) throw new ServletException(`Filter ${this.name} is not started`);
    return filter.doFilter(request, response, chain);
  }

  /** @throws ServletException that names the filter */
  async start(): Promise<void> {
    try {
      const filter = this.create();
      await initFilter(filter, this);
      this.#filter = filter;
    } catch (error) {
      throw new ServletException(describeFailure(`init() of filter ${this.name}`, error), error);
    }
  }

  /** Calls `destroy`, if the filter was started. */
  async stop(): Promise<void> {
    const filter = this.#filter;
    this.#filter = undefined;
    await filter?.destroy?.();
  }
}
