import type { MaybePromise } from '../common/maybe-promise.ts';
import type { HttpServletRequest } from './http-servlet-request.ts';
import type { HttpServletResponse } from './http-servlet-response.ts';
import type { ServletContext } from './servlet-context.ts';

/** Java's `AsyncContext`: a response that stays open after its servlet has returned. */
export interface AsyncContext {
  /** What `startAsync` was called on, or given. */
  getRequest(): HttpServletRequest;
  /** What `startAsync` was given, else the response of the request. */
  getResponse(): HttpServletResponse;
  /** Whether request and response are those of the container, not wrapped. */
  hasOriginalRequestAndResponse(): boolean;
  /**
   * Goes through filters and servlet again: with the request's own URI, a path of this application, or
   * of another. Throws IllegalStateException after `complete` or another `dispatch`.
   */
  dispatch(path?: string): void;
  dispatch(context: ServletContext, path: string): void;
  /** Ends the response. Throws IllegalStateException when it has ended. */
  complete(): void;
  /** Runs something soon. What it throws goes to the listeners' `onError`. */
  start(run: () => MaybePromise<void>): void;
  /** Adds a listener; its events have the request and response given here. */
  addListener(
    listener: AsyncListener,
    request?: HttpServletRequest,
    response?: HttpServletResponse,
  ): void;
  /** Makes a listener. */
  createListener<T extends AsyncListener>(listenerClass: new () => T): T;
  /** Milliseconds until `onTimeout`; zero or less: never. Throws IllegalStateException too late. */
  setTimeout(timeout: number): void;
  /** As set, in milliseconds; 30000 when nothing was set. */
  getTimeout(): number;
}

/** The constants of Java's `AsyncContext`: names of request attributes. */
export const AsyncContext = {
  ASYNC_REQUEST_URI: 'jakarta.servlet.async.request_uri',
  ASYNC_CONTEXT_PATH: 'jakarta.servlet.async.context_path',
  ASYNC_MAPPING: 'jakarta.servlet.async.mapping',
  ASYNC_PATH_INFO: 'jakarta.servlet.async.path_info',
  ASYNC_SERVLET_PATH: 'jakarta.servlet.async.servlet_path',
  ASYNC_QUERY_STRING: 'jakarta.servlet.async.query_string',
} as const;

/** Java's `AsyncListener`. Every method may be left out. */
export interface AsyncListener {
  /** The response has ended. */
  onComplete?(event: AsyncEvent): MaybePromise<void>;
  /** It took too long. Call `complete` or `dispatch` here, else the container answers with 500. */
  onTimeout?(event: AsyncEvent): MaybePromise<void>;
  /** Something failed. Call `complete` or `dispatch` here, else the container answers with 500. */
  onError?(event: AsyncEvent): MaybePromise<void>;
  /** `startAsync` was called again, which forgets the listeners: add them to the new context. */
  onStartAsync?(event: AsyncEvent): MaybePromise<void>;
}

/** Java's `AsyncEvent`. */
export class AsyncEvent {
  readonly #context: AsyncContext;
  readonly #request: HttpServletRequest | null;
  readonly #response: HttpServletResponse | null;
  readonly #throwable: unknown;

  /** `request` and `response`: those that the listener was added with; `throwable`: what failed. */
  // eslint-disable-next-line @typescript-eslint/max-params -- as in Java
  constructor(
    context: AsyncContext,
    request: HttpServletRequest | null = null,
    response: HttpServletResponse | null = null,
    throwable: unknown = null,
  ) {
    this.#context = context;
    this.#request = request;
    this.#response = response;
    this.#throwable = throwable;
  }

  /** The context that it is about. */
  getAsyncContext(): AsyncContext {
    return this.#context;
  }

  /** What the listener was added with, or `null`. */
  getSuppliedRequest(): HttpServletRequest | null {
    return this.#request;
  }

  /** What the listener was added with, or `null`. */
  getSuppliedResponse(): HttpServletResponse | null {
    return this.#response;
  }

  /** What failed, in `onError`; otherwise `null`. */
  getThrowable(): unknown {
    return this.#throwable;
  }
}
