import express from 'express';
import { createServer, SessionManager } from 'httpsession';
import { answer, missing, USER } from './answer.mjs';

/** An unmodified Express app, served by httpsession. */
export function open(options) {
  const manager = new SessionManager(options);
  const app = express();
  let counter = 0;
  app.disable('x-powered-by');

  app.get('/read', (request, response) => {
    if (request.getSession(false)?.getAttribute('user') !== USER) return missing(response);
    answer(response);
  });
  app.get('/write', (request, response) => {
    const session = request.getSession(false);
    if (session?.getAttribute('user') !== USER) return missing(response);
    session.setAttribute('count', ++counter);
    answer(response);
  });
  app.get('/create', (request, response) => {
    request.getSession().setAttribute('user', USER);
    answer(response);
  });

  return { server: createServer(manager, app), close: () => manager.close() };
}
