import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startProxy, type TcpProxy } from '../../../../testing/services/tcp-proxy.ts';
import { MysqlStore } from '../../src/index.ts';
import { onMysqlServers, type MysqlDatabase } from '../support/mysql.ts';

const LATE = /did not answer within \d000 ms/u;

onMysqlServers('a lock of a MysqlStore whose answer comes too late', (start) => {
  let database: MysqlDatabase;
  beforeAll(async () => (database = await start()));
  afterAll(() => database.stop());

  // The second one for longer than the driver waits: it ends the connection, and the server goes on without it.
  it.each([1200, 2600])('is not taken behind a row that was held for %i ms', async (heldMs) => {
    const { store: other, pool, tablePrefix } = await database.open();
    const store = new MysqlStore({ pool: database.pool(), tablePrefix, timeoutMs: 1000 });
    await (await store.lock('a', { leaseMs: 1000, waitMs: 0 }))?.release();
    const holder = await pool.getConnection();
    await holder.query('START TRANSACTION');
    await holder.query(`SELECT * FROM ${tablePrefix}locks FOR UPDATE`);
    const held = sleep(heldMs);
    await expect(store.lock('a', { leaseMs: 30_000, waitMs: 5000 })).rejects.toThrow(LATE);
    await held;
    await holder.query('COMMIT');
    holder.release();

    expect(await other.lock('a', { leaseMs: 1000, waitMs: 5000 })).toBeDefined();
  });

  /** Runs a test with a store, and the proxy that its answers come through. */
  async function slow(
    tablePrefix: string,
    test: (store: MysqlStore, proxy: TcpProxy) => Promise<void>,
  ): Promise<void> {
    const proxy = await startProxy(database.server.port);
    try {
      const uri = `mysql://root@127.0.0.1:${proxy.port}/test`;
      const store = new MysqlStore({ pool: database.pool({ uri }), tablePrefix, timeoutMs: 2000 });
      await (await store.lock('a', { leaseMs: 1000, waitMs: 0 }))?.release();
      await test(store, proxy);
    } finally {
      await proxy.close();
    }
  }

  it('is not taken when the network is gone, and nothing can be given back', async () => {
    const { store: other, pool, tablePrefix } = await database.open();
    await slow(tablePrefix, async (store, proxy) => {
      const holder = await pool.getConnection();
      await holder.query('START TRANSACTION');
      await holder.query(`SELECT * FROM ${tablePrefix}locks FOR UPDATE`);
      const asked = store.lock('a', { leaseMs: 30_000, waitMs: 5000 });
      const gone = sleep(500).then(() => proxy.mode('drop'));
      await expect(asked).rejects.toThrow(LATE);
      await gone;
      await sleep(200);
      await holder.query('COMMIT');
      holder.release();

      expect(await other.lock('a', { leaseMs: 1000, waitMs: 5000 })).toBeDefined();
    });
  });

  // The first statement is answered in time. The second one takes the lock and is answered late, or when the driver
  // has ended the connection.
  it.each([1150, 1400])('is given back when answers take %i ms', async (ms) => {
    const { store: other, tablePrefix } = await database.open();
    await slow(tablePrefix, async (store, proxy) => {
      proxy.mode('delay', { ms });
      await expect(store.lock('a', { leaseMs: 30_000, waitMs: 5000 })).rejects.toThrow(LATE);
      proxy.mode('pass');
      expect(await other.lock('a', { leaseMs: 30_000, waitMs: 5000 })).toBeDefined();
    });
  });

  // The third statement says that somebody else has the lock.
  it.each([740, 900])('gives its place in the queue back when answers take %i ms', async (ms) => {
    const { store: other, tablePrefix } = await database.open();
    await slow(tablePrefix, async (store, proxy) => {
      const lock = await other.lock('a', { leaseMs: 30_000, waitMs: 0 });
      proxy.mode('delay', { ms });
      await expect(store.lock('a', { leaseMs: 30_000, waitMs: 5000 })).rejects.toThrow(LATE);
      proxy.mode('pass');
      const waiters = `SELECT COUNT(*) FROM ${tablePrefix}lock_waiters`;
      for (const end = Date.now() + 10_000; (await database.server.sql(waiters)) !== '1';) {
        expect(Date.now()).toBeLessThan(end);
        await sleep(50);
      }
      expect(await lock?.renew(1000)).toBe(true);
    });
  });
});
