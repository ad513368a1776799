import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Pool } from 'mysql2/promise';
import { migrateMysql, MysqlStore } from '../../src/index.ts';
import { onMysqlServers, type MysqlDatabase } from '../support/mysql.ts';
import { keyOf, recordOf } from '../support/records.ts';

const REFUSAL = /autocommit is off.*Set autocommit = 1/u;

onMysqlServers('a MysqlStore whose connections commit nothing by themselves', (start) => {
  let database: MysqlDatabase;
  beforeAll(async () => (database = await start()));
  afterAll(() => database.stop());

  async function refuses(pool: Pool, tablePrefix: string): Promise<void> {
    const store = new MysqlStore({ pool, tablePrefix });
    await expect(store.delete(keyOf('a'))).rejects.toThrow(REFUSAL);
    await expect(migrateMysql(pool, { tablePrefix: 'more_' })).rejects.toThrow(REFUSAL);
  }

  it('says so when the pool has set it', async () => {
    const { store, tablePrefix } = await database.open();
    await store.create(recordOf('a'));
    const pool = database.pool();
    pool.on('connection', (connection) => void connection.query('SET autocommit = 0'));
    await refuses(pool, tablePrefix);
    expect(await store.load(keyOf('a'))).toMatchObject({ uid: 'uid of a' });
  });

  it('says so when it is the default of the server, and works when it is no more', async () => {
    const { store, tablePrefix } = await database.open();
    await store.create(recordOf('a'));
    const pool = database.pool();
    await database.server.sql('SET GLOBAL autocommit = 0');
    try {
      await refuses(pool, tablePrefix);
    } finally {
      await database.server.sql('SET GLOBAL autocommit = 1');
    }
    expect(await new MysqlStore({ pool, tablePrefix }).delete(keyOf('a'))).toBe(true);
    expect(await store.load(keyOf('a'))).toBeUndefined();
  });
});
