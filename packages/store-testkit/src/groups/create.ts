import assert from 'node:assert/strict';
import { LAST_INSTANT_MS } from 'httpsession';
import { attributesOf, bytesOf, keyOf, range } from '../subject/records.ts';
import type { Group } from './group.ts';

export const create: Group = {
  name: 'create',
  tests: {
    'keeps all parts of a record': async (subject) => {
      const record = await subject.created('a', {
        version: 7,
        createdAt: subject.start - 90_000,
        lastAccessedAt: subject.start - 1234,
        sealedId: bytesOf('sealed'),
        principal: 'ada',
        attributes: attributesOf({ cart: 'tea', count: '1' }),
      });
      await subject.assertLoads(record);
    },

    'leaves out what a record does not have': async (subject) => {
      const { key } = await subject.created('a');
      const record = await subject.loaded(key);
      assert.equal('principal' in record, false, 'principal is absent');
      assert.equal('sealedId' in record, false, 'sealedId is absent');
    },

    'keeps a session without attributes': async (subject) => {
      await subject.assertLoads(await subject.created('a', { attributes: new Map() }));
    },

    'keeps sessions that never expire': async (subject) => {
      for (const maxInactiveMs of [0, -1, LAST_INSTANT_MS]) {
        const record = await subject.created(String(maxInactiveMs), {
          maxInactiveMs,
          expiresAt: undefined,
        });
        await subject.assertLoads(record);
      }
    },

    'keeps instants as they are, however long ago': async (subject) => {
      await subject.assertLoads(await subject.created('a', { createdAt: 0, lastAccessedAt: 1 }));
      await subject.assertLoads(
        await subject.created('b', { lastAccessedAt: LAST_INSTANT_MS, version: 2 ** 40 }),
      );
    },

    'refuses a key that is taken, and leaves its record alone': async (subject) => {
      const record = await subject.created('a');
      const other = subject.record('b', {
        key: record.key,
        version: 5,
        principal: 'eve',
        attributes: attributesOf({ cart: 'stolen', more: '1' }),
      });
      assert.equal(await subject.store.create(other), false);
      assert.equal(await subject.store.create(record), false);
      await subject.assertLoads(record);
    },

    'refuses the key of an expired record': async (subject) => {
      const { key } = await subject.expired('a');
      assert.equal(await subject.store.create(subject.record('b', { key })), false);
      await subject.assertNone(key);
    },

    'refuses the key of a claimed record': async (subject) => {
      const { key } = await subject.expired('a');
      await subject.store.takeExpired(1, 60_000);
      assert.equal(await subject.store.create(subject.record('b', { key })), false);
      await subject.assertNone(key);
    },

    'refuses the former key of a session': async (subject) => {
      const { key } = await subject.created('a');
      await subject.store.rename(key, keyOf('b'));
      assert.equal(await subject.store.create(subject.record('c', { key })), false);
      await subject.assertNone(key);
    },

    'makes a new session under a key that was deleted, with nothing of the old one': async (
      subject,
    ) => {
      const old = await subject.created('a', { principal: 'ada', sealedId: bytesOf('sealed') });
      await subject.store.delete(old.key);
      const { key } = old;
      const next = await subject.created('b', { key, attributes: attributesOf({ other: '1' }) });
      await subject.assertLoads(next);
      await subject.store.delete(key);
      await subject.assertLoads(await subject.created('a', { attributes: new Map() }));
    },

    'of several callers at once lets one make the record': async (subject) => {
      const stores = await subject.both();
      const { key } = subject.record('a');
      const rivals = range(8).map((number) => subject.record(`rival ${number}`, { key }));
      const answers = await Promise.all(
        rivals.map(async (rival, index) => stores[index % 2]?.create(rival)),
      );
      assert.equal(answers.filter((isMade) => isMade === true).length, 1, 'one is made');
      const made = rivals[answers.indexOf(true)];
      assert.ok(made);
      for (const store of stores) await subject.assertLoads(made, store);
    },
  },
};
