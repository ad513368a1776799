import type { Clock, Timer } from '../common/clock.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { hasLocks, type SessionLock, type SessionStore } from '../store/store.ts';
import { askStore } from './ask-store.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { LiveSession } from './live-session.ts';

/** How long a lock in the store outlives a holder that died, in milliseconds. */
const LOCK_LEASE_MS = 30_000;

/** Holds sessions against other processes, where the store can lock. */
export class StoreLocks {
  readonly #store: SessionStore;
  readonly #clock: Clock;
  readonly #diagnostics: Diagnostics;

  constructor(store: SessionStore, clock: Clock, diagnostics: Diagnostics) {
    this.#store = store;
    this.#clock = clock;
    this.#diagnostics = diagnostics;
  }

  /** Gives what lets go of the lock; undefined when it was not had within `waitMs`. */
  lock(live: LiveSession, waitMs: number): MaybePromise<(() => MaybePromise<void>) | undefined> {
    const store = this.#store;
    const uid = live.stored?.uid;
    if (!hasLocks(store) || uid === undefined) return () => undefined;
    const asked = askStore('locking a session', () =>
      store.lock(uid, { leaseMs: LOCK_LEASE_MS, waitMs }),
    );
    return andThen(asked, (lock) => lock && this.#keep(lock));
  }

  /** A lock is renewed for as long as its holder works; its lease is for holders that died. */
  #keep(lock: SessionLock): () => MaybePromise<void> {
    let timer: Timer;
    let isLost = false;
    const note = (isOurs: boolean): void => {
      if (!isOurs && !isLost) this.#report(lostLock());
      isLost ||= !isOurs;
    };
    const renewLater = (): void => {
      timer = this.#clock.after(LOCK_LEASE_MS / 3, () => {
        void this.#ask(() => andThen(lock.renew(LOCK_LEASE_MS), note));
        if (!isLost) renewLater();
      });
    };
    renewLater();
    return () => {
      timer.cancel();
      return this.#ask(() => andThen(lock.release(), note));
    };
  }

  /** What fails has no caller: the work is done, or goes on. A lock that is not let go ends with its lease. */
  #ask(work: () => MaybePromise<void>): MaybePromise<void> {
    const failed = (error: unknown): void => this.#report(error);
    try {
      const done = work();
      return isThenable(done) ? done.then(undefined, failed) : undefined;
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  #report(error: unknown): void {
    this.#diagnostics.failure('Holding a lock', error);
  }
}

/** The holder had no turn for longer than the lease, or the store forgot the lock. */
function lostLock(): Error {
  return new Error(
    'The lease of a lock ended while synchronized() was at work: another process may have worked on the session as well',
  );
}
