import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createPool } from 'mysql2/promise';
import { MysqlStore } from '../../src/index.ts';
import { onMysqlServers, type MysqlDatabase } from '../support/mysql.ts';
import { keyOf, recordOf } from '../support/records.ts';

onMysqlServers('a MysqlStore whose user has a password', (start) => {
  let database: MysqlDatabase;
  beforeAll(async () => {
    database = await start();
    await database.server.sql(
      "CREATE USER guarded IDENTIFIED BY 'a password'; GRANT ALL ON test.* TO guarded",
    );
  });
  afterAll(() => database.stop());

  // With caching_sha2_password, the default of MySQL, the first connection is let in another way than those after it.
  it.each(['first', 'next', 'first since they were forgotten'])(
    'is let in: the %s',
    async (which) => {
      if (which.includes('since')) await database.server.sql('FLUSH PRIVILEGES');
      const tablePrefix = await database.tables();
      const uri = database.server.url.replace('root', 'guarded:a%20password');
      const pool = createPool({ uri });
      try {
        const store = new MysqlStore({ pool, tablePrefix });
        expect(await store.create(recordOf('a'))).toBe(true);
        expect(await store.load(keyOf('a'))).toMatchObject({ uid: 'uid of a' });
      } finally {
        await pool.end();
      }
    },
  );
});
