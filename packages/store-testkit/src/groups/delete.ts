import assert from 'node:assert/strict';
import { attributesOf, keyOf, range } from '../subject/records.ts';
import type { Group } from './group.ts';

const [A, B] = [keyOf('a'), keyOf('b')];

export const remove: Group = {
  name: 'delete',
  tests: {
    'says whether there was something, so that it can be repeated': async (subject) => {
      await subject.created('a');
      const other = await subject.created('b');
      assert.equal(await subject.store.delete(A), true);
      assert.equal(await subject.store.delete(A), false);
      await subject.assertNone(A);
      assert.equal(await subject.store.load(A, 1), undefined);
      await subject.assertLoads(other);
    },

    'removes an expired record': async (subject) => {
      await subject.expired('a');
      assert.equal(await subject.store.delete(A), true);
      assert.equal(await subject.store.delete(A), false);
      assert.deepEqual(await subject.store.takeExpired(10, 60_000), []);
      await subject.created('a');
    },

    'removes a claimed record, for ever': async (subject) => {
      await subject.expired('a');
      assert.equal((await subject.store.takeExpired(1, 20)).length, 1);
      assert.equal(await subject.store.delete(A), true);
      assert.equal(await subject.store.delete(A), false);
      await subject.pass(40);
      assert.deepEqual(await subject.store.takeExpired(10, 60_000), []);
    },

    'ends a session that was renamed meanwhile': async (subject) => {
      await subject.created('a');
      await subject.store.rename(A, B);
      assert.equal(await subject.store.delete(A), true);
      await subject.assertNone(B);
      assert.equal(await subject.store.delete(A), false);
      assert.equal(await subject.store.delete(B), false);
    },

    'removes an expired and a claimed record through their former keys': async (subject) => {
      for (const label of ['x', 'y']) {
        await subject.created(label);
        await subject.store.rename(keyOf(label), keyOf(`${label}2`));
        await subject.store.update(keyOf(`${label}2`), subject.expireIn(label, -1000));
        if (label === 'y') assert.equal((await subject.store.takeExpired(1, 60_000)).length, 1);
        assert.equal(await subject.store.delete(keyOf(label)), true);
        assert.equal(await subject.store.delete(keyOf(`${label}2`)), false);
      }
    },

    'of several callers at once tells one that it did it': async (subject) => {
      const stores = await subject.both();
      await subject.created('a');
      const answers = await Promise.all(
        range(8).map(async (index) => stores[index % 2]?.delete(A)),
      );
      assert.equal(answers.filter((isDone) => isDone === true).length, 1);
      await subject.assertNone(A);
    },

    'leaves nothing for a session of the same uid': async (subject) => {
      await subject.created('a', { attributes: attributesOf({ old: '1', older: '2' }) });
      await subject.store.delete(A);
      const next = await subject.created('a', { attributes: attributesOf({ fresh: '3' }) });
      await subject.assertLoads(next);
    },
  },
};
