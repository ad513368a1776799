import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionLock } from 'httpsession';
import { requires } from '../../../../testing/requirements.ts';
import type { PostgresStore } from '../../src/index.ts';
import { Database } from '../support/database.ts';

requires('postgresql')('the locks of a PostgresStore', () => {
  let database: Database;
  beforeAll(async () => (database = await Database.start()));
  afterAll(() => database.stop());

  async function two(): Promise<[PostgresStore, PostgresStore]> {
    const { store, schema } = await database.open();
    const other = (await database.open({ schema })).store;
    // Connected, and with their tables known: that takes longer than the shortest lease when the machine is busy.
    await Promise.all([store.load('a'), other.load('a')]);
    return [store, other];
  }

  const had = async (lock: Promise<SessionLock | undefined>): Promise<SessionLock> => {
    const answer = await lock;
    if (answer === undefined) throw new Error('the lock was not had');
    return answer;
  };

  it('R26 go to one after the other, in the order of asking, across processes', async () => {
    const [one, other] = await two();
    const first = await had(one.lock('a', { leaseMs: 5000, waitMs: 0 }));
    const order: string[] = [];
    const waiting: Promise<void>[] = [];
    for (const [index, store] of [other, one, other, one].entries()) {
      waiting.push(
        had(store.lock('a', { leaseMs: 5000, waitMs: 5000 })).then(async (lock) => {
          order.push(`${index} in`);
          await sleep(10);
          order.push(`${index} out`);
          await lock.release();
        }),
      );
      await sleep(30);
    }
    await first.release();
    await Promise.all(waiting);
    expect(order).toStrictEqual([0, 1, 2, 3].flatMap((index) => [`${index} in`, `${index} out`]));
  });

  it('have tokens that only grow', async () => {
    const [one, other] = await two();
    const tokens: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      const lock = await had(
        (turn % 2 === 0 ? one : other).lock('a', { leaseMs: 1000, waitMs: 0 }),
      );
      tokens.push(lock.token);
      await lock.release();
    }
    expect(tokens).toStrictEqual([...new Set(tokens)].sort((a, b) => a - b));
  });

  it('are the next one’s when the lease ends, and not the late holder’s any more', async () => {
    const [one, other] = await two();
    const late = await had(one.lock('a', { leaseMs: 60, waitMs: 0 }));
    expect(await other.lock('a', { leaseMs: 1000, waitMs: 0 })).toBeUndefined();
    const next = await had(other.lock('a', { leaseMs: 1000, waitMs: 3000 }));
    expect(next.token).toBeGreaterThan(late.token);
    expect(await late.renew(1000)).toBe(false);
    expect(await late.release()).toBe(false);
    expect(await next.renew(1000)).toBe(true);
    expect(await next.release()).toBe(true);
    expect(await next.release()).toBe(false);
  });

  it('are passed over who waits and is gone', async () => {
    const { store, pool, schema } = await database.open();
    const first = await had(store.lock('a', { leaseMs: 5000, waitMs: 0 }));
    // Of a process that ended: its place is given up in a moment.
    await pool.query(`INSERT INTO ${schema}.httpsession_lock_waiters (name_key, alive_until)
      VALUES ('a', (extract(epoch FROM clock_timestamp()) * 1000)::bigint + 300)`);
    const next = store.lock('a', { leaseMs: 1000, waitMs: 5000 });
    await first.release();
    expect(await store.lock('a', { leaseMs: 1000, waitMs: 0 })).toBeUndefined();
    expect((await had(next)).token).toBeGreaterThan(first.token);
  });

  it('are given up in time, and no place is left in the queue', async () => {
    const { store, pool, schema } = await database.open();
    await store.lock('a', { leaseMs: 5000, waitMs: 0 });
    const began = performance.now();
    expect(await store.lock('a', { leaseMs: 5000, waitMs: 200 })).toBeUndefined();
    expect(performance.now() - began).toBeGreaterThanOrEqual(190);
    const { rowCount } = await pool.query(`SELECT FROM ${schema}.httpsession_lock_waiters`);
    expect(rowCount).toBe(0);
  });

  it('end with the store, and so does the waiting', async () => {
    const [one, other] = await two();
    await one.lock('a', { leaseMs: 60_000, waitMs: 0 });
    await other.lock('b', { leaseMs: 60_000, waitMs: 0 });
    const waiting = one.lock('b', { leaseMs: 1000, waitMs: 60_000 });
    await sleep(100);
    await one.close();
    expect(await waiting).toBeUndefined();
    expect(await other.lock('a', { leaseMs: 1000, waitMs: 0 })).toBeDefined();
  });
});
