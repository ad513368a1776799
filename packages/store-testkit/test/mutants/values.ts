import type { Bytes, MaybePromise, SessionChange, SessionRecord } from 'httpsession';
import { Wrapper } from '../support/wrapper.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

type Loaded = MaybePromise<SessionRecord | 'unchanged' | undefined>;
type Attributes = ReadonlyMap<string, Bytes>;

export const isolationMutants: Mutant[] = mutantsOf('isolation', {
  'keeps the map that it was given': class extends Wrapper {
    readonly #given = new Map<string, Attributes>();

    override create(record: SessionRecord): boolean {
      this.#given.set(record.key, record.attributes);
      return this.inner.create(record);
    }

    override load(key: string, known?: number): Loaded {
      const record = this.inner.load(key, known);
      if (typeof record !== 'object' || record.version > 1) return record;
      return { ...record, attributes: this.#given.get(key) ?? record.attributes };
    }
  },

  'keeps the bytes of a change': class extends Wrapper {
    #last: Attributes = new Map();

    override update(key: string, change: SessionChange): 'ok' | 'gone' | 'conflict' {
      this.#last = new Map(change.set);
      return this.inner.update(key, change);
    }

    override load(key: string, known?: number): Loaded {
      const record = this.inner.load(key, known);
      if (typeof record !== 'object') return record;
      return { ...record, attributes: new Map([...record.attributes, ...this.#last]) };
    }
  },

  'gives every load the same record': class extends Wrapper {
    #last: SessionRecord | undefined = undefined;

    override load(key: string): Loaded {
      const record = this.peek(key);
      if (record?.version !== this.#last?.version || record?.key !== this.#last?.key) {
        this.#last = record;
      }
      return this.#last;
    }
  },

  'keeps the whole memory that bytes are part of': class extends Wrapper {
    override create(record: SessionRecord): boolean {
      const whole = [...record.attributes].map(([name, bytes]): [string, Bytes] => [
        name,
        new Uint8Array(bytes.buffer.slice(0)),
      ]);
      return this.inner.create({ ...record, attributes: new Map(whole) });
    }
  },
});

/** Has other names for attributes than those it was given. */
abstract class OtherNames extends Wrapper {
  protected abstract nameFor(name: string): string;

  override create(record: SessionRecord): boolean {
    return this.inner.create({ ...record, attributes: this.#renamed(record.attributes) });
  }

  override update(key: string, change: SessionChange): 'ok' | 'gone' | 'conflict' {
    const removed = new Set([...change.removed].map((name) => this.nameFor(name)));
    return this.inner.update(key, { ...change, set: this.#renamed(change.set), removed });
  }

  #renamed(attributes: Attributes): Map<string, Bytes> {
    return new Map([...attributes].map(([name, bytes]) => [this.nameFor(name), bytes]));
  }
}

export const namesMutants: Mutant[] = mutantsOf('names of attributes', {
  'keeps attributes in a plain object': class extends Wrapper {
    override create(record: SessionRecord): boolean {
      const object: Record<string, Bytes> = {};
      for (const [name, bytes] of record.attributes) object[name] = bytes;
      return this.inner.create({ ...record, attributes: new Map(Object.entries(object)) });
    }
  },

  'ends a name at NUL': class extends OtherNames {
    protected nameFor(name: string): string {
      return name.split('\0')[0] ?? '';
    }
  },

  'does not tell upper case from lower case': class extends OtherNames {
    protected nameFor(name: string): string {
      return name.toLowerCase();
    }
  },

  'does not see spaces at the end': class extends OtherNames {
    protected nameFor(name: string): string {
      return name.trimEnd();
    }
  },

  'composes accents': class extends OtherNames {
    protected nameFor(name: string): string {
      return name.normalize('NFC');
    }
  },

  'keeps Latin letters only': class extends OtherNames {
    protected nameFor(name: string): string {
      return Buffer.from(name, 'latin1').toString('latin1');
    }
  },

  'cuts names after 255 characters': class extends OtherNames {
    protected nameFor(name: string): string {
      return name.slice(0, 255);
    }
  },

  'has no attribute with the empty name': class extends OtherNames {
    protected nameFor(name: string): string {
      return name === '' ? 'undefined' : name;
    }
  },
});

/** Keeps other values than those it was given. */
abstract class OtherValues extends Wrapper {
  protected abstract valueFor(bytes: Bytes): Bytes | undefined;

  override create(record: SessionRecord): boolean {
    return this.inner.create({ ...record, attributes: this.#changed(record.attributes) });
  }

  override update(key: string, change: SessionChange): 'ok' | 'gone' | 'conflict' {
    return this.inner.update(key, { ...change, set: this.#changed(change.set) });
  }

  #changed(attributes: Attributes): Map<string, Bytes> {
    const kept = new Map<string, Bytes>();
    for (const [name, bytes] of attributes) {
      const value = this.valueFor(bytes);
      if (value !== undefined) kept.set(name, value);
    }
    return kept;
  }
}

export const sizesMutants: Mutant[] = mutantsOf('sizes', {
  'cuts values after 65 535 bytes': class extends OtherValues {
    protected valueFor(bytes: Bytes): Bytes {
      return bytes.subarray(0, 65_535);
    }
  },

  'keeps values as text': class extends OtherValues {
    protected valueFor(bytes: Bytes): Bytes {
      return new TextEncoder().encode(new TextDecoder().decode(bytes));
    }
  },

  'takes an empty value for none': class extends OtherValues {
    protected valueFor(bytes: Bytes): Bytes | undefined {
      return bytes.length === 0 ? undefined : bytes;
    }
  },

  'takes at most a thousand attributes': class extends Wrapper {
    override create(record: SessionRecord): boolean {
      const attributes = new Map([...record.attributes].slice(0, 1000));
      return this.inner.create({ ...record, attributes });
    }
  },

  'drops a change of more than a mebibyte': class extends OtherValues {
    override update(key: string, change: SessionChange): 'ok' | 'gone' | 'conflict' {
      let size = 0;
      for (const bytes of change.set.values()) size += bytes.length;
      return super.update(key, size > 2 ** 20 ? { ...change, set: new Map() } : change);
    }

    protected valueFor(bytes: Bytes): Bytes {
      return bytes;
    }
  },
});
