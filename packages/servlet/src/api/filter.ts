import type { Enumeration } from 'httpsession';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { HttpServletRequest } from './http-servlet-request.ts';
import type { HttpServletResponse } from './http-servlet-response.ts';
import type { ServletContext } from './servlet-context.ts';

/** Java's `FilterConfig`: what the container tells a filter when it starts. */
export interface FilterConfig {
  /** The name that the filter is registered under. */
  getFilterName(): string;
  /** The application. */
  getServletContext(): ServletContext;
  /** An init parameter of this filter, or `null`. */
  getInitParameter(name: string): string | null;
  /** The names of the init parameters. */
  getInitParameterNames(): Enumeration<string>;
}

/** Java's `FilterChain`: what comes behind a filter. */
export interface FilterChain {
  /** Calls the next filter, or the servlet behind the last one. Gives a promise where one of them does. */
  doFilter(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void>;
}

/** Java's `Filter`: stands in front of servlets. Only one of it is made. */
export interface Filter {
  /** Called once, before the first request. */
  init?(config: FilterConfig): MaybePromise<void>;
  /** Handles one request; goes on with `chain.doFilter`, whose result it returns or awaits. */
  doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void>;
  /** Called once, when the application stops. */
  destroy?(): MaybePromise<void>;
}

/** A class of filters that the container can make. */
export type FilterClass = new () => Filter;
