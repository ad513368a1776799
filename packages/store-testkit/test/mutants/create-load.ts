import type { Bytes, MaybePromise, SessionRecord } from 'httpsession';
import { aside, Wrapper } from '../support/wrapper.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

type Loaded = MaybePromise<SessionRecord | 'unchanged' | undefined>;

export const createMutants: Mutant[] = mutantsOf('create', {
  'replaces what is there': class extends Wrapper {
    override create(record: SessionRecord): boolean {
      return this.put(record);
    }
  },

  'replaces what has expired': class extends Wrapper {
    override create(record: SessionRecord): boolean {
      return this.inner.create(record) || (this.peek(record.key) === undefined && this.put(record));
    }
  },

  'looks first and makes it later': class extends Wrapper {
    override async create(record: SessionRecord): Promise<boolean> {
      if (this.peek(record.key) !== undefined) return false;
      await aside();
      return this.inner.create(record) || this.peek(record.key) === undefined || this.put(record);
    }
  },

  'forgets the sealed id': class extends Wrapper {
    override create(record: SessionRecord): boolean {
      const bare = { ...record };
      Reflect.deleteProperty(bare, 'sealedId');
      return this.inner.create(bare);
    }
  },

  'keeps whole seconds': class extends Wrapper {
    override create(record: SessionRecord): boolean {
      const lastAccessedAt = Math.floor(record.lastAccessedAt / 1000) * 1000;
      return this.inner.create({ ...record, lastAccessedAt });
    }
  },

  'begins every version at 1': class extends Wrapper {
    override create(record: SessionRecord): boolean {
      return this.inner.create({ ...record, version: 1 });
    }
  },

  'leaves attributes of the one before': class extends Wrapper {
    readonly #left = new Map<string, ReadonlyMap<string, Bytes>>();

    override create(record: SessionRecord): boolean {
      const left = this.#left.get(record.key) ?? [];
      return this.inner.create({
        ...record,
        attributes: new Map([...left, ...record.attributes]),
      });
    }

    override delete(key: string): boolean {
      this.#left.set(key, this.peek(key)?.attributes ?? new Map());
      return this.inner.delete(key);
    }
  },

  'lets a session without idle time expire': class extends Wrapper {
    override create(record: SessionRecord): boolean {
      return this.inner.create({ ...record, expiresAt: record.expiresAt ?? record.createdAt });
    }
  },
});

export const loadMutants: Mutant[] = mutantsOf('load', {
  'takes every version up to the known one for unchanged': class extends Wrapper {
    override load(key: string, known?: number): Loaded {
      const record = this.peek(key);
      return record !== undefined && record.version <= (known ?? -1) ? 'unchanged' : record;
    }
  },

  'never says unchanged': class extends Wrapper {
    override load(key: string): Loaded {
      return this.inner.load(key);
    }
  },

  'does not tell upper case from lower case': class extends Wrapper {
    override load(key: string, known?: number): Loaded {
      return this.inner.load(key.toLowerCase(), known);
    }
  },

  'does not see spaces at the end of a key': class extends Wrapper {
    override delete(key: string): boolean {
      return this.inner.delete(key.replace(/ +$/, ''));
    }
  },

  'throws for a malformed key': class extends Wrapper {
    override load(key: string, known?: number): Loaded {
      if (!/^[0-9a-f]{64}$/.test(key)) throw new RangeError('not a key');
      return this.inner.load(key, known);
    }
  },

  'answers from a copy that it keeps': class extends Wrapper {
    readonly #copies = new Map<string, Loaded>();

    override load(key: string): Loaded {
      const copy = this.#copies.get(key) ?? this.inner.load(key);
      this.#copies.set(key, copy);
      return copy;
    }
  },
});
