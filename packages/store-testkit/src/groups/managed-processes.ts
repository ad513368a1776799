import assert from 'node:assert/strict';
import { attributeIn, startSession } from '../jobs/application.ts';
import type { Bodies } from './bodies.ts';

/** How often several processes change one session. */
const CHANGES = 10_000;

/** What the applications of several processes may do at once, each with a manager of its own. */
export const MANAGED: Bodies = {
  'count to 10 000 by session.update without losing one': [
    4,
    async ({ store }, processes) => {
      const cookie = await startSession(store, { count: 0 });
      const times = CHANGES / processes.length;
      await Promise.all(
        processes.map(async (child) => child.do('incrementManaged', { cookie, times })),
      );
      assert.equal(await attributeIn(store, cookie, 'count'), CHANGES);
    },
  ],

  'both keep what they set while they set different attributes, 10 000 times': [
    2,
    async ({ store }, processes) => {
      const names = processes.map((_, index) => `of ${index}`);
      const cookie = await startSession(store, Object.fromEntries(names.map((name) => [name, 0])));
      const times = CHANGES / processes.length;
      const lost = await Promise.all(
        processes.map(async (child, index) =>
          child.do('keepManaged', { cookie, name: names[index] ?? '', times }),
        ),
      );
      assert.deepEqual(lost, [0, 0], 'none finds its attribute as it was before');
      for (const name of names) assert.equal(await attributeIn(store, cookie, name), times);
    },
  ],
};
