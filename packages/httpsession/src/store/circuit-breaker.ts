import { randomInt } from 'node:crypto';
import type { Clock } from '../common/clock.ts';

/** When calls are no longer let through, and how often one is tried then. */
export interface BreakerOptions {
  /** So many failures in a row open the breaker. Default 5, from 1 to 1 000. */
  readonly failures?: number;
  /**
   * While it is open, one call is let through at most this much later than the one before, in
   * milliseconds; a random part of up to a half is taken off, so that processes do not try in step.
   * Default 1 000, from 10 to 60 000.
   */
  readonly retryMs?: number;
}

/** Whether a call may go out: as usual, as the one that tries whether it works again, or not at all. */
export type Passage = 'closed' | 'try' | 'refused';

/** Keeps calls from a service that failed several times in a row, but for one now and then. */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #options: Required<BreakerOptions>;
  #failures = 0;
  /** Undefined while closed. */
  #retryAt: number | undefined;
  #trying = false;
  #lastFailure: unknown;

  constructor(clock: Clock, options: Required<BreakerOptions>) {
    this.#clock = clock;
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#retryAt !== undefined;
  }

  /** What failed last. */
  get lastFailure(): unknown {
    return this.#lastFailure;
  }

  /** Asked before each call. After 'try' the caller says `succeeded`, `failed` or `gaveUp`. */
  pass(): Passage {
    if (this.#retryAt === undefined) return 'closed';
    if (this.#trying || this.#clock.monotonic() < this.#retryAt) return 'refused';
    this.#trying = true;
    return 'try';
  }

  /** An answer came. One that came too late for its caller counts as well: somebody is there. */
  succeeded(): void {
    this.#failures = 0;
    this.#retryAt = undefined;
    this.#trying = false;
    this.#lastFailure = undefined;
  }

  /**
   * A call failed. 'opened' when the breaker is open because of it, for the first time or again. Those that went
   * out before it opened, and fail after it, say nothing new: they do not put off the next try.
   */
  failed(error: unknown, passage: Passage): 'opened' | 'counted' {
    this.#failures += 1;
    this.#lastFailure = error;
    if (passage === 'try') this.#trying = false;
    const opens = this.isOpen ? passage === 'try' : this.#failures >= this.#options.failures;
    if (!opens) return 'counted';
    const { retryMs } = this.#options;
    this.#retryAt = this.#clock.monotonic() + retryMs - randomInt(Math.floor(retryMs / 2) + 1);
    return 'opened';
  }

  /** Something else says that it may work again: the next call tries. */
  retryNow(): void {
    if (this.isOpen) this.#retryAt = this.#clock.monotonic();
  }

  /** The call that was to try came to nothing that says anything: the next one tries. */
  gaveUp(passage: Passage): void {
    if (passage === 'try') this.#trying = false;
  }
}
