// #region usage
import { createServer, SessionManager } from 'httpsession';
import { migrateMysql, MysqlStore } from '@httpsession/store-sql';
import { createPool } from 'mysql2/promise';

const pool = createPool({
  uri: process.env['DATABASE_URL'] ?? '',
  connectionLimit: 10,
  connectTimeout: 1000,
});
await migrateMysql(pool);

const store = new MysqlStore({ pool });
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
