import type { Clock, Timer } from '../common/clock.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { hasLocks, type SessionLock, type SessionStore } from '../store/store.ts';
import { askStore } from './ask-store.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { LiveSession } from './live-session.ts';

/** How long a lock in the store outlives a holder that died, in milliseconds. */
const LOCK_LEASE_MS = 30_000;

/** A lock that this process has, as far as it knows. */
export interface HeldLock {
  /** Whether it is still held: for a time after the store said so that is known, then the store is asked. */
  isSure(): MaybePromise<boolean>;
  /** Whether it is still held, by the word of the store. */
  isHeld(): MaybePromise<boolean>;
  /** Lets go. What fails is reported. */
  release(): MaybePromise<void>;
}

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

  /** Undefined when it was not had within `waitMs`; 'none' where the store cannot lock. */
  lock(live: LiveSession, waitMs: number): MaybePromise<HeldLock | 'none' | undefined> {
    const store = this.#store;
    const uid = live.stored?.uid;
    if (!hasLocks(store) || uid === undefined) return 'none';
    const askedMs = this.#clock.monotonic();
    const asked = askStore('locking a session', () =>
      store.lock(uid, { leaseMs: LOCK_LEASE_MS, waitMs }),
    );
    return andThen(asked, (lock) => {
      const clock = this.#clock;
      const report = (error: unknown): void => this.#diagnostics.failure('Holding a lock', error);
      return lock && new Lease(lock, { clock, report, askedMs });
    });
  }
}

/** A lock is renewed for as long as its holder works; its lease is for holders that died. */
class Lease implements HeldLock {
  readonly #lock: SessionLock;
  readonly #clock: Clock;
  readonly #report: (error: unknown) => void;
  #timer: Timer | undefined;
  #isLost = false;
  /** Until when nobody else can have it, monotonic: the lease began when the store was asked, at the earliest. */
  #sureMs: number;

  constructor(
    lock: SessionLock,
    { clock, report, askedMs }: { clock: Clock; report: (error: unknown) => void; askedMs: number },
  ) {
    this.#lock = lock;
    this.#clock = clock;
    this.#report = report;
    this.#sureMs = askedMs + LOCK_LEASE_MS;
    this.#renewLater();
  }

  isSure(): MaybePromise<boolean> {
    if (!this.#isLost && this.#clock.monotonic() < this.#sureMs) return true;
    return this.isHeld();
  }

  isHeld(): MaybePromise<boolean> {
    // What was lost once may have been another's, also if it were ours again.
    if (this.#isLost) return false;
    const askedMs = this.#clock.monotonic();
    const asked = askStore('holding a lock', () => this.#lock.renew(LOCK_LEASE_MS));
    return andThen(asked, (isOurs) => {
      this.#note(isOurs);
      if (isOurs) this.#sureMs = askedMs + LOCK_LEASE_MS;
      return isOurs;
    });
  }

  release(): MaybePromise<void> {
    this.#timer?.cancel();
    return this.#try(() => andThen(this.#lock.release(), (isOurs) => this.#note(isOurs)));
  }

  #renewLater(): void {
    this.#timer = this.#clock.after(LOCK_LEASE_MS / 3, () => {
      void this.#try(() => andThen(this.isHeld(), () => undefined));
      if (!this.#isLost) this.#renewLater();
    });
  }

  #note(isOurs: boolean): void {
    if (!isOurs && !this.#isLost) this.#report(lostLock());
    this.#isLost ||= !isOurs;
  }

  /** What fails has no caller: the work is done, or goes on. A lock that is not let go ends with its lease. */
  #try(work: () => MaybePromise<void>): MaybePromise<void> {
    try {
      const done = work();
      return isThenable(done) ? done.then(undefined, this.#report) : undefined;
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }
}

/** The holder had no turn for longer than the lease, or the store forgot the lock. */
function lostLock(): Error {
  return new Error(
    'The lease of a lock ended while synchronized() was at work: another process may have worked on the session as well',
  );
}
