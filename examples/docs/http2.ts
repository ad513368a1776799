// #region http2
import { createServer, type Http2Server } from 'node:http2';
import { http2Classes, SessionManager } from 'httpsession';

const manager = new SessionManager();

export const server: Http2Server = createServer({ ...http2Classes }, (request, response) => {
  const session = request.getSession();
  response.end(`new: ${session.isNew()}\n`);
});

manager.attach(server);
// #endregion http2
