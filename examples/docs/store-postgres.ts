// #region usage
import { createServer, SessionManager } from 'httpsession';
import { migratePostgres, PostgresStore } from '@httpsession/store-sql';
import { Pool } from 'pg';

const pool = new Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 10,
  connectionTimeoutMillis: 1000,
  statement_timeout: 5000,
});
await migratePostgres(pool);

const store = new PostgresStore({ pool });
const manager = new SessionManager({ store, sessionTimeout: 30 });
export const server = createServer(manager, (request, response) => {
  const session = request.getSession();
  const visits = Number(session.getAttribute('visits') ?? 0) + 1;
  session.setAttribute('visits', visits);
  response.end(`visits: ${visits}\n`);
});

export async function close(): Promise<void> {
  await manager.close();
  await store.close();
  await pool.end();
}
// #endregion usage
