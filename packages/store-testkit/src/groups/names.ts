import assert from 'node:assert/strict';
import { bytesOf, keyOf, textOf } from '../subject/records.ts';
import type { Subject } from '../subject/subject.ts';
import type { Group } from './group.ts';

const A = keyOf('a');

/** Names that some database, file system or object takes for another one, or for something else. */
const ODD_NAMES: readonly string[] = [
  '',
  ' ',
  'cart',
  'Cart',
  'cart ',
  ' cart',
  'cart\0',
  '\0',
  '\0\0',
  'a\0b',
  '\n',
  '__proto__',
  'constructor',
  'constructor.prototype.x',
  'toString',
  'hasOwnProperty',
  'a.b',
  'a[0]',
  'a:b',
  'a/b',
  '{tag}',
  '*',
  '?',
  '%',
  '_',
  '$1',
  "'",
  '"',
  '`',
  '\\',
  "'; DROP TABLE sessions; --",
  '\r\n*3\r\n$3\r\nSET',
  'ä',
  'a\u0308',
  'ß',
  'ss',
  'ı',
  'I',
  '\u202ecart',
  '\u{1f36a}',
  '\u{1f36a}\u{1f3fb}',
  '\uffff',
  '\u{10ffff}',
  '1',
  '01',
  'true',
  'null',
  'undefined',
];

/** The values by name, as texts. */
async function valuesOf(subject: Subject, key: string): Promise<Map<string, string | undefined>> {
  const { attributes } = await subject.loaded(key);
  return new Map([...attributes].sort(byName).map(([name, bytes]) => [name, textOf(bytes)]));
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

export const names: Group = {
  name: 'names of attributes',
  tests: {
    'keep odd names apart': async (subject) => {
      const all = new Map(ODD_NAMES.map((name, index) => [name, `value ${index}`]));
      const attributes = new Map([...all].map(([name, text]) => [name, bytesOf(text)]));
      await subject.created('a', { attributes });
      assert.deepEqual(await valuesOf(subject, A), new Map([...all].sort(byName)));
    },

    'change each odd name and no other': async (subject) => {
      await subject.created('a', { attributes: new Map() });
      const expected = new Map<string, string>();
      for (const [index, name] of ODD_NAMES.entries()) {
        expected.set(name, `value ${index}`);
        const set = new Map([[name, bytesOf(`value ${index}`)]]);
        assert.equal(await subject.store.update(A, subject.change('a', { set })), 'ok');
      }
      assert.deepEqual(await valuesOf(subject, A), new Map([...expected].sort(byName)));
      for (const name of ODD_NAMES) {
        expected.delete(name);
        await subject.store.update(A, subject.change('a', { removed: new Set([name]) }));
        assert.deepEqual(await valuesOf(subject, A), new Map([...expected].sort(byName)));
      }
    },

    'keep long names whole': async (subject) => {
      const long = '€'.repeat(subject.limits.nameLength - 1);
      const all = [`${long}1`, `${long}2`, 'x'.repeat(subject.limits.nameLength)];
      const attributes = new Map(all.map((name) => [name, bytesOf(name.slice(-1))]));
      const record = await subject.created('a', { attributes });
      await subject.assertLoads(record);
      const set = new Map([[`${long}1`, bytesOf('new')]]);
      const removed = new Set([`${long}2`]);
      assert.equal(await subject.store.update(A, subject.change('a', { set, removed })), 'ok');
      attributes.delete(`${long}2`);
      attributes.set(`${long}1`, bytesOf('new'));
      await subject.assertLoads({ ...record, version: 2, attributes });
    },
  },
};
