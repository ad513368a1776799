import assert from 'node:assert/strict';
import { hasNotices, type SessionNotice, type SessionNotices } from 'httpsession';
import { attributesOf, keyOf } from '../subject/records.ts';
import type { Subject } from '../subject/subject.ts';
import type { Group } from './group.ts';

const [A, B] = [keyOf('a'), keyOf('b')];

/** Within a second copies are to be right, so a notice that took longer came too late. */
const WITHIN_MS = 1000;

function noticesOf({ store }: Subject): SessionNotices {
  assert.ok(hasNotices(store), 'the store has no notices');
  return store;
}

/** Collects the notices that the store tells of. */
class Notices {
  readonly got: SessionNotice[] = [];
  #stop: () => unknown = () => undefined;

  static async of(subject: Subject): Promise<Notices> {
    const notices = new Notices();
    notices.#stop = await noticesOf(subject).subscribe((notice) => notices.got.push(notice));
    return notices;
  }

  has(kind: 'changed' | 'gone', key: string): boolean {
    return this.got.some((notice) => notice.kind === kind && notice.key === key);
  }

  /** Waits for a notice; fails when it does not come in time. */
  async assertTold(kind: 'changed' | 'gone', key: string): Promise<void> {
    for (const end = Date.now() + WITHIN_MS; !this.has(kind, key);) {
      assert.ok(Date.now() < end, `no notice '${kind}' of the session within ${WITHIN_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async stop(): Promise<void> {
    await this.#stop();
  }
}

export const notices: Group = {
  name: 'notices',
  tests: {
    'tell of a change by whatever instance': async (subject) => {
      const notices = await Notices.of(subject);
      for (const [index, store] of (await subject.both()).entries()) {
        const { key } = await subject.created(`by ${index}`);
        await store.update(key, subject.change('a', { set: attributesOf({ cart: 'milk' }) }));
        await notices.assertTold('changed', key);
      }
      await notices.stop();
    },

    'tell of a session that was deleted': async (subject) => {
      const notices = await Notices.of(subject);
      for (const [index, store] of (await subject.both()).entries()) {
        const { key } = await subject.created(`by ${index}`);
        await store.delete(key);
        await notices.assertTold('gone', key);
      }
      await notices.stop();
    },

    'tell that a renamed session has left its key': async (subject) => {
      const notices = await Notices.of(subject);
      await subject.created('a');
      await (await subject.second()).rename(A, B);
      await notices.assertTold('gone', A);
      assert.equal(notices.has('gone', B), false);
      await notices.stop();
    },

    'name the key that a session has now when it is changed through a former one': async (
      subject,
    ) => {
      const notices = await Notices.of(subject);
      const second = await subject.second();
      await subject.created('a');
      await second.rename(A, B);
      await second.update(A, subject.change('a'));
      await notices.assertTold('changed', B);
      await second.delete(A);
      await notices.assertTold('gone', B);
      await notices.stop();
    },

    'tell of a session that was claimed': async (subject) => {
      const notices = await Notices.of(subject);
      await subject.expired('a');
      await (await subject.second()).takeExpired(10, 60_000);
      await notices.assertTold('gone', A);
      await notices.stop();
    },

    'tell nothing of what was refused': async (subject) => {
      const notices = await Notices.of(subject);
      const second = await subject.second();
      await subject.created('a');
      await second.update(A, subject.change('a', { ifVersion: 9 }));
      await second.rename(A, A);
      await second.create(subject.record('b', { key: A }));
      // What is told of this one comes behind what would be told of the others.
      await subject.created('last');
      await second.delete(keyOf('last'));
      await notices.assertTold('gone', keyOf('last'));
      assert.equal(notices.has('changed', A), false);
      assert.equal(notices.has('gone', A), false);
      await notices.stop();
    },

    'go to every listener until it stops': async (subject) => {
      const [first, other] = [await Notices.of(subject), await Notices.of(subject)];
      await subject.created('a');
      await subject.created('b');
      await subject.store.delete(A);
      await first.assertTold('gone', A);
      await other.assertTold('gone', A);
      await first.stop();
      await first.stop();
      await subject.store.delete(B);
      await other.assertTold('gone', B);
      assert.equal(first.has('gone', B), false);
      await other.stop();
    },
  },
};
