import type { SessionChange, SessionRecord, StoredSessionSummary } from 'httpsession';
import { Wrapper } from '../support/wrapper.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

export const principalsMutants: Mutant[] = mutantsOf('principals', {
  'gives the latest first': class extends Wrapper {
    override findByPrincipal(principal: string): StoredSessionSummary[] {
      return this.inner.findByPrincipal(principal).reverse();
    }
  },

  'gives a hundred at most': class extends Wrapper {
    override findByPrincipal(principal: string): StoredSessionSummary[] {
      return this.inner.findByPrincipal(principal).slice(0, 100);
    }
  },

  'knows only the principal of creation': class extends Wrapper {
    readonly #first = new Map<string, string | undefined>();

    override create(record: SessionRecord): boolean {
      this.#first.set(record.uid, record.principal);
      return this.inner.create(record);
    }

    override findByPrincipal(principal: string): StoredSessionSummary[] {
      return this.inner.list(1000).filter(({ uid }) => this.#first.get(uid) === principal);
    }
  },

  'does not tell upper case from lower case': class extends Wrapper {
    override findByPrincipal(principal: string): StoredSessionSummary[] {
      return this.inner
        .list(1000)
        .filter((found) => found.principal?.toLowerCase() === principal.toLowerCase())
        .sort((a, b) => a.createdAt - b.createdAt);
    }
  },

  'tells of deleted sessions': class extends Wrapper {
    readonly #dead: StoredSessionSummary[] = [];

    override delete(key: string): boolean {
      const record = this.peek(key);
      if (record) this.#dead.push(record);
      return this.inner.delete(key);
    }

    override findByPrincipal(principal: string): StoredSessionSummary[] {
      const dead = this.#dead.filter((found) => found.principal === principal);
      return [...dead, ...this.inner.findByPrincipal(principal)];
    }
  },

  'takes the principal of a refused change': class extends Wrapper {
    override update(key: string, change: SessionChange): 'ok' | 'gone' | 'conflict' {
      const answer = this.inner.update(key, change);
      const record = this.peek(key);
      if (answer === 'conflict' && record && change.principal) {
        this.put({ ...record, principal: change.principal });
      }
      return answer;
    }
  },

  'gives the whole record': class extends Wrapper {
    override findByPrincipal(principal: string): StoredSessionSummary[] {
      return this.inner
        .findByPrincipal(principal)
        .map((found) => ({ ...found, ...this.peek(found.key) }));
    }
  },
});

export const listingMutants: Mutant[] = mutantsOf('listing', {
  'counts hidden sessions': class extends Wrapper {
    readonly #keys: string[] = [];

    override create(record: SessionRecord): boolean {
      this.#keys.push(record.key);
      return this.inner.create(record);
    }

    override list(limit: number): StoredSessionSummary[] {
      const keys = new Set(this.#keys.slice(0, limit));
      return this.inner.list(1e9).filter(({ key }) => keys.has(key));
    }
  },

  'gives a page at most': class extends Wrapper {
    override list(limit: number): StoredSessionSummary[] {
      return this.inner.list(Math.min(limit, 500));
    }
  },

  'does not look at the limit': class extends Wrapper {
    override list(): StoredSessionSummary[] {
      return this.inner.list(1e9);
    }
  },

  'gives one twice': class extends Wrapper {
    override list(limit: number): StoredSessionSummary[] {
      const found = this.inner.list(limit);
      return [...found, ...found].slice(0, limit);
    }
  },

  'finds a uid under the key of creation': class extends Wrapper {
    readonly #keys = new Map<string, string>();

    override create(record: SessionRecord): boolean {
      this.#keys.set(record.uid, record.key);
      return this.inner.create(record);
    }

    override findByUid(uid: string): StoredSessionSummary | undefined {
      return this.inner.list(1e9).find(({ key }) => key === this.#keys.get(uid));
    }
  },

  'finds the uid of a refused record': class extends Wrapper {
    readonly #keys = new Map<string, string>();

    override create(record: SessionRecord): boolean {
      this.#keys.set(record.uid, record.key);
      return this.inner.create(record);
    }

    override findByUid(uid: string): StoredSessionSummary | undefined {
      const key = this.#keys.get(uid);
      return this.inner.findByUid(uid) ?? this.inner.list(1e9).find((found) => found.key === key);
    }
  },

  'does not tell when a session expires': class extends Wrapper {
    override findByUid(uid: string): StoredSessionSummary | undefined {
      const found = this.inner.findByUid(uid);
      return found && { ...found, expiresAt: undefined };
    }
  },
});
