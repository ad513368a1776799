import type { Clock } from '../common/clock.ts';
import { SessionError } from '../common/errors.ts';
import { andThen, type MaybePromise } from '../common/maybe-promise.ts';
import { UNREADABLE_KEPT_MS } from './store-rules.ts';
import type { SessionRecord, SessionStore } from './store.ts';

/** How often it is looked behind records that cannot be read for some that can. */
const ROUNDS = 10;

/** What claims stand on. */
export interface ReadableClaimsParts {
  readonly inner: SessionStore;
  readonly clock: Clock;
  /** The record as it is given out. Throws when it cannot be read. */
  readonly open: (record: SessionRecord) => SessionRecord;
  readonly report: (error: Error) => void;
}

/**
 * The expired of a store, without those that cannot be read here. They are left to a process that may be able to;
 * when nobody was for a day, they are deleted, and their listeners are never told. Meanwhile they come first each
 * time, so it is looked behind them.
 */
export class ReadableClaims {
  readonly #parts: ReadableClaimsParts;

  constructor(parts: ReadableClaimsParts) {
    this.#parts = parts;
  }

  take(limit: number, leaseMs: number): MaybePromise<SessionRecord[]> {
    return andThen(this.#parts.inner.takeExpired(limit, leaseMs), (records) => {
      const found: SessionRecord[] = [];
      const left = this.#readInto(found, records);
      return left.length === 0 ? found : this.#lookBehind({ found, left, limit, leaseMs });
    });
  }

  /** Adds those that can be read, and gives the others. */
  #readInto(found: SessionRecord[], records: readonly SessionRecord[]): SessionRecord[] {
    return records.filter((record) => {
      try {
        found.push(this.#parts.open(record));
        return false;
      } catch (cause) {
        this.#parts.report(unreadable(this.#isOver(record), cause));
        return true;
      }
    });
  }

  async #lookBehind({
    found,
    left: first,
    limit,
    leaseMs,
  }: {
    found: SessionRecord[];
    left: readonly SessionRecord[];
    limit: number;
    leaseMs: number;
  }): Promise<SessionRecord[]> {
    const { inner, report } = this.#parts;
    // A lease may be over at once.
    const seen = new Set([...found, ...first].map(({ key }) => key));
    try {
      for (let round = 1, left = first; left.length > 0; round += 1) {
        await this.#deleteOver(left);
        if (round === ROUNDS || found.length >= limit) break;
        const records = await inner.takeExpired(limit - found.length, leaseMs);
        const fresh = records.filter(({ key }) => !seen.has(key));
        for (const { key } of fresh) seen.add(key);
        left = this.#readInto(found, fresh);
      }
    } catch (cause) {
      // What was claimed by then would else have to wait for the end of its lease.
      report(
        new SessionError(
          'HTTPSESSION_STORE_UNAVAILABLE',
          'What is behind expired sessions that cannot be read could not be asked for, or they could not be deleted; ' +
            'that is tried again',
          { cause },
        ),
      );
    }
    return found;
  }

  async #deleteOver(records: readonly SessionRecord[]): Promise<void> {
    const { inner } = this.#parts;
    const over = records.filter((record) => this.#isOver(record));
    await Promise.all(over.map(async ({ key }) => inner.delete(key)));
  }

  #isOver({ expiresAt = Infinity }: SessionRecord): boolean {
    return expiresAt + UNREADABLE_KEPT_MS <= this.#parts.clock.now();
  }
}

function unreadable(isOver: boolean, cause: unknown): SessionError {
  return new SessionError(
    'HTTPSESSION_UNREADABLE_RECORD',
    isOver
      ? 'An expired session could not be read for a day; it is deleted, and its listeners are not told'
      : 'An expired session cannot be read; it stays until a day after its expiry, for a process that can read it',
    { cause },
  );
}
