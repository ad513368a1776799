// #region metrics
import { createServer, SessionManager, type SessionServer } from 'httpsession';

const manager = new SessionManager({ skip: (request) => request.url === '/metrics' });

export const server: SessionServer = createServer(manager, (request, response) => {
  if (request.url !== '/metrics') request.getSession();
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(manager.metrics.snapshot()));
});
// #endregion metrics
