import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { requires } from '../../../../testing/requirements.ts';
import { startProxy, type TcpProxy } from '../../../../testing/services/tcp-proxy.ts';
import { PostgresStore } from '../../src/index.ts';
import { Database } from '../support/database.ts';

const LATE = 'did not answer within 1000 ms';

requires('postgresql')('a lock of a PostgresStore whose answer comes too late', () => {
  let database: Database;
  beforeAll(async () => (database = await Database.start()));
  afterAll(() => database.stop());

  // The second one for longer than the driver waits: it ends the connection, and the server goes on without it.
  it.each([1200, 2600])('is not taken behind a row that was held for %i ms', async (heldMs) => {
    const { store: other, pool, schema } = await database.open();
    const store = new PostgresStore({ pool: database.pool(), schema, timeoutMs: 1000 });
    await (await store.lock('a', { leaseMs: 1000, waitMs: 0 }))?.release();
    const holder = await pool.connect();
    await holder.query(`BEGIN; SELECT FROM ${schema}.httpsession_locks FOR UPDATE`);
    const held = sleep(heldMs);
    await expect(store.lock('a', { leaseMs: 30_000, waitMs: 5000 })).rejects.toThrow(LATE);
    await held;
    await holder.query('COMMIT');
    holder.release();

    expect(await other.lock('a', { leaseMs: 1000, waitMs: 5000 })).toBeDefined();
  });

  it('is not taken when the network is gone, and nothing can be given back', async () => {
    const { store: other, pool, schema } = await database.open();
    const proxy = await startProxy(database.server.port);
    try {
      const store = behind(proxy, schema);
      await (await store.lock('a', { leaseMs: 1000, waitMs: 0 }))?.release();
      const holder = await pool.connect();
      await holder.query(`BEGIN; SELECT FROM ${schema}.httpsession_locks FOR UPDATE`);
      const asked = store.lock('a', { leaseMs: 30_000, waitMs: 5000 });
      const gone = sleep(300).then(() => proxy.mode('drop'));
      await expect(asked).rejects.toThrow(LATE);
      await gone;
      await sleep(200);
      await holder.query('COMMIT');
      holder.release();

      expect(await other.lock('a', { leaseMs: 1000, waitMs: 5000 })).toBeDefined();
    } finally {
      await proxy.close();
    }
  });

  function behind(proxy: TcpProxy, schema: string, timeoutMs = 1000): PostgresStore {
    const { port, url } = database.server;
    const connectionString = url.replace(String(port), String(proxy.port));
    return new PostgresStore({
      pool: database.pool({ connectionString }),
      schema,
      timeoutMs,
    });
  }

  it('is given back when the connection breaks behind it', async () => {
    const { store: other, schema } = await database.open();
    const proxy = await startProxy(database.server.port);
    try {
      const store = behind(proxy, schema, 10_000);
      await (await store.lock('a', { leaseMs: 1000, waitMs: 0 }))?.release();
      proxy.mode('delay', { ms: 2000 });
      const asked = store.lock('a', { leaseMs: 30_000, waitMs: 0 });
      const failed = asked.then(String, String);
      const held = `SELECT count(*) FROM ${schema}.httpsession_locks
        WHERE held_until > extract(epoch FROM clock_timestamp()) * 1000`;
      for (const end = Date.now() + 10_000; (await database.server.sql(held)) !== '1';) {
        expect(Date.now()).toBeLessThan(end);
      }
      proxy.mode('pass');
      proxy.disconnect();
      expect(await failed).toContain('PostgreSQL cannot be reached');

      expect(await other.lock('a', { leaseMs: 1000, waitMs: 5000 })).toBeDefined();
    } finally {
      await proxy.close();
    }
  });

  it('is given back, and so is a place in the queue', async () => {
    const { store: other, schema } = await database.open();
    const proxy = await startProxy(database.server.port);
    try {
      const store = behind(proxy, schema);
      await (await store.lock('a', { leaseMs: 1000, waitMs: 0 }))?.release();
      proxy.mode('delay', { ms: 1300 });
      await expect(store.lock('a', { leaseMs: 30_000, waitMs: 5000 })).rejects.toThrow(LATE);
      proxy.mode('pass');
      const lock = await other.lock('a', { leaseMs: 30_000, waitMs: 5000 });
      expect(lock).toBeDefined();

      proxy.mode('delay', { ms: 1300 });
      await expect(store.lock('a', { leaseMs: 30_000, waitMs: 5000 })).rejects.toThrow(LATE);
      proxy.mode('pass');
      const waiters = `SELECT count(*) FROM ${schema}.httpsession_lock_waiters`;
      for (const end = Date.now() + 10_000; (await database.server.sql(waiters)) !== '0';) {
        expect(Date.now()).toBeLessThan(end);
        await sleep(50);
      }
      expect(await lock?.renew(1000)).toBe(true);
    } finally {
      await proxy.close();
    }
  });
});
