import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MysqlStore } from '../../src/index.ts';
import { onMysqlServers, type MysqlDatabase } from '../support/mysql.ts';
import { recordOf } from '../support/records.ts';

onMysqlServers('the locks of a MysqlStore that nobody uses any more', (start) => {
  let database: MysqlDatabase;
  beforeAll(async () => (database = await start()));
  afterAll(() => database.stop());

  /** Leaves `count` locks that were released 11 minutes ago, and their waiters. */
  async function leaveLocks(store: MysqlStore, prefix: string, count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await (await store.lock(`lock ${index}`, { leaseMs: 1000, waitMs: 0 }))?.release();
    }
    await database.server.sql(`UPDATE ${prefix}locks SET held_until = held_until - 660000;
      INSERT INTO ${prefix}lock_waiters (alive_until, name_key) VALUES (7, 'x')`);
  }

  const rows = (table: string): Promise<string> =>
    database.server.sql(`SELECT COUNT(*) FROM ${table}`);

  it('go with the next sweep, also when it finds expired sessions', async () => {
    const { store, tablePrefix } = await database.open();
    await leaveLocks(store, tablePrefix, 100);
    expect(await rows(`${tablePrefix}locks`)).toBe('100');
    for (const name of ['a', 'b', 'c']) {
      await store.create(recordOf(name, { expiresAt: Date.now() - 1 }));
      expect(await store.takeExpired(10, 60_000)).toHaveLength(1);
    }
    expect(await rows(`${tablePrefix}locks`)).toBe('0');
    expect(await rows(`${tablePrefix}lock_waiters`)).toBe('0');
  });

  it('go without those that are in use, for which no sweep waits', async () => {
    const { store, pool, tablePrefix } = await database.open({ timeoutMs: 3000 });
    await leaveLocks(store, tablePrefix, 3);
    const holder = await pool.getConnection();
    await holder.query('START TRANSACTION');
    await holder.query(`SELECT * FROM ${tablePrefix}locks WHERE name_key = 'lock 1' FOR UPDATE`);
    await store.create(recordOf('a', { expiresAt: Date.now() - 1 }));
    expect(await store.takeExpired(10, 60_000)).toHaveLength(1);
    await holder.query('COMMIT');
    holder.release();
    expect(await database.server.sql(`SELECT name_key FROM ${tablePrefix}locks`)).toBe('lock 1');
  });
});
