import { migrateMysql, MysqlStore } from '@httpsession/store-sql';
import { createPool } from 'mysql2/promise';
import type { StorePlan } from './plan.ts';
import type { OpenStore } from './stores.ts';

export async function openMariadb({
  port,
  timeoutMs = 1000,
}: Extract<StorePlan, { kind: 'mariadb' }>): Promise<OpenStore> {
  const pool = createPool({
    host: '127.0.0.1',
    port,
    user: 'root',
    database: 'test',
    connectionLimit: 10,
    connectTimeout: timeoutMs,
  });
  await migrateMysql(pool);
  const store = new MysqlStore({ pool, timeoutMs });
  return {
    store,
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
}
