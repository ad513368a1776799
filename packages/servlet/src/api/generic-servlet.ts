import { type Enumeration, IllegalStateException } from 'httpsession';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { HttpServletRequest } from './http-servlet-request.ts';
import type { HttpServletResponse } from './http-servlet-response.ts';
import type { Servlet } from './servlet.ts';
import type { ServletConfig } from './servlet-config.ts';
import type { ServletContext } from './servlet-context.ts';

let keepConfig: (servlet: GenericServlet, config: ServletConfig) => void;

/**
 * Java's `GenericServlet`: a servlet that remembers its config. The container hands the config over
 * before `init`, so that a subclass may override `init`, with or without its parameter, and need not
 * call the inherited one.
 */
export abstract class GenericServlet implements Servlet, ServletConfig {
  #config: ServletConfig | undefined;

  static {
    keepConfig = (servlet, config) => {
      servlet.#config = config;
    };
  }

  /** For subclasses: called once, before the first request. Does nothing here. */
  init(config?: ServletConfig): MaybePromise<void> {
    if (config !== undefined) this.#config = config;
  }

  abstract service(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void>;

  /** For subclasses: called once, when the application stops. Does nothing here. */
  destroy(): MaybePromise<void> {
    // Nothing to let go of.
  }

  /** For subclasses: what the servlet says about itself. Empty here. */
  getServletInfo(): string {
    return '';
  }

  /** What the container handed over. Throws IllegalStateException before `init`. */
  getServletConfig(): ServletConfig {
    if (this.#config !== undefined) return this.#config;
    throw new IllegalStateException(
      'HTTPSESSION_BAD_ARGUMENT',
      'This servlet has no ServletConfig yet; it gets one when the application starts',
    );
  }

  /** The application. Throws IllegalStateException before `init`. */
  getServletContext(): ServletContext {
    return this.getServletConfig().getServletContext();
  }

  /** The name that the servlet is registered under. Throws IllegalStateException before `init`. */
  getServletName(): string {
    return this.getServletConfig().getServletName();
  }

  /** An init parameter, or `null`. Throws IllegalStateException before `init`. */
  getInitParameter(name: string): string | null {
    return this.getServletConfig().getInitParameter(name);
  }

  /** The names of the init parameters. Throws IllegalStateException before `init`. */
  getInitParameterNames(): Enumeration<string> {
    return this.getServletConfig().getInitParameterNames();
  }

  /** Writes to the log of the application, with the name of this servlet in front. */
  log(message: string, error?: unknown): void {
    this.getServletContext().log(`${this.getServletName()}: ${message}`, error);
  }
}

/** What the container calls to start a servlet: hands the config over, then calls `init`. */
export function initServlet(servlet: Servlet, config: ServletConfig): MaybePromise<void> {
  if (servlet instanceof GenericServlet) keepConfig(servlet, config);
  return servlet.init(config);
}
