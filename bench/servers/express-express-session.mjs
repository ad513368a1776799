import { createServer } from 'node:http';
import express from 'express';
import { answer, missing, USER } from './answer.mjs';
import { expressSession } from './express-session.mjs';

/** Express with express-session: the pair that most Node programs run. */
export function open() {
  const { middleware, store } = expressSession();
  const app = express();
  let counter = 0;
  app.disable('x-powered-by');
  app.use(middleware);

  app.get('/read', (request, response) => {
    if (request.session.user !== USER) return missing(response);
    answer(response);
  });
  app.get('/write', (request, response) => {
    if (request.session.user !== USER) return missing(response);
    request.session.count = ++counter;
    answer(response);
  });
  app.get('/create', (request, response) => {
    request.session.user = USER;
    answer(response);
  });

  return { server: createServer(app), reset: () => store.clear() };
}
