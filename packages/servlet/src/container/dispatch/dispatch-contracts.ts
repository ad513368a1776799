import type { SessionManager } from 'httpsession';
import type {
  DispatcherType,
  HttpServletRequest,
  HttpServletResponse,
  RequestDispatcher,
} from '../../api/index.ts';
import type { MaybePromise } from '../../common/maybe-promise.ts';
import type { ApplicationServices, MappedTarget } from '../../http/contracts.ts';

/** A servlet that a path or a name led to, and the way to run it. */
export interface DispatchTarget {
  readonly servletName: string;
  /** How the path led to it; null: it was found by its name, and the request keeps its paths. */
  readonly mapped: MappedTarget | null;
  /** Runs the filters for this kind of dispatch, and then the servlet. */
  invoke(
    request: HttpServletRequest,
    response: HttpServletResponse,
    type: DispatcherType,
  ): MaybePromise<void>;
}

/** What a dispatcher needs of the application that it leads into. */
export interface DispatchHost {
  readonly services: ApplicationServices;
  /** The sessions of the application, for requests that come from another one. */
  readonly sessions: SessionManager;
  /** `path`: decoded and normalised, below the context path, with a leading slash. */
  findByPath(path: string): DispatchTarget | null;
  findByName(name: string): DispatchTarget | null;
}

/** A dispatcher as the container has it: also for error pages and asynchronous turns. */
export interface ContainerDispatcher extends RequestDispatcher {
  /** As `forward`, but the response stays open (Servlet 6.1, 10.9). */
  error(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void>;
  /** Gives a request back to filters and servlets (9.7.2); the response stays as it is. */
  async(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void>;
}

/** What the answer to an error needs of the application that failed. */
export interface ErrorHost {
  readonly errorPages: ErrorPageLookup;
  /** `path`: absolute, below the context path, may have a query. */
  dispatcherFor(path: string): ContainerDispatcher | null;
  /** Tells the developer; must not throw. */
  report(error: unknown): void;
}

/** Which page answers which error. */
export interface ErrorPageLookup {
  /** Null: the default page. */
  forStatus(status: number): string | null;
  /** By the class of the error or the nearest class above it; null: its status decides. */
  forError(error: unknown): string | null;
}
