import assert from 'node:assert/strict';
import { type HttpSession, SessionConflictError, type SessionStore } from 'httpsession';
import { attributeIn, startSession, visit } from '../jobs/application.ts';
import { incrementManaged } from '../jobs/managed.ts';
import type { Group } from './group.ts';

/** The store as a process has it that others are always faster than: before each change that asks for a version. */
function amongFasterOnes(store: SessionStore): SessionStore {
  return {
    ...asked(store),
    async update(key, { ifVersion, ...change }) {
      if (ifVersion === undefined) return store.update(key, change);
      await store.update(key, { ...change, set: new Map(), removed: new Set() });
      return store.update(key, { ...change, ifVersion });
    },
  };
}

/** The store without the declaration that nobody else uses it. */
function asked(store: SessionStore): SessionStore {
  return {
    create: (record) => store.create(record),
    load: (key, known) => store.load(key, known),
    update: (key, change) => store.update(key, change),
    rename: (oldKey, newKey, sealedId) => store.rename(oldKey, newKey, sealedId),
    delete: (key) => store.delete(key),
    takeExpired: (limit, leaseMs) => store.takeExpired(limit, leaseMs),
    close: () => store.close(),
  };
}

export const managers: Group = {
  name: 'managers',
  tests: {
    'session.update gives up after five conflicts, and says so': async ({ store }) => {
      const cookie = await startSession(asked(store), { count: 0 });
      let tries = 0;
      const add = async (session: HttpSession): Promise<void> => {
        await session.update('count', (count: number) => {
          tries += 1;
          return count + 1;
        });
      };
      const failure: unknown = await visit(amongFasterOnes(store), cookie, async ({ accessor }) =>
        Promise.resolve(accessor.access(add)).catch((error: unknown) => error),
      );
      assert.ok(failure instanceof SessionConflictError, `not ${String(failure)}`);
      assert.equal(failure.code, 'HTTPSESSION_CONFLICT');
      assert.equal(failure.status, 503);
      assert.equal(tries, 5);
      assert.equal(await attributeIn(asked(store), cookie, 'count'), 0, 'nothing was changed');
    },

    'session.update counts right through several managers at once': async (subject) => {
      const [first, second] = (await subject.both()).map(asked);
      assert.ok(first && second);
      const cookie = await startSession(first, { count: 0 });
      await Promise.all(
        [first, second, first].map(async (store) => incrementManaged(store, { cookie, times: 20 })),
      );
      for (const store of [first, second])
        assert.equal(await attributeIn(store, cookie, 'count'), 60);
    },
  },
};
