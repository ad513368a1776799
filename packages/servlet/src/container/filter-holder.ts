import type { Enumeration } from 'httpsession';
import {
  type Filter,
  type FilterChain,
  type FilterConfig,
  type HttpServletRequest,
  type HttpServletResponse,
  initFilter,
  type ServletContext,
  ServletException,
} from '../api/index.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { InitParameters } from './init-parameters.ts';
import { describeFailure } from './start-failure.ts';

/** A filter, or the class that makes it. */
export type FilterSource = Filter | (new () => Filter);

/** What a filter is registered with. Fixed once the application has started. */
export interface FilterSettings {
  readonly context: ServletContext;
  readonly initParameters: InitParameters;
  isAsyncSupported: boolean;
}

/** One filter of an application. It is made and started with the application, before any servlet. */
export class FilterHolder implements FilterConfig {
  readonly name: string;
  readonly settings: FilterSettings;
  readonly #context: ServletContext;
  readonly #source: FilterSource;
  #filter: Filter | undefined;

  constructor(name: string, source: FilterSource, settings: FilterSettings) {
    this.name = name;
    this.settings = settings;
    this.#source = source;
    this.#context = settings.context;
  }

  get className(): string {
    return typeof this.#source === 'function' ? this.#source.name : this.#source.constructor.name;
  }

  getFilterName(): string {
    return this.name;
  }

  getServletContext(): ServletContext {
    return this.#context;
  }

  getInitParameter(name: string): string | null {
    return this.settings.initParameters.get(name);
  }

  getInitParameterNames(): Enumeration<string> {
    return this.settings.initParameters.names();
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
      const filter = typeof this.#source === 'function' ? new this.#source() : this.#source;
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
