import type { Clock } from '../common/clock.ts';
import { SessionLockTimeoutError } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { LiveSession } from './live-session.ts';
import { Monitors } from './monitors.ts';
import type { HeldLock } from './store-locks.ts';

/** What locking asks of a store. */
export interface StoreLocking {
  /**
   * Holds the session against other processes, if the store can; undefined when it was not had in
   * time.
   */
  lock(live: LiveSession, waitMs: number): MaybePromise<HeldLock | 'none' | undefined>;
  /** Takes over what others have changed. From here on a lock that gets lost keeps changes from being written. */
  begin(live: LiveSession, lock: HeldLock | 'none'): MaybePromise<void>;
  /** Writes what was changed, so that the next holder sees it. */
  finish(live: LiveSession): MaybePromise<void>;
}

/** Java's `synchronized (session)`, across awaits (R26), and across processes where the store can lock. */
export class SessionLocking {
  readonly #clock: Clock;
  readonly #monitors: Monitors<LiveSession>;
  readonly #store: StoreLocking | undefined;

  constructor(clock: Clock, store: StoreLocking | undefined) {
    this.#clock = clock;
    this.#monitors = new Monitors(clock, 'this session');
    this.#store = store;
  }

  async run<T>(live: LiveSession, timeoutMs: number, fn: () => MaybePromise<T>): Promise<T> {
    if (this.#store === undefined) return this.#monitors.run(live, timeoutMs, fn);
    const startMs = this.#clock.monotonic();
    const stay = await this.#monitors.enter(live, timeoutMs);
    try {
      return stay.isNested
        ? await stay.run(fn)
        : await this.#runWithStore(live, this.#store, {
            timeoutMs,
            // What others in this process took of the time is gone for those of other processes.
            waitMs: Math.max(0, timeoutMs - (this.#clock.monotonic() - startMs)),
            run: () => stay.run(fn),
          });
    } finally {
      stay.leave();
    }
  }

  async #runWithStore<T>(
    live: LiveSession,
    store: StoreLocking,
    { timeoutMs, waitMs, run }: { timeoutMs: number; waitMs: number; run: () => MaybePromise<T> },
  ): Promise<T> {
    const lock = await store.lock(live, waitMs);
    if (lock === undefined) throw new SessionLockTimeoutError(timeoutMs, 'this session');
    try {
      await store.begin(live, lock);
      return await this.#runAndFinish(live, store, run);
    } finally {
      if (lock !== 'none') await lock.release();
    }
  }

  /** What fn changed before it threw is a change like any other, and the next holder has to see it. */
  async #runAndFinish<T>(
    live: LiveSession,
    store: StoreLocking,
    run: () => MaybePromise<T>,
  ): Promise<T> {
    try {
      return await run();
    } finally {
      await store.finish(live);
    }
  }
}
