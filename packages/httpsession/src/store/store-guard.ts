import type { Clock } from '../common/clock.ts';
import { OptionError, SessionStoreUnavailableError } from '../common/errors.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { checkNames, clockFrom } from '../common/option-checks.ts';
import { CallDeadlines } from './call-deadlines.ts';
import { CircuitBreaker, type BreakerOptions, type Passage } from './circuit-breaker.ts';
import { Outgoing, type CallTerms, type CallWatch, type OutgoingCall } from './outgoing-call.ts';

/** How a store guards the calls to its server. */
export interface StoreGuardOptions {
  /** What the errors call the server, such as `redis`. */
  readonly name: string;
  /** How long a call may take, in milliseconds. Default 1 000, from 1 to 30 000. */
  readonly timeoutMs?: number;
  /** How many calls may wait for an answer at once; more are refused. Default 1 000, from 1 to 1 000 000. */
  readonly maxPending?: number;
  /** When calls are no longer made, and how often one is tried then. */
  readonly breaker?: BreakerOptions;
  /**
   * Whether what a call rejected with says that the server cannot be asked; anything else is an answer. It
   * must not throw. Default: whether it is an error of Node's network functions, as `ECONNREFUSED`.
   */
  readonly isFailure?: (error: unknown) => boolean;
  /**
   * Called when the breaker opens by a call that got no answer in time, and when a try gets none: the connection
   * may be dead without a word, so this is the moment to make another. It must not throw.
   */
  readonly onSilence?: () => void;
  /** For tests. Default: the clock of this machine. */
  readonly clock?: Clock;
}

/**
 * Between a store and its server: calls end in time, no more than so many wait, and a server that failed
 * several times in a row is asked only now and then until it answers. One for each server. Never keeps the
 * process alive, and has nothing to close.
 */
export class StoreGuard {
  readonly #name: string;
  readonly #timeoutMs: number;
  readonly #maxPending: number;
  readonly #retryMs: number;
  readonly #breaker: CircuitBreaker;
  readonly #deadlines: CallDeadlines;
  readonly #isFailure: (error: unknown) => boolean;
  readonly #onSilence: (() => void) | undefined;
  readonly #watch: CallWatch = {
    leave: (call) => this.#deadlines.remove(call),
    answered: () => this.#breaker.succeeded(),
    failed: ({ what, passage }, error) => this.#judged(what, error, passage),
    expired: ({ what, passage }, reject) => {
      const error = this.#timedOut(what);
      const says = this.#breaker.failed(error, passage);
      reject(error);
      if (says === 'opened') this.#onSilence?.();
    },
  };

  /** Throws `OptionError` for the first option that is wrong, or for a name in `breaker` that nobody knows. */
  constructor(options: StoreGuardOptions) {
    const clock = clockFrom(options.clock);
    const { breaker = {} } = options;
    checkNames(breaker, ['failures', 'retryMs'], 'breaker');
    this.#name = options.name;
    this.#timeoutMs = whole('timeoutMs', options.timeoutMs, { default: 1000, min: 1, max: 30_000 });
    this.#maxPending = whole('maxPending', options.maxPending, {
      default: 1000,
      min: 1,
      max: 1_000_000,
    });
    const { failures, retryMs } = breaker;
    this.#retryMs = whole('breaker.retryMs', retryMs, { default: 1000, min: 10, max: 60_000 });
    this.#breaker = new CircuitBreaker(clock, {
      failures: whole('breaker.failures', failures, { default: 5, min: 1, max: 1000 }),
      retryMs: this.#retryMs,
    });
    this.#deadlines = new CallDeadlines(clock, this.#timeoutMs);
    this.#isFailure = options.isFailure ?? isNetworkError;
    this.#onSilence = options.onSilence;
  }

  /** How many calls wait for an answer. */
  get pending(): number {
    return this.#deadlines.size;
  }

  /** Whether the server failed so often that calls are refused, but for one now and then. */
  get isOpen(): boolean {
    return this.#breaker.isOpen;
  }

  /** To be called when the driver has connected again: the next call then tries, if calls are refused. */
  retryNow(): void {
    this.#breaker.retryNow();
  }

  /**
   * Makes a call. `what` says for the error what it does, such as `loading a record`; no key belongs there.
   * An answer that is there at once is given back at once, and judged as nothing.
   *
   * @throws SessionStoreUnavailableError, or rejects with it, when the answer does not come in time, when too
   * many wait already, when the last ones failed, and in place of what `isFailure` says is a failure: that is
   * its `cause`. Anything else that the call rejects with is passed on.
   */
  run<T>(what: string, call: () => MaybePromise<T>): MaybePromise<T> {
    const passage = this.#pass(what);
    let answer: MaybePromise<T>;
    try {
      answer = call();
    } catch (error) {
      throw this.#judged(what, error, passage);
    }
    if (!isThenable(answer)) {
      this.#breaker.gaveUp(passage);
      return answer;
    }
    const promise = answer;
    return new Promise<T>((resolve, reject) => {
      const outgoing = this.#send({ what, passage, resolve, reject });
      promise.then(
        (value) => outgoing.resolve(value),
        (error: unknown) => outgoing.reject(error),
      );
    });
  }

  /**
   * Makes a call that is answered by the `resolve` or `reject` of what `start` is given, as where one answer of the
   * server is that of many calls. Rejects as `run` does. `start` must not throw.
   */
  begin<T>(what: string, start: (call: OutgoingCall<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      start(this.#send({ what, passage: this.#pass(what), resolve, reject }));
    });
  }

  #pass(what: string): Passage {
    if (this.#deadlines.size >= this.#maxPending) throw this.#tooMany(what);
    const passage = this.#breaker.pass();
    if (passage === 'refused') throw this.#refused(what);
    return passage;
  }

  #send<T>(terms: CallTerms<T>): Outgoing<T> {
    const outgoing = new Outgoing<T>(this.#watch, terms);
    this.#deadlines.add(outgoing);
    return outgoing;
  }

  /** What the caller is given for an error, after it was counted. */
  #judged(what: string, error: unknown, passage: Passage): unknown {
    if (!this.#isFailure(error)) {
      this.#breaker.succeeded();
      return error;
    }
    this.#breaker.failed(error, passage);
    return new SessionStoreUnavailableError(what, {
      cause: error,
      why: `${this.#name} cannot be reached`,
    });
  }

  #timedOut(what: string): SessionStoreUnavailableError {
    return new SessionStoreUnavailableError(what, {
      why: `${this.#name} did not answer within ${String(this.#timeoutMs)} ms, which is timeoutMs`,
      advice: `Look at the health and the load of ${this.#name}, and of the network to it`,
    });
  }

  #tooMany(what: string): SessionStoreUnavailableError {
    return new SessionStoreUnavailableError(what, {
      why: `${String(this.#maxPending)} calls wait for ${this.#name} already, as many as maxPending allows`,
      advice: `Look at the load of ${this.#name} before you raise maxPending: more calls would only wait longer`,
    });
  }

  #refused(what: string): SessionStoreUnavailableError {
    return new SessionStoreUnavailableError(what, {
      cause: this.#breaker.lastFailure,
      why:
        `the last calls to ${this.#name} failed, so that it is only asked once in ` +
        `${String(this.#retryMs)} ms until it answers`,
    });
  }
}

/** An option that is a whole number within limits. */
function whole(
  option: string,
  value: number | undefined,
  range: { default: number; min: number; max: number },
): number {
  if (value === undefined) return range.default;
  if (Number.isInteger(value) && value >= range.min && value <= range.max) return value;
  throw new OptionError(
    option,
    value,
    `a whole number from ${String(range.min)} to ${String(range.max)}`,
  );
}

/** Node's errors of sockets and names carry the function that failed. */
function isNetworkError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && typeof error.syscall === 'string';
}
