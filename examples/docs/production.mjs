// #region program
import { createServer, SessionManager } from 'httpsession';

const manager = new SessionManager({
  store: 'memory',
  sessionTimeout: 20,
  maxLifetime: 12 * 3600,
  sessionMax: 50_000,
  secrets: (process.env.SESSION_SECRETS ?? '').split(' '),
  trustProxy: 'loopback',
  skip: (request) => request.url === '/health',
});

const server = createServer(manager, (request, response) => {
  if (request.url === '/health') return response.end('ok\n');
  response.end(`new: ${request.getSession().isNew()}\n`);
});

server.listen(process.env.PORT ?? 8080, () => {
  console.log(`http://localhost:${server.address().port}/`);
});

process.once('SIGTERM', () => {
  server.close(async () => {
    await manager.close();
    console.log('closed');
  });
});
// #endregion program
