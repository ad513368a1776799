import assert from 'node:assert/strict';
import { attributesOf, bytesOf, keyOf } from '../subject/records.ts';
import type { Group } from './group.ts';

export const update: Group = {
  name: 'update',
  tests: {
    'sets and removes the attributes that are named, and no others': async (subject) => {
      const attributes = attributesOf({ x: '1', y: '2', z: '3' });
      const record = await subject.created('a', { attributes });
      const change = subject.change('a', {
        set: attributesOf({ y: 'new', w: '4' }),
        removed: new Set(['z', 'not there']),
      });
      assert.equal(await subject.store.update(record.key, change), 'ok');
      await subject.assertLoads({
        ...record,
        version: 2,
        attributes: attributesOf({ x: '1', y: 'new', w: '4' }),
      });
    },

    'removes the last attribute, and takes new ones afterwards': async (subject) => {
      const record = await subject.created('a');
      await subject.store.update(record.key, subject.change('a', { removed: new Set(['cart']) }));
      await subject.assertLoads({ ...record, version: 2, attributes: new Map() });
      await subject.store.update(
        record.key,
        subject.change('a', { set: attributesOf({ cart: '2' }) }),
      );
      await subject.assertLoads({ ...record, version: 3, attributes: attributesOf({ cart: '2' }) });
    },

    'leaves what a change does not name': async (subject) => {
      const record = await subject.created('a', {
        createdAt: subject.start - 5000,
        lastAccessedAt: subject.start + 5000,
        maxInactiveMs: 7_000_000,
        expiresAt: subject.start + 7_000_000,
        sealedId: bytesOf('sealed'),
        principal: 'ada',
        version: 5,
      });
      assert.equal(await subject.store.update(record.key, subject.change('a')), 'ok');
      await subject.assertLoads({ ...record, version: 6 });
    },

    'leaves other sessions alone': async (subject) => {
      const { key } = await subject.created('a', { principal: 'ada' });
      const other = await subject.created('b', { principal: 'ada' });
      const change = { set: attributesOf({ cart: 'mine' }), principal: 'eve', maxInactiveMs: 0 };
      await subject.store.update(key, subject.change('a', change));
      await subject.assertLoads(other);
    },

    'raises the version by one': async (subject) => {
      const { key } = await subject.created('a', { version: 41 });
      await subject.store.update(key, subject.change('a'));
      await subject.store.update(key, subject.change('a', { ifVersion: 42 }));
      assert.equal((await subject.loaded(key)).version, 43);
    },

    'keeps the later last accessed time': async (subject) => {
      const { key } = await subject.created('a');
      for (const [sent, kept] of [
        [3000, 3000],
        [1000, 3000],
        [-9000, 3000],
        [4000, 4000],
      ] as const) {
        const lastAccessedAt = subject.start + sent;
        await subject.store.update(key, subject.change('a', { lastAccessedAt }));
        assert.equal((await subject.loaded(key)).lastAccessedAt, subject.start + kept);
      }
    },

    'keeps the idle time until a change brings another': async (subject) => {
      const { key } = await subject.created('a');
      for (const maxInactiveMs of [9_000_000, 0, -1, 60_000]) {
        await subject.store.update(key, subject.change('a', { maxInactiveMs }));
        assert.equal((await subject.loaded(key)).maxInactiveMs, maxInactiveMs);
        await subject.store.update(key, subject.change('a'));
        assert.equal((await subject.loaded(key)).maxInactiveMs, maxInactiveMs);
      }
    },

    'sets, keeps and removes the principal': async (subject) => {
      const { key } = await subject.created('a');
      const after = async (principal?: string | null): Promise<string | undefined> => {
        await subject.store.update(
          key,
          subject.change('a', principal === undefined ? {} : { principal }),
        );
        const record = await subject.loaded(key);
        assert.equal('principal' in record, record.principal !== undefined, 'none: no member');
        return record.principal;
      };
      assert.equal(await after(null), undefined);
      assert.equal(await after('ada'), 'ada');
      assert.equal(await after(), 'ada');
      assert.equal(await after('eve'), 'eve');
      assert.equal(await after(null), undefined);
      assert.equal(await after(''), '', 'the empty name is a name');
    },

    'answers conflict for another version, and does nothing': async (subject) => {
      const record = await subject.created('a', { version: 5 });
      const change = subject.change('a', {
        set: attributesOf({ cart: 'lost', more: '1' }),
        removed: new Set(['cart']),
        lastAccessedAt: subject.start + 9000,
        maxInactiveMs: 60_000,
        principal: 'eve',
      });
      for (const ifVersion of [0, 4, 6]) {
        const answer = await subject.store.update(record.key, { ...change, ifVersion });
        assert.equal(answer, 'conflict');
        await subject.assertLoads(record);
      }
      const right = subject.change('a', { ifVersion: 5 });
      assert.equal(await subject.store.update(record.key, right), 'ok');
      assert.equal(await subject.store.update(record.key, right), 'conflict');
      await subject.assertLoads({ ...record, version: 6 });
    },

    'makes nothing where there is nothing': async (subject) => {
      const key = keyOf('a');
      const change = subject.change('a', { set: attributesOf({ cart: 'tea' }), maxInactiveMs: 0 });
      assert.equal(await subject.store.update(key, change), 'gone');
      assert.equal(await subject.store.update(key, { ...change, ifVersion: 1 }), 'gone');
      await subject.assertNone(key);
      const record = await subject.created('a', { attributes: new Map() });
      await subject.assertLoads(record);
    },

    'does not bring back what was deleted': async (subject) => {
      const { key } = await subject.created('a', { principal: 'ada' });
      await subject.store.delete(key);
      const change = subject.change('a', { set: attributesOf({ late: '1' }), principal: 'ada' });
      assert.equal(await subject.store.update(key, change), 'gone');
      await subject.assertNone(key);
      assert.equal(await subject.store.delete(key), false);
    },
  },
};
