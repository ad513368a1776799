import type { Clock, Timer } from '../common/clock.ts';
import { SessionStoreUnavailableError } from '../common/errors.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { hasLocks, type SessionLock, type SessionStore } from '../store/store.ts';
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
    const asked = wrapFailure(() => store.lock(uid, { leaseMs: LOCK_LEASE_MS, waitMs }));
    return andThen(asked, (lock) => lock && this.#keep(lock));
  }

  /** A lock is renewed for as long as its holder works; its lease is for holders that died. */
  #keep(lock: SessionLock): () => MaybePromise<void> {
    let timer: Timer;
    const renewLater = (): void => {
      timer = this.#clock.after(LOCK_LEASE_MS / 3, () => {
        this.#renew(lock);
        renewLater();
      });
    };
    renewLater();
    return () => {
      timer.cancel();
      return andThen(
        wrapFailure(() => lock.release()),
        () => undefined,
      );
    };
  }

  /** A renewal that fails has no caller; the lock may be lost, and is reported. */
  #renew(lock: SessionLock): void {
    const failed = (error: unknown): void => {
      this.#diagnostics.failure('Renewing a lock', error);
    };
    try {
      const renewed = lock.renew(LOCK_LEASE_MS);
      if (isThenable(renewed)) renewed.then(undefined, failed);
    } catch (error) {
      failed(error);
    }
  }
}

/** A failure of the store becomes ours, whether it comes at once or later. */
function wrapFailure<T>(ask: () => MaybePromise<T>): MaybePromise<T> {
  const fail = (cause: unknown): never => {
    throw new SessionStoreUnavailableError('locking a session', { cause });
  };
  try {
    const answer = ask();
    return isThenable(answer) ? answer.then(undefined, fail) : answer;
  } catch (cause) {
    return fail(cause);
  }
}
