import { migratePostgres, PostgresStore } from '@httpsession/store-sql';
import pg from 'pg';
import { httpsessionOn } from './httpsession-on.mjs';

export async function open({ url }) {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  await migratePostgres(pool);
  return httpsessionOn(new PostgresStore({ pool }), () => pool.end());
}
