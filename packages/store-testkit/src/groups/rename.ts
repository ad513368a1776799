import assert from 'node:assert/strict';
import { attributesOf, bytesOf, keyOf } from '../subject/records.ts';
import type { Subject } from '../subject/subject.ts';
import type { Group } from './group.ts';

const [A, B, C] = [keyOf('a'), keyOf('b'), keyOf('c')];

async function attributeNames(subject: Subject, key: string): Promise<string[]> {
  return [...(await subject.loaded(key)).attributes.keys()].sort();
}

export const rename: Group = {
  name: 'rename',
  tests: {
    'moves a session with all it has to another key': async (subject) => {
      const record = await subject.created('a', {
        version: 3,
        principal: 'ada',
        sealedId: bytesOf('old'),
        attributes: attributesOf({ cart: 'tea', count: '1' }),
      });
      assert.equal(await subject.store.rename(A, B, bytesOf('new')), true);
      await subject.assertNone(A);
      await subject.assertLoads({ ...record, key: B, sealedId: bytesOf('new') });
      assert.equal(await subject.store.load(B, 3), 'unchanged');
    },

    'drops the sealed id when it gets no other: it would tell the former id': async (subject) => {
      await subject.created('a', { sealedId: bytesOf('old') });
      await subject.store.rename(A, B);
      assert.equal('sealedId' in (await subject.loaded(B)), false);
    },

    'does nothing when there is nothing to rename': async (subject) => {
      assert.equal(await subject.store.rename(A, B), false);
      await subject.assertNone(B);
      await subject.created('b');
    },

    'does nothing when the new key is taken by a session': async (subject) => {
      const a = await subject.created('a');
      const b = await subject.created('b', { attributes: attributesOf({ mine: '1' }) });
      assert.equal(await subject.store.rename(A, B, bytesOf('new')), false);
      assert.equal(await subject.store.rename(A, A, bytesOf('new')), false);
      await subject.assertLoads(a);
      await subject.assertLoads(b);
    },

    'does nothing when the new key is that of an expired or claimed record': async (subject) => {
      const a = await subject.created('a');
      await subject.expired('b');
      assert.equal(await subject.store.rename(A, B), false);
      await subject.store.takeExpired(1, 60_000);
      assert.equal(await subject.store.rename(A, B), false);
      await subject.assertLoads(a);
      await subject.assertNone(B);
    },

    'does nothing when the new key is the former one of a session': async (subject) => {
      const a = await subject.created('a');
      await subject.created('b');
      await subject.store.rename(B, C);
      assert.equal(await subject.store.rename(A, B), false);
      assert.equal(await subject.store.rename(C, B), false, 'nor its own');
      await subject.assertLoads(a);
      assert.deepEqual(await attributeNames(subject, C), ['cart']);
    },

    'does nothing with what was renamed already': async (subject) => {
      await subject.created('a');
      await subject.store.rename(A, B);
      assert.equal(await subject.store.rename(A, C), false);
      await subject.assertNone(C);
      assert.deepEqual(await attributeNames(subject, B), ['cart']);
    },

    'does nothing with an expired or claimed record': async (subject) => {
      await subject.expired('a');
      assert.equal(await subject.store.rename(A, B), false);
      await subject.store.takeExpired(1, 60_000);
      assert.equal(await subject.store.rename(A, C), false);
      await subject.assertNone(B);
      await subject.assertNone(C);
    },

    'lets a change under way reach the session through its former keys, but no load': async (
      subject,
    ) => {
      await subject.created('a');
      await subject.store.rename(A, B);
      await subject.store.rename(B, C);
      const late = subject.change('a', { set: attributesOf({ late: '1' }), principal: 'ada' });
      assert.equal(await subject.store.update(A, late), 'ok');
      const later = subject.change('a', {
        set: attributesOf({ later: '2' }),
        removed: new Set(['cart']),
      });
      assert.equal(await subject.store.update(B, { ...later, ifVersion: 1 }), 'conflict');
      assert.equal(await subject.store.update(B, { ...later, ifVersion: 2 }), 'ok');

      assert.deepEqual(await attributeNames(subject, C), ['late', 'later']);
      const { version, principal } = await subject.loaded(C);
      assert.deepEqual({ version, principal }, { version: 3, principal: 'ada' });
      for (const key of [A, B]) {
        await subject.assertNone(key);
        assert.equal(await subject.store.load(key, 3), undefined);
      }
    },

    'brings nothing back through a former key': async (subject) => {
      await subject.created('a');
      await subject.store.rename(A, B);
      await subject.store.delete(B);
      const late = subject.change('a', { set: attributesOf({ late: '1' }) });
      assert.equal(await subject.store.update(A, late), 'gone');
      for (const key of [A, B]) await subject.assertNone(key);
    },

    'changes no expired session through its former key': async (subject) => {
      await subject.created('a');
      await subject.store.rename(A, B);
      await subject.store.update(B, subject.expireIn('a', -1000));
      assert.equal(await subject.store.update(A, subject.expireIn('a', 60_000)), 'gone');
      await subject.store.takeExpired(1, 60_000);
      assert.equal(await subject.store.update(A, subject.expireIn('a', 60_000)), 'gone');
      await subject.assertNone(B);
    },

    'keeps former keys as long as requests may take': async (subject) => {
      await subject.created('a');
      await subject.store.rename(A, B);
      await subject.pass(50);
      assert.equal(await subject.store.create(subject.record('new', { key: A })), false);
      assert.equal(await subject.store.update(A, subject.change('a')), 'ok');
    },

    'keeps a former key also when its session has ended: a late change is not to reach another':
      async (subject) => {
        await subject.created('a');
        await subject.store.rename(A, B);
        await subject.store.delete(B);
        assert.equal(await subject.store.create(subject.record('new', { key: A })), false);
        await subject.created('c');
        assert.equal(await subject.store.rename(C, A), false);
        assert.equal(await subject.store.update(A, subject.change('a')), 'gone');
      },

    'of several callers at once lets one rename': async (subject) => {
      const stores = await subject.both();
      await subject.created('a');
      const keys = Array.from({ length: 8 }, (_, number) => keyOf(`new ${number}`));
      const answers = await Promise.all(
        keys.map(async (key, index) => stores[index % 2]?.rename(A, key)),
      );
      assert.equal(answers.filter((isMoved) => isMoved === true).length, 1, 'one renames');
      for (const [index, key] of keys.entries()) {
        const found = await subject.store.load(key);
        assert.equal(found !== undefined, answers[index], `the key of caller ${index}`);
      }
    },

    'shows a session under one key at each moment': async (subject) => {
      const [store, other] = await subject.both();
      for (let round = 0; round < 20; round += 1) {
        const [from, to] = [keyOf(`from ${round}`), keyOf(`to ${round}`)];
        await subject.created(`from ${round}`);
        const moving = Promise.resolve(store.rename(from, to));
        while ((await other.load(from)) !== undefined) {
          if ((await other.load(to)) !== undefined) await subject.assertNone(from, other);
          // A store that answers at once would never let the rename come to its turn.
          await new Promise((resolve) => setImmediate(resolve));
        }
        assert.ok(await other.load(to), 'what has left the old key is under the new one');
        assert.equal(await moving, true);
      }
    },
  },
};
