import type { LmdbFile } from '../file/lmdb-file.ts';
import { expiryKey, instantIn, partIn, type EntryKey } from '../format/entry-keys.ts';
import { dueAt } from '../format/head.ts';
import type { Located } from './former-keys.ts';
import type { SessionEntries } from './session-entries.ts';

/** So many entries of the index are looked at in one write: others wait for it. */
const AT_ONCE = 500;

/** What one step found. */
export interface Claims {
  readonly claimed: readonly Located[];
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
   * Claims up to `limit` sessions that have expired, or whose claim has, the longest first; not those of
   * `before`, whose new lease may be over at once. Only within a write.
   */
  claim(limit: number, lease: { now: number; until: number }, before: ReadonlySet<string>): Claims {
    for (let looked = 0; looked < AT_ONCE;) {
      const asked = Math.min(AT_ONCE, limit + before.size);
      const due = this.#due(lease.now, asked);
      const fresh = due.filter((key) => !before.has(partIn(key)));
      if (fresh.length === 0) return { claimed: [], mayBeMore: false };
      looked += fresh.length;
      // What was put right may belong between the others: look again.
      if (this.#putRight(fresh)) continue;
      const claimed = fresh.slice(0, limit).flatMap((key) => this.#lease(key, lease.until));
      return { claimed, mayBeMore: claimed.length < limit && due.length === asked };
    }
    return { claimed: [], mayBeMore: true };
  }

  /** Whether an entry was not where it belongs, or belongs nowhere. */
  #putRight(keys: readonly EntryKey[]): boolean {
    let isChanged = false;
    for (const key of keys) {
      const part = partIn(key);
      const head = this.#entries.find(part);
      const due = head === undefined ? Infinity : dueAt(head);
      if (due === instantIn(key) && head?.indexedAt === due) continue;
      isChanged = true;
      this.#file.remove(key);
      if (head?.indexedAt !== instantIn(key)) continue;
      head.indexedAt = due;
      this.#entries.indexDeadline(part, due);
      this.#entries.save(part, head);
    }
    return isChanged;
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
