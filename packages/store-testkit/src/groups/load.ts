import assert from 'node:assert/strict';
import { keyOf } from '../subject/records.ts';
import type { Group } from './group.ts';

/** Keys that are like the one of a session, and keys that no manager makes. */
function otherKeys(key: string): string[] {
  return [
    key.toUpperCase(),
    `${key} `,
    ` ${key}`,
    `${key}\0`,
    `${key}\n`,
    key.slice(0, -1),
    `${key}0`,
    key.slice(0, 32),
    '',
    ' ',
    '\0',
    '*',
    '%',
    '_',
    '{tag}',
    '__proto__',
    'constructor',
    '../../etc/passwd',
    "' OR '1'='1",
    '"; --',
    '\r\n*1\r\n$8\r\nFLUSHALL\r\n',
    'ключ',
    '🍪',
    'k'.repeat(65_536),
  ];
}

export const load: Group = {
  name: 'load',
  tests: {
    'gives nothing under a key that nobody has': async (subject) => {
      await subject.assertNone(keyOf('a'));
      assert.equal(await subject.store.load(keyOf('a'), 1), undefined);
    },

    'says unchanged for the version that the record has, and for no other': async (subject) => {
      const record = await subject.created('a', { version: 3 });
      assert.equal(await subject.store.load(record.key, 3), 'unchanged');
      for (const known of [0, 2, 4, 30]) {
        subject.assertSame(await subject.store.load(record.key, known), record);
      }
    },

    'does not say unchanged any more after an update': async (subject) => {
      const { key } = await subject.created('a');
      await subject.store.update(key, subject.change('a'));
      assert.notEqual(await subject.store.load(key, 1), 'unchanged');
      assert.equal(await subject.store.load(key, 2), 'unchanged');
    },

    'keeps sessions apart': async (subject) => {
      const a = await subject.created('a');
      const b = await subject.created('b', { version: 9, principal: 'eve', attributes: new Map() });
      await subject.assertLoads(a);
      await subject.assertLoads(b);
    },

    'shows another instance what this one wrote': async (subject) => {
      const second = await subject.second();
      const record = await subject.created('a');
      await subject.assertLoads(record, second);
      await second.update(record.key, subject.change('a', { principal: 'ada' }));
      await subject.assertLoads({ ...record, principal: 'ada', version: 2 });
      assert.notEqual(await subject.store.load(record.key, 1), 'unchanged');
      await second.delete(record.key);
      await subject.assertNone(record.key);
    },

    'takes a malformed key for an unknown one, as all others do': async (subject) => {
      const record = await subject.created('a');
      const { store } = subject;
      for (const key of otherKeys(record.key)) {
        const shown = JSON.stringify(key.slice(0, 80));
        assert.equal(await store.load(key), undefined, `load ${shown}`);
        assert.equal(await store.load(key, 1), undefined, `load ${shown} with a known version`);
        assert.equal(await store.update(key, subject.change('a')), 'gone', `update ${shown}`);
        assert.equal(await store.rename(key, keyOf('b')), false, `rename ${shown}`);
        assert.equal(await store.delete(key), false, `delete ${shown}`);
      }
      await subject.assertLoads(record);
    },
  },
};
