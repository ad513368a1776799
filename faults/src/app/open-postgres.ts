import { migratePostgres, PostgresStore } from '@httpsession/store-sql';
import { Pool } from 'pg';
import type { StorePlan } from './plan.ts';
import type { OpenStore } from './stores.ts';

export async function openPostgres({
  port,
  timeoutMs = 1000,
}: Extract<StorePlan, { kind: 'postgres' }>): Promise<OpenStore> {
  const pool = new Pool({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    database: 'postgres',
    max: 10,
    connectionTimeoutMillis: timeoutMs,
  });
  pool.on('error', () => {});
  await migratePostgres(pool);
  const store = new PostgresStore({ pool, timeoutMs });
  return {
    store,
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
}
