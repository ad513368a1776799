import assert from 'node:assert/strict';
import { hasListing, hasPrincipalIndex } from 'httpsession';
import { keyOf } from '../subject/records.ts';
import type { Group } from './group.ts';

const A = keyOf('a');

export const expiry: Group = {
  name: 'expiry',
  tests: {
    'has a session until its deadline, and from then on not': async (subject) => {
      const expiresAt = subject.now() + 300;
      const record = await subject.created('a', { expiresAt });
      await subject.pass(200);
      const found = await subject.store.load(A);
      // In real time the answer may have come too late to be judged.
      if (subject.now() < expiresAt) subject.assertSame(found, record);
      await subject.pass(Math.max(0, expiresAt - subject.now() - 1));
      await subject.pass(subject.precision === 'exact' ? 1 : 100);
      await subject.assertNone(A);
      assert.equal(await subject.store.load(A, 1), undefined);
    },

    'does not have one that was created too late': async (subject) => {
      await subject.created('a', { expiresAt: subject.now() });
      await subject.created('b', { expiresAt: subject.now() - 86_400_000 });
      await subject.pass(5);
      await subject.assertNone(A);
      await subject.assertNone(keyOf('b'));
    },

    'neither changes an expired session nor brings it back': async (subject) => {
      const record = await subject.expired('a', 5000);
      assert.equal(await subject.store.update(A, subject.expireIn('a', 60_000)), 'gone');
      assert.equal(
        await subject.store.update(A, subject.change('a', { maxInactiveMs: 0 })),
        'gone',
      );
      assert.equal(await subject.store.update(A, subject.change('a', { ifVersion: 9 })), 'gone');
      await subject.assertNone(A);
      const [claimed] = await subject.store.takeExpired(10, 60_000);
      subject.assertSame(claimed, record);
    },

    'does not give an expired session as unchanged': async (subject) => {
      await subject.created('a');
      await subject.store.update(A, subject.expireIn('a', -1000));
      assert.equal(await subject.store.load(A, 2), undefined);
    },

    'does not find it in any other way': async (subject) => {
      const { store } = subject;
      const { uid } = await subject.created('a', {
        principal: 'ada',
        expiresAt: subject.now() - 1,
      });
      await subject.created('b', { principal: 'ada' });
      const keys = [keyOf('b')];
      if (hasListing(store)) {
        assert.deepEqual(
          (await store.list(10)).map(({ key }) => key),
          keys,
        );
        assert.equal(await store.findByUid(uid), undefined);
      }
      if (hasPrincipalIndex(store)) {
        assert.deepEqual(
          (await store.findByPrincipal('ada')).map(({ key }) => key),
          keys,
        );
      }
      await subject.assertNone(A);
    },

    'keeps what never expires': async (subject) => {
      const record = await subject.created('a', { expiresAt: undefined, maxInactiveMs: 0 });
      await subject.pass(20);
      assert.deepEqual(await subject.store.takeExpired(10, 60_000), []);
      await subject.assertLoads(record);
    },
  },
};
