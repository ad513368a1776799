import type { MaybePromise, SessionChange, SessionRecord } from 'httpsession';
import { Wrapper } from '../support/wrapper.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

type Loaded = MaybePromise<SessionRecord | 'unchanged' | undefined>;

/** Knows every record that it ever had. */
abstract class Remembering extends Wrapper {
  protected readonly remembered: Map<string, SessionRecord> = new Map<string, SessionRecord>();

  override create(record: SessionRecord): boolean {
    const isMade = this.inner.create(record);
    if (isMade) this.remembered.set(record.key, record);
    return isMade;
  }

  override delete(key: string): boolean {
    this.remembered.delete(key);
    return this.inner.delete(key);
  }
}

export const expiryMutants: Mutant[] = mutantsOf('expiry', {
  'shows what has expired until it is swept': class extends Remembering {
    override load(key: string, known?: number): Loaded {
      return this.inner.load(key, known) ?? this.remembered.get(key);
    }
  },

  'says unchanged of what has expired': class extends Wrapper {
    readonly #versions = new Map<string, number>();

    override load(key: string, known?: number): Loaded {
      return known === this.#versions.get(key) ? 'unchanged' : this.inner.load(key, known);
    }

    override update(key: string, change: SessionChange): 'ok' | 'gone' | 'conflict' {
      const { version = 0 } = this.peek(key) ?? {};
      const answer = this.inner.update(key, change);
      if (answer === 'ok') this.#versions.set(key, version + 1);
      return answer;
    }
  },

  'lets a late change bring a session back': class extends Remembering {
    override update(key: string, change: SessionChange): 'ok' | 'gone' | 'conflict' {
      const answer = this.inner.update(key, change);
      const old = this.remembered.get(key);
      if (answer !== 'gone' || !old) return answer;
      this.put({ ...old, expiresAt: undefined });
      return this.inner.update(key, change);
    }
  },

  'ends a session a millisecond too late': class extends Wrapper {
    override create(record: SessionRecord): boolean {
      const { expiresAt } = record;
      return this.inner.create({
        ...record,
        expiresAt: expiresAt === undefined ? undefined : expiresAt + 1,
      });
    }
  },

  'finds an expired session by its uid': class extends Remembering {
    override findByUid(uid: string): MaybePromise<SessionRecord | undefined> {
      return [...this.remembered.values()].find((record) => record.uid === uid);
    }
  },
});

export const claimsMutants: Mutant[] = mutantsOf('claims', {
  'gives the same to everybody': class extends Wrapper {
    override takeExpired(limit: number): SessionRecord[] {
      const records = this.inner.takeExpired(limit, 0);
      for (const record of records) this.put(record);
      return records;
    }
  },

  'never gives out again what was not deleted': class extends Wrapper {
    override takeExpired(limit: number): SessionRecord[] {
      return this.inner.takeExpired(limit, 1e12);
    }
  },

  'deletes what it gives': class extends Wrapper {
    override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
      const records = this.inner.takeExpired(limit, leaseMs);
      for (const { key } of records) this.inner.delete(key);
      return records;
    }
  },

  'gives the latest first': class extends Wrapper {
    override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
      return this.inner.takeExpired(limit, leaseMs).reverse();
    }
  },

  'gives more than it was asked for': class extends Wrapper {
    override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
      return this.inner.takeExpired(limit * 10, leaseMs);
    }
  },

  'never gives a large one': class extends Wrapper {
    override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
      const isSmall = (bytes: Uint8Array): boolean => bytes.length < 1_000_000;
      return this.inner
        .takeExpired(limit, leaseMs)
        .filter(({ attributes }) => [...attributes.values()].every(isSmall));
    }
  },

  'gives no attributes': class extends Wrapper {
    override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
      return this.inner
        .takeExpired(limit, leaseMs)
        .map((record) => ({ ...record, attributes: new Map() }));
    }
  },

  'shows what is claimed': class extends Wrapper {
    readonly #claimed = new Map<string, SessionRecord>();

    override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
      const records = this.inner.takeExpired(limit, leaseMs);
      for (const record of records) this.#claimed.set(record.key, record);
      return records;
    }

    override load(key: string, known?: number): Loaded {
      return this.inner.load(key, known) ?? this.#claimed.get(key);
    }
  },

  'lets a claimed session be renamed': class extends Wrapper {
    readonly #claimed = new Map<string, SessionRecord>();

    override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
      const records = this.inner.takeExpired(limit, leaseMs);
      for (const record of records) this.#claimed.set(record.key, record);
      return records;
    }

    override rename(from: string, to: string): boolean {
      return this.inner.rename(from, to) || this.#claimed.has(from);
    }
  },

  'looks for the deadline that a session had at first': class extends Remembering {
    override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
      const due = (key: string): boolean =>
        (this.remembered.get(key)?.expiresAt ?? Infinity) <= this.clock.now();
      return this.inner.takeExpired(limit, leaseMs).filter(({ key }) => due(key));
    }
  },

  'gives one more than once in an answer': class extends Wrapper {
    override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
      if (leaseMs > 0) return this.inner.takeExpired(limit, leaseMs);
      const records = this.inner.takeExpired(limit, leaseMs);
      return [...records, ...this.inner.takeExpired(limit - records.length, leaseMs)];
    }
  },
});
