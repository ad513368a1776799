import { createServer } from 'node:http';
import session from 'express-session';
import { answer, missing, USER } from '../answer.mjs';

/** express-session on bare node:http, as bench/servers/express-session.mjs, with a store of its own. */
export function expressSessionOn(store, close) {
  const middleware = session({
    secret: 'a secret of more than thirty-two bytes',
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: 1_800_000 },
    store,
  });
  let counter = 0;
  const server = createServer((request, response) => {
    middleware(request, response, (error) => {
      if (error) return missing(response);
      if (request.url === '/create') request.session.user = USER;
      else if (request.session.user !== USER) return missing(response);
      else if (request.url === '/write') request.session.count = ++counter;
      answer(response);
    });
  });
  return { server, close };
}
