import { type Enumeration, IllegalStateException } from 'httpsession';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { Filter, FilterChain, FilterConfig } from './filter.ts';
import type { HttpServletRequest } from './http-servlet-request.ts';
import type { HttpServletResponse } from './http-servlet-response.ts';
import type { ServletContext } from './servlet-context.ts';

let keepConfig: (filter: GenericFilter, config: FilterConfig) => void;

/** Java's `GenericFilter`: a filter that remembers its config, as `GenericServlet` does. */
export abstract class GenericFilter implements Filter, FilterConfig {
  #config: FilterConfig | undefined;

  static {
    keepConfig = (filter, config) => {
      filter.#config = config;
    };
  }

  /** For subclasses: called once, before the first request. Does nothing here. */
  init(config?: FilterConfig): MaybePromise<void> {
    if (config !== undefined) this.#config = config;
  }

  abstract doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void>;

  /** For subclasses: called once, when the application stops. Does nothing here. */
  destroy(): MaybePromise<void> {
    // Nothing to let go of.
  }

  /** What the container handed over. Throws IllegalStateException before `init`. */
  getFilterConfig(): FilterConfig {
    if (this.#config !== undefined) return this.#config;
    throw new IllegalStateException(
      'HTTPSESSION_BAD_ARGUMENT',
      'This filter has no FilterConfig yet; it gets one when the application starts',
    );
  }

  /** The application. Throws IllegalStateException before `init`. */
  getServletContext(): ServletContext {
    return this.getFilterConfig().getServletContext();
  }

  /** The name that the filter is registered under. Throws IllegalStateException before `init`. */
  getFilterName(): string {
    return this.getFilterConfig().getFilterName();
  }

  /** An init parameter, or `null`. Throws IllegalStateException before `init`. */
  getInitParameter(name: string): string | null {
    return this.getFilterConfig().getInitParameter(name);
  }

  /** The names of the init parameters. Throws IllegalStateException before `init`. */
  getInitParameterNames(): Enumeration<string> {
    return this.getFilterConfig().getInitParameterNames();
  }
}

/** Java's `HttpFilter`. All requests are HTTP here, so that it lets everything through until overridden. */
export abstract class HttpFilter extends GenericFilter {
  doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void> {
    return chain.doFilter(request, response);
  }
}

/** What the container calls to start a filter: hands the config over, then calls `init`. */
export function initFilter(filter: Filter, config: FilterConfig): MaybePromise<void> {
  if (filter instanceof GenericFilter) keepConfig(filter, config);
  return filter.init?.(config);
}
