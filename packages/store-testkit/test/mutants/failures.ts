import type { SessionChange, SessionRecord, StoredSessionSummary } from 'httpsession';
import { CutStore } from '../support/cut-store.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

export const failuresMutants: Mutant[] = mutantsOf('failures', {
  'writes half of a change': class extends CutStore {
    override update(key: string, change: SessionChange): Promise<'ok' | 'gone' | 'conflict'> {
      const half = { ...change, removed: new Set<string>() };
      return this.ask(
        () => this.inner.update(key, change),
        () => this.inner.update(key, half),
      );
    }
  },

  'writes a change without its principal': class extends CutStore {
    override update(key: string, change: SessionChange): Promise<'ok' | 'gone' | 'conflict'> {
      const half = { ...change };
      delete half.principal;
      return this.ask(
        () => this.inner.update(key, change),
        () => this.inner.update(key, half),
      );
    }
  },

  'makes half of a session': class extends CutStore {
    override create(record: SessionRecord): Promise<boolean> {
      const half = new Map([...record.attributes].slice(1));
      return this.ask(
        () => this.inner.create(record),
        () => this.inner.create({ ...record, attributes: half }),
      );
    }
  },

  'makes a session again, and says that it was there': class extends CutStore {
    override async create(record: SessionRecord): Promise<boolean> {
      return super.create(record).catch(() => this.create(record));
    }
  },

  'has a session under both keys': class extends CutStore {
    override rename(oldKey: string, newKey: string): Promise<boolean> {
      return this.ask(
        () => this.inner.rename(oldKey, newKey),
        () => {
          const record = this.peek(oldKey);
          if (record) this.inner.create({ ...record, key: newKey });
        },
      );
    }
  },

  'has a session under neither key': class extends CutStore {
    override rename(oldKey: string, newKey: string): Promise<boolean> {
      return this.ask(
        () => this.inner.rename(oldKey, newKey),
        () => this.inner.delete(oldKey),
      );
    }
  },

  'forgets the former key': class extends CutStore {
    override rename(oldKey: string, newKey: string): Promise<boolean> {
      return this.ask(
        () => this.inner.rename(oldKey, newKey),
        () => {
          const record = this.peek(oldKey);
          this.inner.delete(oldKey);
          if (record) this.inner.create({ ...record, key: newKey });
        },
      );
    }
  },

  'keeps an ended session in its index': class extends CutStore {
    readonly #kept: StoredSessionSummary[] = [];

    override delete(key: string): Promise<boolean> {
      return this.ask(
        () => this.inner.delete(key),
        () => {
          const { principal = '' } = this.peek(key) ?? {};
          this.#kept.push(...this.inner.findByPrincipal(principal));
          this.inner.delete(key);
        },
      );
    }

    override findByPrincipal(principal: string): StoredSessionSummary[] {
      const kept = this.#kept.filter((one) => one.principal === principal);
      return [...kept, ...this.inner.findByPrincipal(principal)];
    }
  },

  'ends the attributes of a session first': class extends CutStore {
    override delete(key: string): Promise<boolean> {
      return this.ask(
        () => this.inner.delete(key),
        () => {
          const record = this.peek(key);
          if (record) this.put({ ...record, attributes: new Map() });
        },
      );
    }
  },

  'deletes what it has claimed for nobody': class extends CutStore {
    override takeExpired(limit: number, leaseMs: number): Promise<SessionRecord[]> {
      return this.ask(
        () => this.inner.takeExpired(limit, leaseMs),
        () => {
          for (const { key } of this.inner.takeExpired(limit, leaseMs)) this.inner.delete(key);
        },
      );
    }
  },

  'claims for nobody, and for ever': class extends CutStore {
    override takeExpired(limit: number, leaseMs: number): Promise<SessionRecord[]> {
      return this.ask(
        () => this.inner.takeExpired(limit, leaseMs),
        () => this.inner.takeExpired(limit, leaseMs * 1e6),
      );
    }
  },

  'says that a change was done which was lost': class extends CutStore {
    override async update(key: string, change: SessionChange): Promise<'ok' | 'gone' | 'conflict'> {
      return super.update(key, change).catch(() => 'ok');
    }
  },

  'takes a cut for an answer': class extends CutStore {
    override async delete(key: string): Promise<boolean> {
      return super.delete(key).catch(() => false);
    }
  },

  'leaves those waiting whose connection was cut': class extends CutStore {
    override async rename(oldKey: string, newKey: string): Promise<boolean> {
      return super.rename(oldKey, newKey).catch(() => new Promise<boolean>(() => undefined));
    }
  },

  'connects no more': class extends CutStore {
    override async load(key: string): Promise<SessionRecord | 'unchanged' | undefined> {
      if (this.lost > 0) throw new Error('It was cut once');
      return super.load(key);
    }
  },
});
