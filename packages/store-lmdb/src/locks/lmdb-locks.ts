import type { Clock, SessionLock, SessionLockRequest, Timer } from 'httpsession';
import type { LmdbFile } from '../file/lmdb-file.ts';
import { keyPart, type KeyPart } from '../format/entry-keys.ts';
import { WAITER_MS, type Attempt, type LockEntries } from './lock-entries.ts';

/** How often who waits looks whether another process let go, in milliseconds. A look is a read. */
const LOOK_MS = 10;

interface Waiter {
  readonly name: KeyPart;
  readonly leaseMs: number;
  readonly endsAt: number;
  readonly answer: (lock: SessionLock | undefined) => void;
  readonly fail: (error: unknown) => void;
  ticket: number;
  /** When the entry of the ticket was last written. */
  shownAt: number;
  /** An attempt is under way. */
  isBusy: boolean;
  isOver: boolean;
  timer: Timer | undefined;
}

/** Locks with leases for all processes that share the file, first come, first served. */
export class LmdbLocks {
  readonly #file: LmdbFile;
  readonly #entries: LockEntries;
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();
  /** Names of the locks that are held here, by their tokens. */
  readonly #held = new Map<number, KeyPart>();
  #isClosed = false;

  constructor(file: LmdbFile, entries: LockEntries, clock: Clock) {
    this.#file = file;
    this.#entries = entries;
    this.#clock = clock;
  }

  /** As `SessionLocks.lock`. */
  async lock(text: string, request: SessionLockRequest): Promise<SessionLock | undefined> {
    const { leaseMs, waitMs } = request;
    const name = keyPart(text);
    const endsAt = this.#clock.monotonic() + waitMs;
    const attempt = await this.#attempt(name, () => {
      // Who does not wait takes no ticket.
      const { now, until } = this.#lease(leaseMs);
      if (waitMs <= 0 && !this.#entries.isFree(name, undefined, now)) return undefined;
      return this.#entries.attempt(name, undefined, { now, until });
    });
    if (attempt === undefined) return undefined;
    if (this.#isClosed) {
      this.#takeBack(name, attempt);
      return undefined;
    }
    if ('token' in attempt) return this.#hold(name, attempt.token);
    return this.#wait({ name, leaseMs, endsAt, ticket: attempt.ticket });
  }

  /** Ends all waiting, and lets go of all that is held here. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const waiters = [...this.#waiters];
    const held = [...this.#held];
    this.#held.clear();
    for (const waiter of waiters) this.#end(waiter, undefined);
    if (waiters.length + held.length === 0) return;
    await this.#file.write('releasing locks', () => {
      for (const { name, ticket } of waiters) this.#entries.leave(name, ticket);
      for (const [token, name] of held) this.#entries.release(name, token, this.#clock.now());
    });
  }

  #wait(
    place: Pick<Waiter, 'name' | 'leaseMs' | 'endsAt' | 'ticket'>,
  ): Promise<SessionLock | undefined> | undefined {
    if (this.#isClosed) return undefined;
    return new Promise((answer, fail) => {
      const shownAt = this.#clock.monotonic();
      const state = { shownAt, isBusy: false, isOver: false, timer: undefined };
      const waiter: Waiter = { ...place, answer, fail, ...state };
      this.#waiters.add(waiter);
      this.#look(waiter);
    });
  }

  #lookLater(waiter: Waiter): void {
    const left = waiter.endsAt - this.#clock.monotonic();
    waiter.timer = this.#clock.after(Math.max(1, Math.min(LOOK_MS, left)), () =>
      this.#look(waiter),
    );
  }

  /** Tries when there is a chance, gives up when it is time. */
  #look(waiter: Waiter): void {
    if (waiter.isOver || waiter.isBusy) return;
    waiter.timer?.cancel();
    const now = this.#clock.monotonic();
    if (now >= waiter.endsAt) {
      this.#end(waiter, undefined);
      this.#takeBack(waiter.name, waiter);
      return;
    }
    this.#file.refresh();
    const isFree = this.#entries.isFree(waiter.name, waiter.ticket, this.#clock.now());
    // A ticket that is not shown again in time counts as that of a dead process.
    if (!isFree && now - waiter.shownAt < WAITER_MS / 4) {
      this.#lookLater(waiter);
      return;
    }
    this.#try(waiter).catch((error: unknown) => {
      if (waiter.isOver) return;
      this.#drop(waiter);
      waiter.fail(error);
    });
  }

  async #try(waiter: Waiter): Promise<void> {
    const { name } = waiter;
    waiter.isBusy = true;
    const attempt = await this.#attempt(name, () => {
      if (waiter.isOver) return { ticket: waiter.ticket };
      return this.#entries.attempt(name, waiter.ticket, this.#lease(waiter.leaseMs));
    });
    waiter.isBusy = false;
    if ('token' in attempt) {
      const lock = this.#hold(name, attempt.token);
      if (!waiter.isOver) this.#end(waiter, lock);
      else await lock.release();
      return;
    }
    if (waiter.isOver) return;
    waiter.shownAt = this.#clock.monotonic();
    this.#lookLater(waiter);
  }

  #hold(name: KeyPart, token: number): SessionLock {
    this.#held.set(token, name);
    return {
      token,
      renew: async (leaseMs) => {
        return (
          this.#held.has(token) &&
          this.#file.write('renewing a lock', () =>
            this.#entries.renew(name, token, this.#lease(leaseMs)),
          )
        );
      },
      release: async () => {
        if (!this.#held.delete(token)) return false;
        const isReleased = await this.#file.write('releasing a lock', () =>
          this.#entries.release(name, token, this.#clock.now()),
        );
        this.#wake(name);
        return isReleased;
      },
    };
  }

  /** Those who wait here need not wait for their next look. */
  #wake(name: KeyPart): void {
    for (const waiter of [...this.#waiters]) if (waiter.name === name) this.#look(waiter);
  }

  #end(waiter: Waiter, lock: SessionLock | undefined): void {
    this.#drop(waiter);
    waiter.answer(lock);
  }

  #drop(waiter: Waiter): void {
    waiter.isOver = true;
    waiter.timer?.cancel();
    this.#waiters.delete(waiter);
  }

  /** Writes an attempt. Of one whose answer was not waited for nobody knows whether it was made: it is taken back. */
  async #attempt<A extends Attempt | undefined>(name: KeyPart, action: () => A): Promise<A> {
    let latest: A | undefined;
    try {
      return await this.#file.write('taking a lock', () => (latest = action()));
    } catch (error) {
      if (latest !== undefined) this.#takeBack(name, latest);
      throw error;
    }
  }

  /** Nobody is to wait for one who left; if that cannot be written, the lease ends, and a ticket is not shown again. */
  #takeBack(name: KeyPart, attempt: Attempt): void {
    this.#file
      .write('leaving a queue', () => {
        if ('token' in attempt) this.#entries.release(name, attempt.token, this.#clock.now());
        else this.#entries.leave(name, attempt.ticket);
      })
      .catch(() => undefined);
  }

  #lease(leaseMs: number): { now: number; until: number } {
    const now = this.#clock.now();
    return { now, until: now + leaseMs };
  }
}
