import type { MaybePromise, SessionChange, SessionNotice, SessionRecord } from 'httpsession';
import { FullStore } from '../support/full-store.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

type Listener = (notice: SessionNotice) => void;

export const noticesMutants: Mutant[] = mutantsOf('notices', {
  'tells nothing of changes': class extends FullStore {
    protected override tell(kind: 'changed' | 'gone', key: string): void {
      if (kind === 'gone') super.tell(kind, key);
    }
  },

  'tells nothing of the end': class extends FullStore {
    protected override tell(kind: 'changed' | 'gone', key: string): void {
      if (kind === 'changed') super.tell(kind, key);
    }
  },

  'tells nothing of claims': class extends FullStore {
    override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
      return this.inner.takeExpired(limit, leaseMs);
    }
  },

  'names the key that was asked for': class extends FullStore {
    protected override current(key: string): string {
      return key;
    }
  },

  'tells of what was refused': class extends FullStore {
    override update(key: string, change: SessionChange): MaybePromise<'ok' | 'gone' | 'conflict'> {
      this.tell('changed', key);
      return super.update(key, change);
    }
  },

  'says that a renamed session has left both keys': class extends FullStore {
    override rename(from: string, to: string): MaybePromise<boolean> {
      const isMoved = super.rename(from, to);
      if (isMoved === true) this.tell('gone', to);
      return isMoved;
    }
  },

  'does not stop': class extends FullStore {
    override subscribe(call: Listener): MaybePromise<() => void> {
      this.listeners.add({ call });
      return () => undefined;
    }
  },

  'tells one listener only': class extends FullStore {
    override subscribe(call: Listener): MaybePromise<() => void> {
      this.listeners.clear();
      return super.subscribe(call);
    }
  },
});

export const budgetsMutants: Mutant[] = mutantsOf('round trips', {
  'asks twice when it loads': class extends FullStore {
    override load(
      key: string,
      known?: number,
    ): MaybePromise<SessionRecord | 'unchanged' | undefined> {
      this.trips += 1;
      return super.load(key, known);
    }
  },

  'asks once for every ten attributes': class extends FullStore {
    override update(key: string, change: SessionChange): MaybePromise<'ok' | 'gone' | 'conflict'> {
      this.trips += Math.floor(change.set.size / 10);
      return super.update(key, change);
    }
  },
});
