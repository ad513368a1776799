import { SessionLockLostError } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import { Fence } from './fence.ts';
import type { LiveSession } from './live-session.ts';
import type { StoreLocking } from './session-locking.ts';
import type { HeldLock, StoreLocks } from './store-locks.ts';

/** What locking asks of the rest of the store's side. */
interface LockedTools {
  readonly locks: StoreLocks;
  /** Whether other processes may write what this one has in memory. */
  readonly isShared: boolean;
  /** Raises the version of the record. */
  raise(live: LiveSession): MaybePromise<void>;
  /** Reads a session again. */
  reload(live: LiveSession): MaybePromise<void>;
  commit(live: LiveSession): MaybePromise<void>;
}

/** Sessions that one process holds against all others: locked, read again, written before the next one comes. */
export class LockedSessions implements StoreLocking {
  readonly #tools: LockedTools;

  constructor(tools: LockedTools) {
    this.#tools = tools;
  }

  lock(live: LiveSession, waitMs: number): MaybePromise<HeldLock | 'none' | undefined> {
    return this.#tools.locks.lock(live, waitMs);
  }

  async begin(live: LiveSession, lock: HeldLock | 'none'): Promise<void> {
    const { stored } = live;
    if (stored === undefined || lock === 'none' || !this.#tools.isShared) {
      await this.#tools.reload(live);
      return;
    }
    await this.#tools.raise(live);
    await this.#tools.reload(live);
    // Else the next holder may have raised the version before this one did, and be kept out in its place.
    if (!(await lock.isSure())) throw new SessionLockLostError();
    // A session that is not stored yet will have this one.
    stored.fence = new Fence(lock, stored.version ?? 1);
  }

  async finish(live: LiveSession): Promise<void> {
    try {
      await this.#tools.commit(live);
    } finally {
      if (live.stored !== undefined) live.stored.fence = undefined;
    }
  }
}
