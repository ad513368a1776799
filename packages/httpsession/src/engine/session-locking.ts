import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../common/clock.ts';
import { SessionLockTimeoutError } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { LiveSession } from './live-session.ts';
import { Mutex } from './mutex.ts';

/** What locking asks of a store. */
export interface StoreLocking {
  /**
   * Holds the session against other processes, if the store can; gives what lets go of it, or
   * undefined when it was not had in time.
   */
  lock(live: LiveSession, waitMs: number): MaybePromise<(() => MaybePromise<void>) | undefined>;
  /** Takes over what others have changed. */
  reload(live: LiveSession): MaybePromise<void>;
  /** Writes what was changed, so that the next holder sees it. */
  commit(live: LiveSession): MaybePromise<void>;
}

/** A lock that is held by an async context. Inside, the same session is locked on `inner`. */
interface Holding {
  isHeld: boolean;
  readonly inner: Mutex;
  /** The lock of the same session that it was taken inside of. */
  readonly outer: Holding | undefined;
}

/**
 * Java's `synchronized (session)`, across awaits (R26). Re-entrant: a call inside a holder waits only
 * for other calls inside the same holder, so nesting never waits for itself and parallel branches of
 * one holder still take turns.
 */
export class SessionLocking {
  readonly #clock: Clock;
  readonly #store: StoreLocking | undefined;
  readonly #holdings = new AsyncLocalStorage<ReadonlyMap<LiveSession, Holding>>();
  readonly #locks = new WeakMap<LiveSession, Mutex>();

  constructor(clock: Clock, store: StoreLocking | undefined) {
    this.#clock = clock;
    this.#store = store;
  }

  async run<T>(live: LiveSession, timeoutMs: number, fn: () => MaybePromise<T>): Promise<T> {
    const around = this.#holdings.getStore();
    const outer = heldBy(around?.get(live));
    const isNested = outer !== undefined;
    const mutex = outer?.inner ?? this.#lockOf(live);
    if (!(await mutex.acquire(timeoutMs))) throw new SessionLockTimeoutError(timeoutMs);
    const holding: Holding = { isHeld: true, inner: new Mutex(this.#clock), outer };
    const holdings = new Map(around).set(live, holding);
    try {
      return isNested || this.#store === undefined
        ? await this.#holdings.run(holdings, fn)
        : await this.#runWithStore(live, this.#store, {
            timeoutMs,
            run: () => this.#holdings.run(holdings, fn),
          });
    } finally {
      // Work that fn left running behind it holds nothing any more.
      holding.isHeld = false;
      mutex.release();
    }
  }

  async #runWithStore<T>(
    live: LiveSession,
    store: StoreLocking,
    { timeoutMs, run }: { timeoutMs: number; run: () => MaybePromise<T> },
  ): Promise<T> {
    const release = await store.lock(live, timeoutMs);
    if (release === undefined) throw new SessionLockTimeoutError(timeoutMs);
    try {
      await store.reload(live);
      return await this.#runAndCommit(live, store, run);
    } finally {
      await release();
    }
  }

  /** What fn changed before it threw is a change like any other, and the next holder has to see it. */
  async #runAndCommit<T>(
    live: LiveSession,
    store: StoreLocking,
    run: () => MaybePromise<T>,
  ): Promise<T> {
    try {
      return await run();
    } finally {
      await store.commit(live);
    }
  }

  #lockOf(live: LiveSession): Mutex {
    let lock = this.#locks.get(live);
    if (lock === undefined) this.#locks.set(live, (lock = new Mutex(this.#clock)));
    return lock;
  }
}

/** The innermost lock that is still held: work that was left running may outlive the inner ones. */
function heldBy(holding: Holding | undefined): Holding | undefined {
  let held = holding;
  while (held?.isHeld === false) held = held.outer;
  return held;
}
