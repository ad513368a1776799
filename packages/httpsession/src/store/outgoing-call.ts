import type { WaitingCall } from './call-deadlines.ts';
import type { Passage } from './circuit-breaker.ts';

/** A call that went out: whoever has the answer says so by `resolve` or `reject`, once. */
export interface OutgoingCall<T> {
  /** What it does, for errors. */
  readonly what: string;
  /** Whether its caller still waits: nobody does once its time is over. */
  readonly isWaiting: boolean;
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** What is asked of the guard that has let a call out. */
export interface CallWatch {
  /** No more waiting for it. */
  leave(call: WaitingCall): void;
  /** It was answered, in time or not. */
  answered(): void;
  /** An error came in time; gives what the caller is told. */
  failed(call: Outgoing<never>, error: unknown): unknown;
  /** Its time is over; `reject` tells the caller. */
  expired(call: Outgoing<never>, reject: (error: unknown) => void): void;
}

/** What a call is, and how its promise is settled. */
export interface CallTerms<T> {
  /** What it does, for errors. */
  readonly what: string;
  readonly passage: Passage;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** A call between a store and its server, in one object, as there is one for each. */
export class Outgoing<T> implements OutgoingCall<T>, WaitingCall {
  startedAt = 0;
  grace = 0;
  previous: WaitingCall | undefined = undefined;
  next: WaitingCall | undefined = undefined;
  isWaiting = true;
  readonly what: string;
  readonly passage: Passage;
  readonly #watch: CallWatch;
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: unknown) => void;

  constructor(watch: CallWatch, { what, passage, resolve, reject }: CallTerms<T>) {
    this.#watch = watch;
    this.what = what;
    this.passage = passage;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  resolve(value: T): void {
    this.#leave();
    this.#watch.answered();
    this.#resolve(value);
  }

  reject(error: unknown): void {
    // One that comes too late was counted when its time was over.
    if (!this.#leave()) return;
    this.#reject(this.#watch.failed(this, error));
  }

  expire(): void {
    this.isWaiting = false;
    this.#watch.expired(this, this.#reject);
  }

  /** Whether it was still waited for. */
  #leave(): boolean {
    if (!this.isWaiting) return false;
    this.isWaiting = false;
    this.#watch.leave(this);
    return true;
  }
}
