import assert from 'node:assert/strict';
import { hasPrincipalIndex, type PrincipalIndex } from 'httpsession';
import { attributesOf, keyOf, range } from '../subject/records.ts';
import type { Subject } from '../subject/subject.ts';
import type { Group } from './group.ts';

const [A, B] = [keyOf('a'), keyOf('b')];

function indexOf({ store }: Subject): PrincipalIndex {
  assert.ok(hasPrincipalIndex(store), 'the store has no index of principals');
  return store;
}

async function keysOf(subject: Subject, principal: string): Promise<string[]> {
  return (await indexOf(subject).findByPrincipal(principal)).map(({ key }) => key);
}

export const principals: Group = {
  name: 'principals',
  tests: {
    'finds the sessions of a principal, the oldest first': async (subject) => {
      for (const [label, age] of [
        ['young', 1],
        ['old', 3],
        ['middle', 2],
      ] as const) {
        await subject.created(label, { principal: 'ada', createdAt: subject.start - age * 1000 });
      }
      await subject.created('other', { principal: 'eve' });
      await subject.created('nobody');
      assert.deepEqual(
        await keysOf(subject, 'ada'),
        ['old', 'middle', 'young'].map((label) => keyOf(label)),
      );
      assert.deepEqual(await keysOf(subject, 'bob'), []);
    },

    'tells all but the attributes': async (subject) => {
      const record = await subject.created('a', {
        principal: 'ada',
        createdAt: subject.start - 9000,
        lastAccessedAt: subject.start - 1000,
      });
      const [summary] = await indexOf(subject).findByPrincipal('ada');
      subject.assertSummary(summary, record);
    },

    'follows each change of the principal': async (subject) => {
      await subject.created('a');
      const after = async (principal?: string | null): Promise<string[][]> => {
        const parts = principal === undefined ? {} : { principal };
        await subject.store.update(A, subject.change('a', parts));
        return [await keysOf(subject, 'ada'), await keysOf(subject, 'eve')];
      };
      assert.deepEqual(await after('ada'), [[A], []]);
      assert.deepEqual(await after(), [[A], []]);
      assert.deepEqual(await after('eve'), [[], [A]]);
      assert.deepEqual(await after(null), [[], []]);
    },

    'tells nothing by a change that was refused': async (subject) => {
      await subject.created('a', { principal: 'ada' });
      await subject.store.update(A, subject.change('a', { principal: 'eve', ifVersion: 9 }));
      await subject.store.create(subject.record('b', { key: A, principal: 'eve' }));
      assert.deepEqual([await keysOf(subject, 'ada'), await keysOf(subject, 'eve')], [[A], []]);
    },

    'keeps to a session through rename, and forgets it with the session': async (subject) => {
      await subject.created('a', { principal: 'ada' });
      await subject.store.rename(A, B);
      assert.deepEqual(await keysOf(subject, 'ada'), [B]);
      await subject.store.delete(B);
      assert.deepEqual(await keysOf(subject, 'ada'), []);
    },

    'does not find what has expired or is claimed': async (subject) => {
      await subject.created('a', { principal: 'ada' });
      await subject.created('b', { principal: 'ada' });
      await subject.store.update(A, subject.expireIn('a', -1000));
      assert.deepEqual(await keysOf(subject, 'ada'), [B]);
      await subject.store.takeExpired(10, 60_000);
      assert.deepEqual(await keysOf(subject, 'ada'), [B]);
      await subject.store.delete(A);
      assert.deepEqual(await keysOf(subject, 'ada'), [B]);
    },

    'finds what another instance has just made or changed': async (subject) => {
      const second = await subject.second();
      await second.create(subject.record('a', { principal: 'ada' }));
      assert.deepEqual(await keysOf(subject, 'ada'), [A]);
      await second.update(
        A,
        subject.change('a', { set: attributesOf({ x: '1' }), principal: 'eve' }),
      );
      assert.deepEqual([await keysOf(subject, 'ada'), await keysOf(subject, 'eve')], [[], [A]]);
    },

    'finds all of many': async (subject) => {
      const count = 150;
      await Promise.all(
        range(count).map(async (number) =>
          subject.created(`many ${number}`, {
            principal: 'ada',
            createdAt: subject.start - number * 10,
          }),
        ),
      );
      assert.deepEqual(
        await keysOf(subject, 'ada'),
        range(count).map((number) => keyOf(`many ${count - 1 - number}`)),
      );
    },

    'keeps principals apart that look alike': async (subject) => {
      const odd = [
        'ada',
        'Ada',
        'ada ',
        ' ada',
        'ada\0',
        '',
        'ä',
        'a\u0308',
        '__proto__',
        '*',
        '%',
        "' OR 1=1 --",
        '{tag}',
        'a:b',
        '\u{1f36a}',
        '€'.repeat(300),
        `${'€'.repeat(299)}x`,
      ];
      for (const [index, principal] of odd.entries()) {
        await subject.created(`odd ${index}`, { principal });
      }
      for (const [index, principal] of odd.entries()) {
        const key = keyOf(`odd ${index}`);
        assert.deepEqual(await keysOf(subject, principal), [key], JSON.stringify(principal));
        assert.equal((await subject.loaded(key)).principal, principal);
      }
    },
  },
};
