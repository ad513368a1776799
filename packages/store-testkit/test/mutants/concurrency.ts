import type { Bytes, SessionChange } from 'httpsession';
import { aside, Wrapper } from '../support/wrapper.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

type Answer = 'ok' | 'gone' | 'conflict';

export const concurrencyMutants: Mutant[] = mutantsOf('concurrency', {
  'reads, changes and writes the whole session': class extends Wrapper {
    override async update(key: string, change: SessionChange): Promise<Answer> {
      const before = this.peek(key);
      await aside();
      const { set, removed } = change;
      if (before === undefined) return this.inner.update(key, change);
      const attributes = new Map([...before.attributes, ...set]);
      for (const name of removed) attributes.delete(name);
      const lost = [...(this.peek(key)?.attributes.keys() ?? [])];
      const gone = new Set(lost.filter((name) => !attributes.has(name)));
      return this.inner.update(key, { ...change, set: attributes, removed: gone });
    }
  },

  'looks at the version first and writes later': class extends Wrapper {
    override async update(key: string, { ifVersion, ...change }: SessionChange): Promise<Answer> {
      const record = this.peek(key);
      if (record && ifVersion !== undefined && record.version !== ifVersion) return 'conflict';
      await aside();
      return this.inner.update(key, change);
    }
  },

  'looks whether the session is there and writes later': class extends Wrapper {
    override async update(key: string, change: SessionChange): Promise<Answer> {
      const before = this.peek(key);
      await aside();
      const answer = this.inner.update(key, change);
      if (answer !== 'gone' || before === undefined) return answer;
      this.inner.create(before);
      return this.inner.update(key, change);
    }
  },

  'loses changes that come while it renames': class extends Wrapper {
    override async rename(from: string, to: string, sealedId?: Bytes): Promise<boolean> {
      const before = this.peek(from);
      await aside();
      await aside();
      const isMoved = this.inner.rename(from, to, sealedId);
      if (isMoved && before) this.put({ ...before, key: to });
      return isMoved;
    }

    override async update(key: string, change: SessionChange): Promise<Answer> {
      await aside();
      return this.inner.update(key, change);
    }
  },

  'brings a session back under its new key': class extends Wrapper {
    override async rename(from: string, to: string, sealedId?: Bytes): Promise<boolean> {
      const before = this.peek(from);
      await aside();
      return (
        this.inner.rename(from, to, sealedId) ||
        (before !== undefined && this.inner.create({ ...before, key: to }))
      );
    }
  },

  'loses an attribute now and then': class extends Wrapper {
    #updates = 0;

    override update(key: string, change: SessionChange): Answer {
      this.#updates += 1;
      const set = this.#updates % 17 === 0 ? new Map<string, Bytes>() : change.set;
      return this.inner.update(key, { ...change, set });
    }
  },
});

export const modelMutants: Mutant[] = mutantsOf('model', {
  'forgets the attributes of a session that gets a principal and loses one': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      const isOdd = change.principal !== undefined && change.removed.size > 0;
      return this.inner.update(key, isOdd ? { ...change, removed: new Set() } : change);
    }
  },

  'does not ask for the version of a session that is renamed': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      const { ifVersion, ...rest } = change;
      const isFormer = this.peek(key) === undefined;
      return this.inner.update(key, isFormer && ifVersion !== undefined ? rest : change);
    }
  },

  'moves no deadline with a principal': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      const before = this.peek(key);
      const answer = this.inner.update(key, change);
      const after = this.peek(key);
      if (change.principal && before && after) {
        this.put({ ...after, expiresAt: before.expiresAt });
      }
      return answer;
    }
  },
});
