import type { SessionChange, SessionRecord } from 'httpsession';
import { Wrapper } from '../support/wrapper.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

type Answer = 'ok' | 'gone' | 'conflict';

export const updateMutants: Mutant[] = mutantsOf('update', {
  'replaces all attributes by those of the change': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      const removed = new Set(this.peek(key)?.attributes.keys());
      for (const name of change.set.keys()) removed.delete(name);
      return this.inner.update(key, { ...change, removed });
    }
  },

  'removes nothing': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      return this.inner.update(key, { ...change, removed: new Set() });
    }
  },

  'makes a record where there is none': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      const answer = this.inner.update(key, change);
      if (answer !== 'gone') return answer;
      const { uid, set: attributes, inUseAt } = change;
      const times = { createdAt: inUseAt, lastAccessedAt: inUseAt, expiresAt: undefined };
      this.inner.create({ key, uid, version: 1, maxInactiveMs: 0, attributes, ...times });
      return 'ok';
    }
  },

  'does not ask for the version': class extends Wrapper {
    override update(key: string, { ifVersion, ...change }: SessionChange): Answer {
      return ifVersion === -1 ? 'conflict' : this.inner.update(key, change);
    }
  },

  'takes a later version too': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      const { version } = this.peek(key) ?? {};
      if (version === undefined || (change.ifVersion ?? 0) < version) {
        return this.inner.update(key, change);
      }
      return this.inner.update(key, { ...change, ifVersion: version });
    }
  },

  'raises the version by two': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      const answer = this.inner.update(key, change);
      if (answer !== 'ok') return answer;
      const { ifVersion, ...again } = change;
      return ifVersion === -1 ? 'conflict' : this.inner.update(key, again);
    }
  },

  'does not raise the version when no attribute changes': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      const before = this.peek(key);
      const answer = this.inner.update(key, change);
      const after = this.peek(key);
      if (answer === 'ok' && after && before && change.set.size + change.removed.size === 0) {
        this.put({ ...after, version: before.version });
      }
      return answer;
    }
  },

  'sets the last accessed time back': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      const answer = this.inner.update(key, change);
      const after = this.peek(key);
      if (after) this.put({ ...after, lastAccessedAt: change.lastAccessedAt });
      return answer;
    }
  },

  'does not remove the principal': class extends Wrapper {
    override update(key: string, { principal, ...change }: SessionChange): Answer {
      return this.inner.update(key, { ...change, ...(principal ? { principal } : {}) });
    }
  },

  'drops the principal that a change does not name': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      return this.inner.update(key, { ...change, principal: change.principal ?? null });
    }
  },

  'keeps its first idle time': class extends Wrapper {
    override update(key: string, { maxInactiveMs, ...change }: SessionChange): Answer {
      return maxInactiveMs === 0.5 ? 'gone' : this.inner.update(key, change);
    }
  },

  'changes another session as well': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      const { principal } = this.peek(key) ?? {};
      const others = principal === undefined ? [] : this.inner.findByPrincipal(principal);
      for (const other of others) if (other.key !== key) this.inner.update(other.key, change);
      return this.inner.update(key, change);
    }
  },
});

/** Changes the record, and then gives it a deadline of its own. */
abstract class OtherDeadline extends Wrapper {
  override update(key: string, change: SessionChange): Answer {
    const before = this.peek(key);
    const answer = this.inner.update(key, change);
    const after = this.peek(key);
    if (before && after && answer === 'ok') {
      this.put({ ...after, expiresAt: this.deadline(before, after, change) });
    }
    return answer;
  }

  protected abstract deadline(
    before: SessionRecord,
    after: SessionRecord,
    change: SessionChange,
  ): number | undefined;
}

export const deadlineMutants: Mutant[] = mutantsOf('deadline', {
  'does not move it': class extends OtherDeadline {
    protected deadline(before: SessionRecord): number | undefined {
      return before.expiresAt;
    }
  },

  'moves it back without a new idle time': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      const idle = { maxInactiveMs: this.peek(key)?.maxInactiveMs ?? 0 };
      return this.inner.update(key, { ...idle, ...change });
    }
  },

  'moves it later only': class extends OtherDeadline {
    protected deadline(before: SessionRecord, after: SessionRecord): number | undefined {
      if (before.expiresAt === undefined || after.expiresAt === undefined) return undefined;
      return Math.max(before.expiresAt, after.expiresAt);
    }
  },

  'does not look at endsAt': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      return this.inner.update(key, { ...change, endsAt: undefined });
    }
  },

  'adds no grace': class extends Wrapper {
    override update(key: string, change: SessionChange): Answer {
      return this.inner.update(key, { ...change, graceMs: 0 });
    }
  },

  'adds all of the grace': class extends OtherDeadline {
    protected deadline(
      before: SessionRecord,
      { expiresAt, maxInactiveMs }: SessionRecord,
      { graceMs, inUseAt }: SessionChange,
    ): number | undefined {
      const end = inUseAt + maxInactiveMs + graceMs;
      return expiresAt === undefined ? undefined : Math.max(expiresAt, Math.ceil(end));
    }
  },

  'keeps parts of milliseconds': class extends OtherDeadline {
    protected deadline(before: SessionRecord, { expiresAt }: SessionRecord): number | undefined {
      return expiresAt === undefined ? undefined : expiresAt - 0.75;
    }
  },

  'counts the idle time that the session had at first': class extends Wrapper {
    readonly #first = new Map<string, number>();

    override create(record: SessionRecord): boolean {
      this.#first.set(record.key, record.maxInactiveMs);
      return this.inner.create(record);
    }

    override update(key: string, change: SessionChange): Answer {
      const before = this.peek(key);
      const first = this.#first.get(key);
      if (!before || first === undefined || change.maxInactiveMs !== undefined) {
        return this.inner.update(key, change);
      }
      this.put({ ...before, maxInactiveMs: first });
      const answer = this.inner.update(key, change);
      const after = this.peek(key);
      if (after) this.put({ ...after, maxInactiveMs: before.maxInactiveMs });
      return answer;
    }
  },

  'keeps it when a session is to last for ever': class extends OtherDeadline {
    protected deadline(before: SessionRecord, after: SessionRecord): number | undefined {
      return after.expiresAt ?? before.expiresAt;
    }
  },
});
