import assert from 'node:assert/strict';
import { hasLocks, type SessionLock, type SessionLocks, type SessionStore } from 'httpsession';
import type { Subject } from '../subject/subject.ts';
import type { Group } from './group.ts';

const LONG = { leaseMs: 60_000, waitMs: 30_000 };
/** Asks once, and does not wait. */
const AT_ONCE = { leaseMs: 60_000, waitMs: 0 };
const NAME = 'lock of a test';

function locksOf(store: SessionStore): SessionLocks {
  assert.ok(hasLocks(store), 'the store has no locks');
  return store;
}

/** The lock, which is to be had. */
async function taken(
  store: SessionStore,
  request = AT_ONCE,
  name: string = NAME,
): Promise<SessionLock> {
  const lock = await locksOf(store).lock(name, request);
  assert.ok(lock, 'the lock is to be had');
  return lock;
}

async function assertHeld(store: SessionStore): Promise<void> {
  assert.equal(await locksOf(store).lock(NAME, AT_ONCE), undefined, 'the lock is somebody else’s');
}

export const locks: Group = {
  name: 'locks',
  tests: {
    'are had at once by the first, and by the next when it is released': async (subject) => {
      for (const other of await subject.both()) {
        const first = await taken(subject.store);
        let isHad = false;
        const second = taken(other, LONG).then((lock) => {
          isHad = true;
          return lock;
        });
        await subject.pass(30);
        assert.equal(isHad, false, 'while another has it');
        assert.equal(await first.release(), true);
        const next = await second;
        assert.ok(next.token > first.token, 'the token grows');
        assert.equal(await next.release(), true);
      }
    },

    'have nothing to do with locks of other names': async (subject) => {
      const names = [NAME, `${NAME} `, NAME.toUpperCase(), '', '\0', '__proto__', '*', 'ключ'];
      const held = await Promise.all(
        names.map(async (name) => taken(subject.store, AT_ONCE, name)),
      );
      for (const name of names) {
        assert.equal(await locksOf(subject.store).lock(name, AT_ONCE), undefined);
      }
      for (const lock of held) assert.equal(await lock.release(), true);
    },

    'are given first come, first served': async (subject) => {
      const first = await taken(subject.store);
      const order: number[] = [];
      const waiting: Promise<void>[] = [];
      for (const number of [1, 2, 3, 4]) {
        waiting.push(
          taken(subject.store, LONG).then(async (lock) => {
            order.push(number);
            await lock.release();
          }),
        );
        // Each has asked before the next one does.
        await subject.pass(20);
      }
      assert.equal(await first.release(), true);
      await Promise.all(waiting);
      assert.deepEqual(order, [1, 2, 3, 4]);
    },

    'are not waited for without time to wait': async (subject) => {
      await taken(subject.store);
      for (const store of await subject.both()) await assertHeld(store);
    },

    'are given up after the time to wait, which does not hold up those behind': async (subject) => {
      const first = await taken(subject.store);
      const impatient = locksOf(subject.store).lock(NAME, { leaseMs: 1000, waitMs: 60 });
      const patient = taken(subject.store, LONG);
      await subject.pass(60);
      assert.equal(await impatient, undefined);
      assert.equal(await first.release(), true);
      assert.ok((await patient).token > first.token);
    },

    'end with their lease, and the late holder learns of it': async (subject) => {
      const other = await subject.second();
      const crashed = await taken(subject.store, { leaseMs: 100, waitMs: 0 });
      const next = taken(other, LONG);
      await subject.pass(150);
      const holder = await next;
      assert.ok(holder.token > crashed.token, 'the token grows');
      assert.equal(await crashed.renew(60_000), false);
      assert.equal(await crashed.release(), false);
      await assertHeld(subject.store);
      assert.equal(await holder.release(), true);
    },

    'of a lease that ended are not renewed, even if nobody wants them': async (subject) => {
      const lock = await taken(subject.store, { leaseMs: 40, waitMs: 0 });
      await subject.pass(80);
      assert.equal(await lock.renew(60_000), false);
      assert.equal(await (await taken(subject.store)).release(), true);
    },

    'are kept by renewing the lease': async (subject) => {
      const lock = await taken(subject.store, { leaseMs: 400, waitMs: 0 });
      assert.equal(await lock.renew(60_000), true);
      await subject.pass(500);
      for (const store of await subject.both()) await assertHeld(store);
      assert.equal(await lock.renew(60_000), true);
      assert.equal(await lock.release(), true);
    },

    'are released once': async (subject) => {
      const lock = await taken(subject.store);
      assert.equal(await lock.release(), true);
      assert.equal(await lock.release(), false);
      const next = await taken(subject.store);
      assert.equal(await lock.release(), false, 'and not those of others');
      await assertHeld(subject.store);
      assert.equal(await next.release(), true);
    },

    'have tokens that grow also when nobody held them in between': async (subject) => {
      const tokens: number[] = [];
      const stores = await subject.both();
      for (const store of [...stores, ...stores]) {
        const lock = await taken(store);
        tokens.push(lock.token);
        await lock.release();
      }
      for (const [index, token] of tokens.entries()) {
        assert.ok(Number.isSafeInteger(token));
        assert.ok(index === 0 || token > (tokens[index - 1] ?? token), tokens.join(', '));
      }
    },

    'keep others out, whoever comes through which instance': async (subject) => {
      const stores = await subject.both();
      let inside = 0;
      let most = 0;
      const work = async (store: SessionStore): Promise<void> => {
        for (let round = 0; round < 5; round += 1) {
          const lock = await taken(store, LONG);
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside -= 1;
          assert.equal(await lock.release(), true);
        }
      };
      await Promise.all([...stores, ...stores].map(work));
      assert.equal(most, 1);
    },

    'let go of those who wait when the store is closed': async (subject: Subject) => {
      await taken(subject.store);
      const waiting = locksOf(subject.store).lock(NAME, LONG);
      await subject.pass(20);
      await subject.store.close();
      assert.equal(await waiting, undefined);
    },
  },
};
