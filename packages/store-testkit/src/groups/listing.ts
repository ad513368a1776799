import assert from 'node:assert/strict';
import { hasListing, type SessionListing } from 'httpsession';
import { keyOf, range, uidOf } from '../subject/records.ts';
import type { Subject } from '../subject/subject.ts';
import type { Group } from './group.ts';

const [A, B] = [keyOf('a'), keyOf('b')];

function listingOf({ store }: Subject): SessionListing {
  assert.ok(hasListing(store), 'the store has no listing');
  return store;
}

async function listedKeys(subject: Subject, limit = 1000): Promise<string[]> {
  return (await listingOf(subject).list(limit)).map(({ key }) => key).sort();
}

export const listing: Group = {
  name: 'listing',
  tests: {
    'lists nothing in an empty store': async (subject) => {
      assert.deepEqual(await listingOf(subject).list(10), []);
      assert.equal(await listingOf(subject).findByUid(uidOf('a')), undefined);
    },

    'lists up to the limit, each session once': async (subject) => {
      for (const number of range(5)) await subject.created(`listed ${number}`);
      assert.equal((await listingOf(subject).list(0)).length, 0);
      assert.equal(new Set(await listedKeys(subject, 3)).size, 3);
      assert.deepEqual(
        await listedKeys(subject, 5),
        range(5)
          .map((number) => keyOf(`listed ${number}`))
          .sort(),
      );
    },

    'tells all but the attributes': async (subject) => {
      const record = await subject.created('a', {
        principal: 'ada',
        createdAt: subject.start - 9000,
        lastAccessedAt: subject.start - 1000,
      });
      const endless = await subject.created('b', { expiresAt: undefined, maxInactiveMs: 0 });
      subject.assertSummary(await listingOf(subject).findByUid(record.uid), record);
      subject.assertSummary(await listingOf(subject).findByUid(endless.uid), endless);
      const listed = await listingOf(subject).list(10);
      subject.assertSummary(
        listed.find(({ key }) => key === A),
        record,
      );
      subject.assertSummary(
        listed.find(({ key }) => key === B),
        endless,
      );
    },

    'finds a session by its uid, under whatever key it is': async (subject) => {
      const { uid } = await subject.created('a');
      await subject.store.rename(A, B);
      assert.equal((await listingOf(subject).findByUid(uid))?.key, B);
      assert.deepEqual(await listedKeys(subject), [B]);
      assert.equal(await listingOf(subject).findByUid(uid.toLowerCase()), undefined);
      assert.equal(await listingOf(subject).findByUid(''), undefined);
    },

    'does not find what was deleted or refused': async (subject) => {
      const { uid } = await subject.created('a');
      const refused = subject.record('refused', { key: A });
      await subject.store.create(refused);
      assert.equal(await listingOf(subject).findByUid(refused.uid), undefined);
      await subject.store.delete(A);
      assert.equal(await listingOf(subject).findByUid(uid), undefined);
      assert.deepEqual(await listedKeys(subject), []);
    },

    'does not find what has expired or is claimed': async (subject) => {
      const { uid } = await subject.created('a');
      await subject.created('b');
      await subject.store.update(A, subject.expireIn('a', -1000));
      for (const claimed of [false, true]) {
        if (claimed) await subject.store.takeExpired(10, 60_000);
        assert.deepEqual(await listedKeys(subject), [B]);
        assert.deepEqual(await listedKeys(subject, 1), [B], 'hidden ones do not count');
        assert.equal(await listingOf(subject).findByUid(uid), undefined);
      }
    },

    'lists all of many': async (subject) => {
      const labels = range(600).map((number) => `many ${number}`);
      await Promise.all(labels.map(async (label) => subject.created(label)));
      assert.deepEqual(await listedKeys(subject), labels.map((label) => keyOf(label)).sort());
      assert.equal((await listingOf(subject).list(599)).length, 599);
    },
  },
};
