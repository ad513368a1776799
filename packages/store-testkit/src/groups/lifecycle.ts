import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { range } from '../subject/records.ts';
import type { Group } from './group.ts';

/** Longer than any store may take. */
const ANSWER_MS = 35_000;

export const lifecycle: Group = {
  name: 'lifecycle',
  tests: {
    'can be closed again and again': async (subject) => {
      await subject.created('a');
      await subject.store.close();
      await subject.store.close();
      await Promise.all([subject.store.close(), subject.store.close()]);
    },

    'can be closed before it was used': async (subject) => {
      await subject.store.close();
      await subject.store.close();
    },

    'leaves another instance and the records alone when it is closed': async (subject) => {
      const second = await subject.second();
      // One that has no other is not to be used after this.
      if (second === subject.store) return subject.store.close();
      const record = await subject.created('a');
      await second.load(record.key);
      await subject.store.close();
      await subject.assertLoads(record, second);
      assert.equal(await second.update(record.key, subject.change('a')), 'ok');
    },

    'leaves no call without an answer when it is closed meanwhile': async (subject) => {
      const { key } = await subject.created('a');
      const calls = range(10).map(async (number) =>
        number % 2 === 0 ? subject.store.load(key) : subject.store.update(key, subject.change('a')),
      );
      await subject.store.close();
      // Whether an answer or an error: what counts is that there is one.
      const silence = sleep(ANSWER_MS, 'silence', { ref: false });
      const ends = await Promise.race([Promise.allSettled(calls), silence]);
      assert.notEqual(ends, 'silence', `a call got no answer within ${ANSWER_MS} ms of close()`);
    },

    'fails nothing that was asked before, and answers in order': async (subject) => {
      const { key } = await subject.created('a', { version: 1 });
      for (const number of range(30)) {
        assert.equal(
          await subject.store.update(key, subject.change('a', { ifVersion: number + 1 })),
          'ok',
        );
      }
      assert.equal((await subject.loaded(key)).version, 31);
    },
  },
};
