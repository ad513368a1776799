import {
  type AsyncContext,
  AsyncEvent,
  type AsyncListener,
  type HttpServletRequest,
  type HttpServletResponse,
} from '../../api/index.ts';
import { andThen, type MaybePromise } from '../../common/maybe-promise.ts';
import { orRecover } from '../with-cleanup.ts';

/** The methods of a listener. */
export type AsyncEventName = 'onComplete' | 'onTimeout' | 'onError' | 'onStartAsync';

interface Entry {
  readonly listener: AsyncListener;
  readonly request: HttpServletRequest | null;
  readonly response: HttpServletResponse | null;
}

/** The listeners of one asynchronous turn. */
export class AsyncListeners {
  readonly #report: (error: unknown) => void;
  #entries: Entry[] = [];

  /** @param report told of what a listener throws; the others are called all the same, as in Tomcat */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  add(
    listener: AsyncListener,
    request: HttpServletRequest | undefined,
    response: HttpServletResponse | undefined,
  ): void {
    this.#entries.push({ listener, request: request ?? null, response: response ?? null });
  }

  /** Forgets all of them. */
  clear(): void {
    this.#entries = [];
  }

  /** Calls them one after the other. One that is added meanwhile is not called. */
  fire(name: AsyncEventName, context: AsyncContext, throwable: unknown = null): MaybePromise<void> {
    return this.#fireFrom([...this.#entries], name, { context, throwable });
  }

  #fireFrom(
    [entry, ...others]: readonly Entry[],
    name: AsyncEventName,
    about: { readonly context: AsyncContext; readonly throwable: unknown },
  ): MaybePromise<void> {
    if (entry === undefined) return undefined;
    const { listener, request, response } = entry;
    const event = new AsyncEvent(about.context, request, response, about.throwable);
    const called = orRecover(
      (): MaybePromise<unknown> => listener[name]?.(event),
      (error) => this.#report(error),
    );
    return andThen(called, () => this.#fireFrom(others, name, about));
  }
}
