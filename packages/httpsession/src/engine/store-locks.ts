import type { Clock, Timer } from '../common/clock.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { hasLocks, type SessionLock, type SessionStore } from '../store/store.ts';
import { askStore } from './ask-store.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { LiveSession } from './live-session.ts';

/** How long the lock of a session outlives a holder that died, in milliseconds. */
const SESSION_LEASE_MS = 30_000;

/** What lock is asked for, and how. */
interface LockWish {
  readonly name: string;
  /** What asking for it is called in errors: `locking a session`. */
  readonly doing: string;
  readonly waitMs: number;
  readonly leaseMs: number;
}

/** A lock that this process has, as far as it knows. */
export interface HeldLock {
  /**
   * Whether it is held, for as long as `forMs` from now: for a time after the store said so that is known, then the
   * store is asked.
   */
  isSure(forMs?: number): MaybePromise<boolean>;
  /** Whether it is still held, by the word of the store. */
  isHeld(): MaybePromise<boolean>;
  /** Lets go. What fails is reported. */
  release(): MaybePromise<void>;
}

/** Locks that other processes see, where the store can lock. */
export class StoreLocks {
  readonly #store: SessionStore;
  readonly #clock: Clock;
  readonly #diagnostics: Diagnostics;

  constructor(store: SessionStore, clock: Clock, diagnostics: Diagnostics) {
    this.#store = store;
    this.#clock = clock;
    this.#diagnostics = diagnostics;
  }

  /** Holds a session. Undefined when that was not had within `waitMs`; 'none' where the store cannot lock. */
  lock(live: LiveSession, waitMs: number): MaybePromise<HeldLock | 'none' | undefined> {
    const uid = live.stored?.uid;
    if (uid === undefined) return 'none';
    const doing = 'locking a session';
    return this.lockName({ name: uid, doing, waitMs, leaseMs: SESSION_LEASE_MS });
  }

  /** As `lock`, for any name. */
  lockName({
    name,
    doing,
    waitMs,
    leaseMs,
  }: LockWish): MaybePromise<HeldLock | 'none' | undefined> {
    const store = this.#store;
    if (!hasLocks(store)) return 'none';
    const askedMs = this.#clock.monotonic();
    const asked = askStore(doing, () => store.lock(name, { leaseMs, waitMs }));
    return andThen(asked, (lock) => {
      const clock = this.#clock;
      const report = (error: unknown): void => this.#diagnostics.failure('Holding a lock', error);
      return lock && new Lease(lock, { clock, report, askedMs, leaseMs });
    });
  }
}

interface LeaseTerms {
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
  /** When the lock was asked for, monotonic. */
  readonly askedMs: number;
  readonly leaseMs: number;
}

/** A lock is renewed for as long as its holder works; its lease is for holders that died. */
class Lease implements HeldLock {
  readonly #lock: SessionLock;
  readonly #clock: Clock;
  readonly #report: (error: unknown) => void;
  readonly #leaseMs: number;
  #timer: Timer | undefined;
  #isLost = false;
  #isReleased = false;
  /** Until when nobody else can have it, monotonic: the lease began when the store was asked, at the earliest. */
  #sureMs: number;

  constructor(lock: SessionLock, { clock, report, askedMs, leaseMs }: LeaseTerms) {
    this.#lock = lock;
    this.#clock = clock;
    this.#report = report;
    this.#leaseMs = leaseMs;
    this.#sureMs = askedMs + leaseMs;
    this.#renewLater();
  }

  isSure(forMs = 0): MaybePromise<boolean> {
    if (!this.#isLost && this.#clock.monotonic() + forMs < this.#sureMs) return true;
    return this.isHeld();
  }

  isHeld(): MaybePromise<boolean> {
    // What was lost once may have been another's, also if it were ours again.
    if (this.#isLost) return false;
    const askedMs = this.#clock.monotonic();
    const asked = askStore('holding a lock', () => this.#lock.renew(this.#leaseMs));
    return andThen(asked, (isOurs) => {
      // The answer of a renewal that was overtaken by the release says nothing.
      if (this.#isReleased) return isOurs;
      this.#note(isOurs);
      if (isOurs) this.#sureMs = askedMs + this.#leaseMs;
      return isOurs;
    });
  }

  release(): MaybePromise<void> {
    this.#timer?.cancel();
    this.#isReleased = true;
    return this.#try(() => andThen(this.#lock.release(), (isOurs) => this.#note(isOurs)));
  }

  #renewLater(): void {
    this.#timer = this.#clock.after(this.#leaseMs / 3, () => {
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
    'The lease of a lock ended while synchronized() or a sign-in was at work under it: another process may have been as well',
  );
}
