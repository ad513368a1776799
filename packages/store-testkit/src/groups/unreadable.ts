import assert from 'node:assert/strict';
import { UNREADABLE_KEPT_MS } from 'httpsession';
import { keyOf, range } from '../subject/records.ts';
import type { Group } from './group.ts';

const A = keyOf('a');
const B = keyOf('b');

export const unreadable: Group = {
  name: 'unreadable records',
  tests: {
    'count as absent, keep their key, and can be deleted': async (subject) => {
      await subject.created('a');
      const other = await subject.created('b');
      await subject.spoil(A);
      for (const store of await subject.both()) await subject.assertNone(A, store);
      assert.equal(await subject.store.create(subject.record('a', { uid: 'another' })), false);
      await subject.assertLoads(other);
      assert.equal(await subject.store.delete(A), true);
      assert.equal(await subject.store.delete(A), false);
      await subject.created('a');
    },

    'are given to nobody when they have expired, and hold up nobody else': async (subject) => {
      await subject.expired('a', 9000);
      const other = await subject.expired('b', 5000);
      await subject.spoil(A);
      const [claimed, ...rest] = await subject.store.takeExpired(10, 60_000);
      subject.assertSame(claimed, other);
      assert.deepEqual(rest, []);
      assert.deepEqual(await subject.store.takeExpired(10, 60_000), []);
    },

    'are left in their place, as another process may be able to read them': async (subject) => {
      await subject.expired('a', 9000);
      await subject.spoil(A);
      for (let sweep = 0; sweep < 3; sweep += 1) {
        assert.deepEqual(await subject.store.takeExpired(10, 1), []);
        await subject.pass(5);
      }
      assert.equal(await subject.store.create(subject.record('a', { uid: 'another' })), false);
      assert.equal(await subject.store.delete(A), true);
    },

    'do not hide the others, however many they are': async (subject) => {
      for (const number of range(12)) {
        await subject.expired(`spoilt ${number}`, 9000 - number);
        await subject.spoil(keyOf(`spoilt ${number}`));
      }
      await subject.expired('b', 5000);
      const found: string[] = [];
      for (let sweep = 0; sweep < 10; sweep += 1) {
        for (const { key } of await subject.store.takeExpired(3, 60_000)) found.push(key);
      }
      assert.deepEqual(found, [B]);
    },

    'are deleted when nobody could read them for a day': async (subject) => {
      await subject.expired('a', UNREADABLE_KEPT_MS + 60_000);
      await subject.expired('b', UNREADABLE_KEPT_MS - 60_000);
      await subject.spoil(A);
      await subject.spoil(B);
      assert.deepEqual(await subject.store.takeExpired(10, 60_000), []);
      await subject.created('a');
      assert.equal(await subject.store.create(subject.record('b', { uid: 'another' })), false);
    },
  },
};
