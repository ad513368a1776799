import { type Clock, MAX_TIMER_MS } from '../common/clock.ts';

interface Waiter {
  grant(isGranted: boolean): void;
}

/** One holder at a time, first come, first served. */
export class Mutex {
  readonly #clock: Clock;
  readonly #waiters: Waiter[] = [];
  #isHeld = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits for its turn. False when that did not come within `timeoutMs`. */
  acquire(timeoutMs: number): Promise<boolean> {
    if (!this.#isHeld) {
      this.#isHeld = true;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const timer = this.#clock.after(Math.min(timeoutMs, MAX_TIMER_MS), () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        resolve(false);
      });
      const waiter: Waiter = {
        grant(isGranted) {
          timer.cancel();
          resolve(isGranted);
        },
      };
      this.#waiters.push(waiter);
    });
  }

  /** Lets the next one in. */
  release(): void {
    const next = this.#waiters.shift();
    if (next === undefined) this.#isHeld = false;
    else next.grant(true);
  }
}
