import { createServer } from 'node:http';
import express from 'express';
import { answer, missing, USER } from './answer.mjs';
import { expressSession } from './express-session.mjs';

/** Express with express-session, and two middlewares before the handler: what its users have for interceptors. */
export function open() {
  const { middleware, store } = expressSession();
  const app = express();
  app.disable('x-powered-by');
  app.use(middleware);
  app.use((_request, _response, next) => next());
  app.use((_request, _response, next) => next());

  app.get('/action', (request, response) => {
    if (request.session.user !== USER) return missing(response);
    answer(response);
  });
  app.get('/create', (request, response) => {
    request.session.user = USER;
    answer(response);
  });

  return { server: createServer(app), reset: () => store.clear() };
}
