// #region usage
import { createServer, SessionManager } from 'httpsession';
import { LmdbStore } from '@httpsession/store-lmdb';

const store = new LmdbStore({ path: process.env.SESSIONS ?? 'data/sessions' });
const manager = new SessionManager({ store });

const server = createServer(manager, (request, response) => {
  const session = request.getSession();
  const visits = (session.getAttribute('visits') ?? 0) + 1;
  session.setAttribute('visits', visits);
  response.end(`visits: ${visits}\n`);
});

server.listen(process.env.PORT ?? 8080, () => {
  console.log(`http://localhost:${server.address().port}/`);
});

process.once('SIGTERM', () => {
  server.close(async () => {
    await manager.close();
    await store.close();
  });
});
// #endregion usage
