import type { Bytes, MaybePromise, SessionChange, SessionRecord } from 'httpsession';
import { aside, Wrapper } from '../support/wrapper.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

export const renameMutants: Mutant[] = mutantsOf('rename', {
  'forgets the former key': class extends Wrapper {
    override rename(from: string, to: string, sealedId?: Bytes): boolean {
      const record = this.peek(from);
      if (!record || !this.inner.create({ ...without(record), key: to, ...sealed(sealedId) }))
        return false;
      return this.inner.delete(from);
    }
  },

  'leaves the session under the former key': class extends Wrapper {
    override rename(from: string, to: string, sealedId?: Bytes): boolean {
      const record = this.peek(from);
      return record !== undefined && this.inner.create({ ...record, key: to, ...sealed(sealedId) });
    }
  },

  'puts it in the place of another': class extends Wrapper {
    override rename(from: string, to: string, sealedId?: Bytes): boolean {
      if (this.peek(from) && this.peek(to)) this.inner.delete(to);
      return this.inner.rename(from, to, sealedId);
    }
  },

  'keeps the sealed id of the former id': class extends Wrapper {
    override rename(from: string, to: string, sealedId?: Bytes): boolean {
      return this.inner.rename(from, to, sealedId ?? this.peek(from)?.sealedId);
    }
  },

  'raises the version': class extends Wrapper {
    override rename(from: string, to: string, sealedId?: Bytes): boolean {
      const isMoved = this.inner.rename(from, to, sealedId);
      const record = this.peek(to);
      if (isMoved && record) this.put({ ...record, version: record.version + 1 });
      return isMoved;
    }
  },

  'does it in two steps': class extends Wrapper {
    override async rename(from: string, to: string, sealedId?: Bytes): Promise<boolean> {
      const record = this.peek(from);
      if (!record || this.peek(to)) return false;
      this.inner.delete(from);
      await aside();
      return this.inner.create({ ...without(record), key: to, ...sealed(sealedId) });
    }
  },

  'shows the session under its former key': class extends Wrapper {
    readonly #moved = new Map<string, string>();

    override rename(from: string, to: string, sealedId?: Bytes): boolean {
      const isMoved = this.inner.rename(from, to, sealedId);
      if (isMoved) this.#moved.set(from, to);
      return isMoved;
    }

    override load(
      key: string,
      known?: number,
    ): MaybePromise<SessionRecord | 'unchanged' | undefined> {
      return this.inner.load(this.#moved.get(key) ?? key, known);
    }
  },

  'knows one former key of a session only': class extends Wrapper {
    readonly #formerOf = new Map<string, string>();
    readonly #forgotten = new Set<string>();

    override rename(from: string, to: string, sealedId?: Bytes): boolean {
      const isMoved = this.inner.rename(from, to, sealedId);
      if (!isMoved) return false;
      const older = this.#formerOf.get(from);
      if (older !== undefined) this.#forgotten.add(older);
      this.#formerOf.set(to, from);
      return true;
    }

    override update(key: string, change: SessionChange): 'ok' | 'gone' | 'conflict' {
      return this.#forgotten.has(key) ? 'gone' : this.inner.update(key, change);
    }
  },
});

export const deleteMutants: Mutant[] = mutantsOf('delete', {
  'always says that it did it': class extends Wrapper {
    override delete(key: string): boolean {
      this.inner.delete(key);
      return true;
    }
  },

  'says nothing was there when it had expired': class extends Wrapper {
    override delete(key: string): boolean {
      const isAlive = this.peek(key) !== undefined;
      return this.inner.delete(key) && isAlive;
    }
  },

  'does not reach a session that was renamed': class extends Wrapper {
    override delete(key: string): boolean {
      const isRenamed =
        this.peek(key) === undefined && this.inner.update(key, aTouch(this.clock.now())) === 'ok';
      return !isRenamed && this.inner.delete(key);
    }
  },

  'leaves a claimed one to be given out again': class extends Wrapper {
    readonly #claimed = new Set<string>();

    override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
      const records = this.inner.takeExpired(limit, leaseMs);
      for (const { key } of records) this.#claimed.add(key);
      return records;
    }

    override delete(key: string): boolean {
      return this.#claimed.delete(key) || this.inner.delete(key);
    }
  },

  'looks first and removes later': class extends Wrapper {
    override async delete(key: string): Promise<boolean> {
      const isThere = this.peek(key) !== undefined;
      await aside();
      return this.inner.delete(key) || isThere;
    }
  },
});

function aTouch(now: number): SessionChange {
  return {
    uid: '',
    set: new Map(),
    removed: new Set(),
    lastAccessedAt: 0,
    inUseAt: now,
    graceMs: 0,
    endsAt: undefined,
  };
}

function without({ sealedId, ...record }: SessionRecord): Omit<SessionRecord, 'sealedId'> {
  return sealedId === undefined ? record : { ...record };
}

function sealed(sealedId: Bytes | undefined): { sealedId?: Bytes } {
  return sealedId === undefined ? {} : { sealedId };
}
