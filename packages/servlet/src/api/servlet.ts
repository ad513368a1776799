import type { MaybePromise } from '../common/maybe-promise.ts';
import type { HttpServletRequest } from './http-servlet-request.ts';
import type { HttpServletResponse } from './http-servlet-response.ts';
import type { ServletConfig } from './servlet-config.ts';

/** Java's `Servlet`: answers the requests of its URL patterns. Only one of it is made. */
export interface Servlet {
  /** Called once, before the first request. What it throws keeps the servlet out of service. */
  init(config: ServletConfig): MaybePromise<void>;
  /** Answers one request. A promise is waited for. */
  service(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void>;
  /** Called once, when the application stops. */
  destroy(): MaybePromise<void>;
  /** What the servlet says about itself: author, version, copyright. */
  getServletInfo(): string;
  /** What `init` was given. */
  getServletConfig(): ServletConfig;
}

/** A class of servlets that the container can make. */
export type ServletClass = new () => Servlet;
