// #region usage
import { createServer, SessionManager } from 'httpsession';
import { RedisStore } from '@httpsession/store-redis';
import { createClient } from 'redis';

const client = createClient({
  url: process.env['REDIS_URL'] ?? 'redis://localhost:6379',
  disableOfflineQueue: true,
});
client.on('error', (error: Error) => console.error('Redis:', error.message));
await client.connect();

const store = new RedisStore({ client });
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
  client.destroy();
}
// #endregion usage
