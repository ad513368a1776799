import type { MaybePromise, SessionRecord } from 'httpsession';
import { SpoilableStore } from '../support/spoilable-store.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

export const unreadableMutants: Mutant[] = mutantsOf('unreadable records', {
  'gives them out': class extends SpoilableStore {
    override load(
      key: string,
      known?: number,
    ): MaybePromise<SessionRecord | 'unchanged' | undefined> {
      return this.inner.load(key, known);
    }
  },

  'gives them to listeners': class extends SpoilableStore {
    override takeExpired(limit: number, leaseMs: number): SessionRecord[] {
      return this.inner.takeExpired(limit, leaseMs);
    }
  },

  'deletes them when they expire': class extends SpoilableStore {
    protected override keptMs = 0;
  },

  'keeps them for ever': class extends SpoilableStore {
    protected override keptMs = Infinity;
  },

  'looks at the first only': class extends SpoilableStore {
    override takeExpired(limit: number): SessionRecord[] {
      return super.takeExpired(limit, 0);
    }
  },
});
