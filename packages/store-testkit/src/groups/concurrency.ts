import assert from 'node:assert/strict';
import type { SessionStore } from 'httpsession';
import { attributesOf, bytesOf, keyOf, range, textOf } from '../subject/records.ts';
import type { Subject } from '../subject/subject.ts';
import type { Group } from './group.ts';

const [A, B] = [keyOf('a'), keyOf('b')];

/** Does something so many times at once, in turn through either instance. */
async function atOnce<T>(
  subject: Subject,
  count: number,
  act: (store: SessionStore, number: number) => T | Promise<T>,
): Promise<T[]> {
  const stores = await subject.both();
  return Promise.all(
    range(count).map(async (number) => act(stores[number % 2] ?? subject.store, number)),
  );
}

export const concurrency: Group = {
  name: 'concurrency',
  tests: {
    'loses no change of those who change different attributes': async (subject) => {
      await subject.created('a', { attributes: new Map() });
      const answers = await atOnce(subject, 20, (store, number) =>
        store.update(A, subject.change('a', { set: attributesOf({ [`from ${number}`]: 'x' }) })),
      );
      assert.deepEqual(new Set(answers), new Set(['ok']));
      const { attributes, version } = await subject.loaded(A);
      assert.equal(attributes.size, 20);
      assert.equal(version, 21, 'each of them raised the version');
    },

    'keeps additions and removals at once': async (subject) => {
      const old = Object.fromEntries(range(10).map((number) => [`old ${number}`, 'x']));
      await subject.created('a', { attributes: attributesOf(old) });
      await atOnce(subject, 20, (store, number) =>
        store.update(
          A,
          number < 10
            ? subject.change('a', { removed: new Set([`old ${number}`]) })
            : subject.change('a', { set: attributesOf({ [`new ${number}`]: 'x' }) }),
        ),
      );
      const left = [...(await subject.loaded(A)).attributes.keys()];
      assert.deepEqual(
        left.sort(),
        range(10).map((number) => `new ${number + 10}`),
      );
    },

    'lets one of those through who ask for the same version': async (subject) => {
      const { version } = await subject.created('a');
      const answers = await atOnce(subject, 10, (store, number) =>
        store.update(
          A,
          subject.change('a', { ifVersion: version, set: attributesOf({ cart: `${number}` }) }),
        ),
      );
      assert.equal(answers.filter((answer) => answer === 'ok').length, 1);
      assert.equal(answers.filter((answer) => answer === 'conflict').length, 9);
      const { attributes } = await subject.loaded(A);
      assert.equal(textOf(attributes.get('cart')), String(answers.indexOf('ok')));
    },

    'counts right when everybody tries again': async (subject) => {
      await subject.created('a', { attributes: attributesOf({ count: '0' }) });
      await atOnce(subject, 4, async (store) => {
        for (let done = 0; done < 15;) {
          const { version: ifVersion, attributes } = await subject.loaded(A, store);
          const count = Number(textOf(attributes.get('count'))) + 1;
          const set = new Map([['count', bytesOf(String(count))]]);
          if ((await store.update(A, subject.change('a', { ifVersion, set }))) === 'ok') done += 1;
        }
      });
      assert.equal(textOf((await subject.loaded(A)).attributes.get('count')), '60');
    },

    'brings no session back when changes and the end come together': async (subject) => {
      for (const round of range(10)) {
        const { key } = await subject.created(`round ${round}`);
        const answers = await atOnce(subject, 9, (store, number) =>
          number === 4
            ? store.delete(key)
            : store.update(
                key,
                subject.change(`round ${round}`, { set: attributesOf({ late: 'x' }) }),
              ),
        );
        assert.equal(answers[4], true);
        for (const [number, answer] of answers.entries()) {
          if (number !== 4)
            assert.ok(answer === 'ok' || answer === 'gone', `not ${String(answer)}`);
        }
        for (const store of await subject.both()) await subject.assertNone(key, store);
        assert.equal(await subject.store.delete(key), false);
      }
    },

    'loses no change when a rename comes in between': async (subject) => {
      for (const round of range(10)) {
        const [from, to] = [keyOf(`from ${round}`), keyOf(`to ${round}`)];
        await subject.created(`from ${round}`, { attributes: new Map() });
        const answers = await atOnce(subject, 9, (store, number) =>
          number === 4
            ? store.rename(from, to)
            : store.update(
                from,
                subject.change(`from ${round}`, { set: attributesOf({ [`by ${number}`]: 'x' }) }),
              ),
        );
        assert.deepEqual(new Set(answers), new Set(['ok', true]));
        await subject.assertNone(from);
        assert.equal((await subject.loaded(to)).attributes.size, 8);
      }
    },

    'ends a session that is renamed at the same time': async (subject) => {
      for (const round of range(10)) {
        const [from, to] = [keyOf(`from ${round}`), keyOf(`to ${round}`)];
        await subject.created(`from ${round}`);
        // Either may come first.
        const answers = await atOnce(subject, 2, (store, number) =>
          number === round % 2 ? store.delete(from) : store.rename(from, to),
        );
        assert.equal(answers[round % 2], true, 'it was there to be ended');
        await subject.assertNone(from);
        await subject.assertNone(to);
      }
    },

    'does not mix up sessions that are renamed to each other': async (subject) => {
      await subject.created('a', { attributes: attributesOf({ mine: 'a' }) });
      await subject.created('b', { attributes: attributesOf({ mine: 'b' }) });
      await atOnce(subject, 6, (store, number) =>
        number % 3 === 2
          ? store.update(A, subject.change('a', { set: attributesOf({ more: 'a' }) }))
          : store.rename(number % 3 === 0 ? A : B, number % 3 === 0 ? B : A),
      );
      const values = [await subject.loaded(A), await subject.loaded(B)].map(({ attributes }) =>
        textOf(attributes.get('mine')),
      );
      assert.deepEqual(values, ['a', 'b']);
    },
  },
};
