import assert from 'node:assert/strict';
import { hasListing, hasPrincipalIndex, type SessionRecord } from 'httpsession';
import { attributesOf, bytesOf, keyOf, range } from '../subject/records.ts';
import type { Group } from './group.ts';

const LEASE_MS = 60_000;
const A = keyOf('a');

function keysOf(records: readonly Pick<SessionRecord, 'key'>[]): string[] {
  return records.map(({ key }) => key);
}

export const claims: Group = {
  name: 'claims',
  tests: {
    'gives the expired, the longest expired first, up to the limit': async (subject) => {
      for (const [label, ago] of [
        ['c', 1000],
        ['a', 3000],
        ['b', 2000],
      ] as const) {
        await subject.expired(label, ago);
      }
      await subject.created('alive');
      await subject.created('endless', { expiresAt: undefined, maxInactiveMs: 0 });
      assert.deepEqual(await subject.store.takeExpired(0, LEASE_MS), []);
      assert.deepEqual(keysOf(await subject.store.takeExpired(2, LEASE_MS)), [A, keyOf('b')]);
      assert.deepEqual(keysOf(await subject.store.takeExpired(2, LEASE_MS)), [keyOf('c')]);
      assert.deepEqual(await subject.store.takeExpired(2, LEASE_MS), []);
    },

    'gives the record as it was, with all its parts': async (subject) => {
      const record = await subject.created('a', {
        version: 4,
        createdAt: subject.start - 90_000,
        expiresAt: subject.start - 5000,
        principal: 'ada',
        sealedId: bytesOf('sealed'),
        attributes: attributesOf({ cart: 'tea', count: '1' }),
      });
      const bare = await subject.created('b', {
        expiresAt: subject.start - 4000,
        attributes: new Map(),
      });
      const [first, second] = await subject.store.takeExpired(10, LEASE_MS);
      subject.assertSame(first, record);
      subject.assertSame(second, bare);
    },

    'hides a claimed record from everybody': async (subject) => {
      const second = await subject.second();
      const { uid } = await subject.created('a', {
        expiresAt: subject.now() - 1,
        principal: 'ada',
      });
      await subject.store.takeExpired(1, LEASE_MS);
      for (const store of [subject.store, second]) {
        await subject.assertNone(A, store);
        assert.equal(await store.load(A, 1), undefined);
        assert.equal(await store.update(A, subject.expireIn('a', 60_000)), 'gone');
        assert.equal(await store.update(A, subject.change('a', { maxInactiveMs: 0 })), 'gone');
        assert.equal(await store.rename(A, keyOf('b')), false);
        assert.deepEqual(await store.takeExpired(10, LEASE_MS), []);
        if (hasListing(store)) {
          assert.deepEqual(await store.list(10), []);
          assert.equal(await store.findByUid(uid), undefined);
        }
        if (hasPrincipalIndex(store)) assert.deepEqual(await store.findByPrincipal('ada'), []);
      }
    },

    'gives a record to another caller when the lease ends, as after a crash': async (subject) => {
      const second = await subject.second();
      const record = await subject.expired('a');
      await subject.store.takeExpired(10, 30);
      await subject.pass(60);
      await subject.assertNone(A);
      const [claimed] = await second.takeExpired(10, LEASE_MS);
      subject.assertSame(claimed, record);
      assert.deepEqual(await subject.store.takeExpired(10, LEASE_MS), []);
    },

    'gives a record once in an answer, however short the lease': async (subject) => {
      await subject.expired('a', 2000);
      await subject.expired('b', 1000);
      assert.deepEqual(
        keysOf(await subject.store.takeExpired(10, 0)).sort(),
        [A, keyOf('b')].sort(),
      );
    },

    'gives several callers at once each record once': async (subject) => {
      const stores = await subject.both();
      for (const number of range(40)) await subject.expired(`expired ${number}`, 1000 + number);
      const taken = await Promise.all(
        range(8).map(async (index) =>
          keysOf((await stores[index % 2]?.takeExpired(10, LEASE_MS)) ?? []),
        ),
      );
      const rest = keysOf(await subject.store.takeExpired(100, LEASE_MS));
      const keys = [...taken.flat(), ...rest];
      assert.equal(new Set(keys).size, keys.length, 'none twice');
      assert.equal(keys.length, 40, 'all of them');
    },

    'finds all of many, a few at a time': async (subject) => {
      const count = 250;
      await Promise.all(
        range(count).map(async (number) => subject.expired(`many ${number}`, number + 1)),
      );
      const keys: string[] = [];
      for (;;) {
        const batch = await subject.store.takeExpired(60, LEASE_MS);
        if (batch.length === 0) break;
        assert.ok(batch.length <= 60, 'no more than the limit');
        keys.push(...keysOf(batch));
        for (const { key } of batch) assert.equal(await subject.store.delete(key), true);
      }
      assert.equal(new Set(keys).size, count);
    },

    'gives no more at once than an answer may hold, at least one, and in the end all': async (
      subject,
    ) => {
      const { sessionBytes, claimedBytes } = subject.limits;
      const large = Math.min(sessionBytes - 100, 1_500_000);
      for (const number of range(5)) {
        await subject.created(`large ${number}`, {
          expiresAt: subject.start - 9000 + number * 1000,
          attributes: new Map([['large', new Uint8Array(large)]]),
        });
      }
      const keys: string[] = [];
      for (const limit of [10, 10, 10, 10, 10]) {
        const batch = await subject.store.takeExpired(limit, LEASE_MS);
        const bytes = batch.slice(0, -1).length * large;
        assert.ok(bytes < claimedBytes, `${bytes} bytes and one more record`);
        assert.ok(batch.length > 0 || keys.length === 5, 'at least one');
        keys.push(...keysOf(batch));
      }
      assert.deepEqual(
        keys,
        range(5).map((number) => keyOf(`large ${number}`)),
      );
    },

    'follows each deadline that is moved': async (subject) => {
      const { store } = subject;
      for (const label of ['later', 'sooner', 'never', 'never before'])
        await subject.created(label);
      await store.update(
        keyOf('later'),
        subject.change('later', { inUseAt: subject.start + 60_000 }),
      );
      await store.update(keyOf('never'), subject.change('never', { maxInactiveMs: 0 }));
      await store.update(
        keyOf('never before'),
        subject.change('never before', { maxInactiveMs: 0 }),
      );
      await store.update(keyOf('sooner'), subject.expireIn('sooner', -2000));
      await store.update(keyOf('never before'), subject.expireIn('never before', -1000));
      assert.deepEqual(keysOf(await store.takeExpired(10, LEASE_MS)), [
        keyOf('sooner'),
        keyOf('never before'),
      ]);
    },

    'gives a renamed session under the key that it has now': async (subject) => {
      const record = await subject.created('a');
      await subject.store.rename(A, keyOf('b'));
      await subject.store.update(keyOf('b'), subject.expireIn('a', -1000));
      const [claimed, ...others] = await subject.store.takeExpired(10, LEASE_MS);
      assert.deepEqual([claimed?.key, claimed?.uid], [keyOf('b'), record.uid]);
      assert.deepEqual(others, []);
      assert.equal(await subject.store.delete(keyOf('b')), true);
      assert.deepEqual(await subject.store.takeExpired(10, LEASE_MS), []);
    },
  },
};
