import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { requires } from '../../../../testing/requirements.ts';
import type { MysqlStore } from '../../src/index.ts';
import { Mariadb } from '../support/mariadb.ts';
import { recordOf } from '../support/records.ts';

requires('mariadb')('the locks of a MysqlStore that nobody uses any more', () => {
  let mariadb: Mariadb;
  beforeAll(async () => (mariadb = await Mariadb.start()));
  afterAll(() => mariadb.stop());

  /** Leaves `count` locks that were released 11 minutes ago, and their waiters. */
  async function leaveLocks(store: MysqlStore, prefix: string, count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await (await store.lock(`lock ${index}`, { leaseMs: 1000, waitMs: 0 }))?.release();
    }
    await mariadb.server.sql(`UPDATE ${prefix}locks SET held_until = held_until - 660000;
      INSERT INTO ${prefix}lock_waiters (alive_until, name_key) VALUES (7, 'x')`);
  }

  const rows = (table: string): Promise<string> =>
    mariadb.server.sql(`SELECT COUNT(*) FROM ${table}`);

  it('go with the next sweep, also when it finds expired sessions', async () => {
    const { store, tablePrefix } = await mariadb.open();
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
    const { store, pool, tablePrefix } = await mariadb.open({ timeoutMs: 3000 });
    await leaveLocks(store, tablePrefix, 3);
    const holder = await pool.getConnection();
    await holder.query('START TRANSACTION');
    await holder.query(`SELECT * FROM ${tablePrefix}locks WHERE name_key = 'lock 1' FOR UPDATE`);
    await store.create(recordOf('a', { expiresAt: Date.now() - 1 }));
    expect(await store.takeExpired(10, 60_000)).toHaveLength(1);
    await holder.query('COMMIT');
    holder.release();
    expect(await mariadb.server.sql(`SELECT name_key FROM ${tablePrefix}locks`)).toBe('lock 1');
  });
});
