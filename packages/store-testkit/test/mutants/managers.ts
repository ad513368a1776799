import type { MaybePromise, SessionChange, SessionRecord } from 'httpsession';
import { aside, Wrapper } from '../support/wrapper.ts';
import { mutantsOf, type Mutant } from './mutant.ts';

export const managersMutants: Mutant[] = mutantsOf('managers', {
  'does not ask for the version': class extends Wrapper {
    override update(
      key: string,
      { ifVersion, ...change }: SessionChange,
    ): MaybePromise<'ok' | 'gone' | 'conflict'> {
      return ifVersion === -1 ? 'conflict' : this.inner.update(key, change);
    }
  },

  'looks at the version, and writes later': class extends Wrapper {
    override async update(key: string, change: SessionChange): Promise<'ok' | 'gone' | 'conflict'> {
      const { ifVersion, ...rest } = change;
      const record = this.peek(key);
      if (record && (ifVersion ?? record.version) !== record.version) return 'conflict';
      await aside();
      return this.inner.update(key, rest);
    }
  },

  'gives the record as it was first read': class extends Wrapper {
    readonly #read = new Map<string, SessionRecord>();

    override load(
      key: string,
      known?: number,
    ): MaybePromise<SessionRecord | 'unchanged' | undefined> {
      const record = this.#read.get(key) ?? this.peek(key);
      if (record) this.#read.set(key, record);
      return record !== undefined && record.version === known ? 'unchanged' : record;
    }
  },
});
