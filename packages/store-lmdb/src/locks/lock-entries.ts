import { nextNumber } from '../file/counter.ts';
import type { LeftKind } from '../file/leftovers.ts';
import type { LmdbFile } from '../file/lmdb-file.ts';
import { ByteWriter } from '../format/bytes.ts';
import { endOf, lockKey, readSortable, waiterKey, waiterPrefix } from '../format/entry-keys.ts';
import type { EntryKey, KeyPart, Read } from '../format/entry-keys.ts';

/** Who waits is there as long as he says so: one whose process died holds nobody up for longer, in milliseconds. */
export const WAITER_MS = 2000;
/** What was over for so long is left from a process that was killed, in milliseconds: longer than any call. */
const LEFT_MS = 60_000;
/** Nobody waits behind more than so many at once. */
const MOST_WAITERS = 10_000;

interface Holder {
  readonly token: number;
  readonly until: number;
}

const writer = new ByteWriter();

/** What an attempt came to: the token of the lock, or the place in the queue. */
export type Attempt = { readonly token: number } | { readonly ticket: number };

/**
 * Locks and those who wait for them, as entries. All but `isFree` belongs into a write. Who comes and who gets a lock
 * draws a number, so that no two of them go unseen by each other.
 */
export class LockEntries {
  readonly #file: LmdbFile;

  constructor(file: LmdbFile) {
    this.#file = file;
  }

  /** Whether the lock could be had by who has this ticket. */
  isFree(name: KeyPart, ticket: number | undefined, now: number): boolean {
    const holder = this.#holder(name);
    if (holder !== undefined && holder.until > now) return false;
    return this.#waiters(name).every(({ number, until }) => {
      return ticket !== undefined && number >= ticket ? true : until <= now;
    });
  }

  /** Takes the lock, or a ticket, or says that the ticket is still needed. */
  attempt(
    name: KeyPart,
    ticket: number | undefined,
    lease: { readonly now: number; readonly until: number },
  ): Attempt {
    const { now, until } = lease;
    if (!this.isFree(name, ticket, now)) return { ticket: this.#wait(name, ticket, now) };
    for (const waiter of this.#waiters(name)) {
      if (waiter.until <= now) this.#file.remove(waiterKey(name, waiter.number));
    }
    if (ticket !== undefined) this.#file.remove(waiterKey(name, ticket));
    const token = nextNumber(this.#file);
    this.#save(name, { token, until });
    return { token };
  }

  /** Starts the lease again. False when it ended. */
  renew(
    name: KeyPart,
    token: number,
    lease: { readonly now: number; readonly until: number },
  ): boolean {
    if (!this.#isHeld(name, token, lease.now)) return false;
    this.#save(name, { token, until: lease.until });
    return true;
  }

  /** Lets go. False when the lease ended before. */
  release(name: KeyPart, token: number, now: number): boolean {
    const isHeld = this.#isHeld(name, token, now);
    if (this.#holder(name)?.token === token) this.#file.remove(lockKey(name));
    return isHeld;
  }

  /** Does not wait any more. */
  leave(name: KeyPart, ticket: number): void {
    this.#file.remove(waiterKey(name, ticket));
  }

  #wait(name: KeyPart, ticket: number | undefined, now: number): number {
    const number = ticket ?? nextNumber(this.#file);
    const until = Buffer.alloc(8);
    until.writeDoubleLE(now + WAITER_MS);
    this.#file.put(waiterKey(name, number), until);
    return number;
  }

  #isHeld(name: KeyPart, token: number, now: number): boolean {
    const holder = this.#holder(name);
    return holder?.token === token && holder.until > now;
  }

  #holder(name: KeyPart): Holder | undefined {
    const bytes = this.#file.get(lockKey(name));
    if (bytes === undefined) return undefined;
    return { token: bytes.readDoubleLE(0), until: bytes.readDoubleLE(8) };
  }

  #save(name: KeyPart, { token, until }: Holder): void {
    this.#file.put(lockKey(name), writer.start().number(token).number(until).end());
  }

  #waiters(name: KeyPart): { number: number; until: number }[] {
    const prefix = waiterPrefix(name);
    return this.#file.keys(prefix, endOf(prefix), MOST_WAITERS).flatMap((key) => {
      const until = this.#file.get(key)?.readDoubleLE(0);
      return until === undefined ? [] : { number: readSortable(key, prefix.length), until };
    });
  }
}

/** What is left of processes that were killed. */
export const LEFT_OF_LOCKS: readonly LeftKind[] = [
  { letter: 'l', isLeft: isLeftLock },
  { letter: 'q', isLeft: isLeftWaiter },
];

/** Whether a lock was held by somebody who will not let go of it any more. */
function isLeftLock(key: EntryKey, read: Read, now: number): boolean {
  return isLongOver(read(key), 8, now);
}

/** Whether somebody waited for a lock who is not there any more. */
function isLeftWaiter(key: EntryKey, read: Read, now: number): boolean {
  return isLongOver(read(key), 0, now);
}

/** Whether the instant at a place of an entry was long ago. */
function isLongOver(bytes: Buffer | undefined, at: number, now: number): boolean {
  return bytes !== undefined && bytes.length >= at + 8 && bytes.readDoubleLE(at) + LEFT_MS <= now;
}
