import { IllegalStateException } from 'httpsession';
import type {
  AsyncContext,
  AsyncListener,
  HttpServletRequest,
  HttpServletResponse,
  ServletContext,
} from '../../api/index.ts';
import { isThenable, type MaybePromise } from '../../common/maybe-promise.ts';
import type { ContainerRequest } from '../../http/contracts.ts';
import { type AsyncEventName, AsyncListeners } from './async-listeners.ts';
import { AsyncWait } from './async-wait.ts';
import type { ContainerDispatcher, ErrorHost } from '../dispatch/dispatch-contracts.ts';
import { toContainerDispatcher } from '../dispatch/application-dispatcher.ts';
import { type FailedExchange, reportError } from '../errors/report-error.ts';
import { orRecover } from '../with-cleanup.ts';

/** Milliseconds, as in Java. */
const DEFAULT_TIMEOUT = 30_000;

/** The container's own request, which knows the latest turn that was begun. */
export interface AsyncOwner extends ContainerRequest {
  asyncTurn: AsyncTurn | undefined;
}

/** What an asynchronous turn begins with. */
export interface AsyncStart {
  /** The container's own request and response. */
  readonly exchange: FailedExchange & { readonly request: AsyncOwner };
  /** What `startAsync` was given, else the container's own. */
  readonly request: HttpServletRequest;
  readonly response: HttpServletResponse;
  readonly isOriginal: boolean;
}

/** What a turn ends with: a dispatch, or the end of the response. */
type Wish = { readonly dispatcher: ContainerDispatcher } | 'complete';

/**
 * One asynchronous turn of a request: from `startAsync` until `complete`, or until a dispatch begins another. A new
 * one tells the listeners of the one before it, which are forgotten.
 */
export class AsyncTurn implements AsyncContext {
  readonly #host: ErrorHost;
  readonly #start: AsyncStart;
  readonly #listeners: AsyncListeners;
  readonly #wait: AsyncWait;
  #timeout = DEFAULT_TIMEOUT;
  #wish: Wish | undefined;
  /** Whether the call in which the turn began has returned to the container. */
  #hasReturned = false;
  #isOver = false;

  constructor(host: ErrorHost, start: AsyncStart) {
    this.#host = host;
    this.#start = start;
    this.#listeners = new AsyncListeners((error) => host.report(error));
    this.#wait = new AsyncWait(start.exchange.response.node);
    start.exchange.request.asyncTurn?.restarted(this);
  }

  getRequest(): HttpServletRequest {
    if (this.#isOver) throw isOver('getRequest');
    return this.#start.request;
  }

  getResponse(): HttpServletResponse {
    if (this.#isOver) throw isOver('getResponse');
    return this.#start.response;
  }

  hasOriginalRequestAndResponse(): boolean {
    return this.#start.isOriginal;
  }

  dispatch(path?: string): void;
  dispatch(context: ServletContext, path: string): void;
  dispatch(first?: ServletContext | string, second?: string): void {
    this.#mustBeOpen('dispatch');
    const context = typeof first === 'object' ? first : this.#start.request.getServletContext();
    const path = (typeof first === 'object' ? second : first) ?? this.#ownPath();
    const dispatcher = toContainerDispatcher(context.getRequestDispatcher(path));
    if (dispatcher === null) {
      throw new IllegalStateException(
        'HTTPSESSION_BAD_ARGUMENT',
        'dispatch: nobody answers this path of the application',
      );
    }
    this.#wish = { dispatcher };
    this.#wait.wake();
  }

  complete(): void {
    this.#mustBeOpen('complete');
    this.#wish = 'complete';
    this.#wait.wake();
  }

  start(run: () => MaybePromise<void>): void {
    this.#mustBeOpen('start');
    setImmediate(() => {
      void orRecover(
        (): MaybePromise<unknown> => run(),
        (error) => this.#wait.fail(error),
      );
    });
  }

  addListener(
    listener: AsyncListener,
    request?: HttpServletRequest,
    response?: HttpServletResponse,
  ): void {
    if (this.#isOver) throw isOver('addListener');
    this.#listeners.add(listener, request, response);
  }

  createListener<T extends AsyncListener>(listenerClass: new () => T): T {
    return new listenerClass();
  }

  setTimeout(timeout: number): void {
    if (this.#isOver || this.#hasReturned) throw isOver('setTimeout');
    this.#timeout = timeout;
  }

  getTimeout(): number {
    return this.#timeout;
  }

  /** `startAsync` was called again in the dispatch that this turn ended with. */
  restarted(next: AsyncContext): void {
    const fired = this.#listeners.fire('onStartAsync', next);
    this.#listeners.clear();
    if (isThenable(fired)) this.#wait.hold(fired);
  }

  /**
   * The call in which the turn began has returned, or the dispatch that it ended with has failed: waits for what
   * the application wants next. Gives a dispatcher, or null when the response is to end.
   */
  async next(
    failure: { readonly error: unknown } | undefined,
  ): Promise<ContainerDispatcher | null> {
    this.#hasReturned = true;
    if (failure !== undefined) await this.#fail(failure.error);
    if (this.#wish === undefined) await this.#awaitWish();
    return this.#chosen();
  }

  /** The dispatch that the turn ended with is over, and none of it called `startAsync`. */
  returned(): void {
    this.#wish = 'complete';
  }

  /** The response is to end: tells the listeners. */
  async end(): Promise<void> {
    this.#wish ??= 'complete';
    await this.#fire('onComplete');
    this.#isOver = true;
  }

  async #awaitWish(): Promise<void> {
    const event = await this.#wait.next(this.#timeout);
    if (event === 'woken') return;
    if (event === 'timeout') {
      await this.#fire('onTimeout');
      if (this.#isUndecided()) await this.#answer({ status: 500, message: null });
    } else {
      await this.#fail(event.error);
    }
  }

  /** A listener may decide how to go on. If none does, the container answers. */
  async #fail(error: unknown): Promise<void> {
    this.#wish = undefined;
    await this.#fire('onError', error);
    if (this.#isUndecided()) await this.#answer({ error });
  }

  async #answer(failure: Parameters<typeof reportError>[2]): Promise<void> {
    const { exchange } = this.#start;
    if (!exchange.response.node.destroyed) await reportError(this.#host, exchange, failure);
    if (this.#isUndecided()) this.#wish = 'complete';
  }

  #chosen(): ContainerDispatcher | null {
    return typeof this.#wish === 'object' ? this.#wish.dispatcher : null;
  }

  #isUndecided(): boolean {
    return this.#wish === undefined;
  }

  #fire(name: AsyncEventName, throwable: unknown = null): MaybePromise<void> {
    return this.#listeners.fire(name, this, throwable);
  }

  #mustBeOpen(method: string): void {
    if (this.#isOver || !this.#isUndecided()) throw isOver(method);
  }

  /** Where the request was when the container gave it out: its own URI, without the query. */
  #ownPath(): string {
    const { request } = this.#start;
    return request.getRequestURI().slice(request.getContextPath().length) || '/';
  }
}

function isOver(method: string): IllegalStateException {
  return new IllegalStateException(
    'HTTPSESSION_BAD_ARGUMENT',
    `${method}: complete or dispatch was called on this AsyncContext already, or its request has ` +
      'gone back to the container',
  );
}
