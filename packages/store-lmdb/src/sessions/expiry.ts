import { CLAIM_BYTES, UNREADABLE_KEPT_MS } from 'httpsession';
import type { LmdbFile } from '../file/lmdb-file.ts';
import { expiryKey, instantIn, partIn, type EntryKey } from '../format/entry-keys.ts';
import { dueAt, type Head } from '../format/head.ts';
import type { Located } from './former-keys.ts';
import type { SessionEntries } from './session-entries.ts';

/** So many entries of the index are looked at in one write: others wait for it. */
const AT_ONCE = 500;

/** What a step is to claim, and what it is to leave alone. */
export interface Wanted {
  readonly limit: number;
  readonly now: number;
  /** When the claims end. */
  readonly until: number;
  /** How many bytes were claimed by the steps before. */
  readonly bytes: number;
  /** Claimed before, with a lease that may be over at once, or found to be unreadable. */
  readonly before: ReadonlySet<string>;
}

/** What one step found. */
export interface Claims {
  readonly claimed: readonly Located[];
  /** `before` for the next step. */
  readonly seen: ReadonlySet<string>;
  /** How many bytes of attributes they have. */
  readonly bytes: number;
  /** Whether another step may find more. */
  readonly mayBeMore: boolean;
}

/** The index of deadlines. An entry is never later than what it is for, but may be sooner. */
export class Expiry {
  readonly #file: LmdbFile;
  readonly #entries: SessionEntries;

  constructor(file: LmdbFile, entries: SessionEntries) {
    this.#file = file;
    this.#entries = entries;
  }

  /** Whether there may be a session to claim. */
  isDue(now: number): boolean {
    return this.#due(now, 1).length > 0;
  }

  /**
   * Claims up to `limit` sessions that have expired, or whose claim has, the longest first; at least one, and then no
   * more than an answer can hold. Only within a write.
   */
  claim({ limit, now, until, bytes: claimedBytes, before }: Wanted): Claims {
    const seen = new Set(before);
    for (let looked = 0; looked < AT_ONCE;) {
      const asked = Math.min(AT_ONCE, limit) + seen.size;
      const due = this.#due(now, asked);
      const fresh = due.filter((key) => !seen.has(partIn(key)));
      if (fresh.length === 0) return { claimed: [], seen, bytes: 0, mayBeMore: false };
      looked += fresh.length;
      // What was put right may belong between the others: look again.
      if (this.#putRight(fresh, now, seen)) continue;
      const { claimed, bytes, isFull } = this.#leaseAll(fresh.slice(0, limit), until, claimedBytes);
      for (const { part } of claimed) seen.add(part);
      const mayBeMore = !isFull && claimed.length < limit && due.length === asked;
      return { claimed, seen, bytes, mayBeMore };
    }
    return { claimed: [], seen, bytes: 0, mayBeMore: true };
  }

  /** Whether an entry was not where it belongs, or belongs nowhere, or cannot be judged. */
  #putRight(keys: readonly EntryKey[], now: number, seen: Set<string>): boolean {
    let isChanged = false;
    for (const key of keys) {
      const part = partIn(key);
      const head = this.#entries.find(part);
      const due = head === undefined ? Infinity : dueAt(head);
      if (due === instantIn(key) && head?.indexedAt === due) continue;
      isChanged = true;
      if (head === undefined && this.#isLeft(key, now)) {
        seen.add(part);
        continue;
      }
      this.#file.remove(key);
      if (head?.indexedAt !== instantIn(key)) continue;
      head.indexedAt = due;
      this.#entries.indexDeadline(part, due);
      this.#entries.save(part, head);
    }
    return isChanged;
  }

  /**
   * Whether there is a session that cannot be read, but perhaps by a process of another version. When nobody has
   * claimed it, or put its entry right, for so long, it is removed.
   */
  #isLeft(key: EntryKey, now: number): boolean {
    const part = partIn(key);
    if (!this.#entries.has(part)) return false;
    if (instantIn(key) + UNREADABLE_KEPT_MS > now) return true;
    this.#entries.removeUnreadable(part);
    return false;
  }

  #leaseAll(
    keys: readonly EntryKey[],
    until: number,
    before: number,
  ): { claimed: Located[]; bytes: number; isFull: boolean } {
    const claimed: Located[] = [];
    let bytes = 0;
    for (const key of keys) {
      const [found] = this.#lease(key, until);
      if (found === undefined) continue;
      claimed.push(found);
      bytes += sizeOf(found.head);
      if (before + bytes >= CLAIM_BYTES) return { claimed, bytes, isFull: true };
    }
    return { claimed, bytes, isFull: false };
  }

  #lease(key: EntryKey, until: number): Located[] {
    const part = partIn(key);
    const head = this.#entries.find(part);
    if (head === undefined) return [];
    this.#entries.unindexDeadline(part, head.indexedAt);
    head.isClaimed = true;
    head.leaseEnd = until;
    head.indexedAt = until;
    this.#entries.indexDeadline(part, until);
    this.#entries.save(part, head);
    return [{ part, head }];
  }

  #due(now: number, limit: number): EntryKey[] {
    // A session expires at its very instant, so entries of `now` belong to it.
    return this.#file.keys(expiryKey(-Infinity), expiryKey(now, LAST), limit);
  }
}

/** Behind all keys of an instant. */
const LAST = '\u{ff}\u{ff}';

function sizeOf({ attributes }: Head): number {
  let size = 0;
  for (const [name, value] of attributes) {
    size += name.length + (value instanceof Uint8Array ? value.length : value.size);
  }
  return size;
}
