import { createServer } from 'node:http';
import session from 'express-session';
import { answer, distinctString, missing, USER } from './answer.mjs';

/** The middleware and its store, configured as the package's readme advises for a site with logins. */
export function expressSession() {
  const store = new session.MemoryStore();
  const middleware = session({
    secret: 'a secret of more than thirty-two bytes',
    resave: false,
    saveUninitialized: false,
    store,
  });
  return { middleware, store };
}

/** express-session on bare node:http, without Express: its own cost and nothing else. */
export function open() {
  const { middleware, store } = expressSession();
  let counter = 0;

  const server = createServer((request, response) => {
    middleware(request, response, (error) => {
      if (error) return missing(response);
      if (request.url === '/create') request.session.user = USER;
      else if (request.url === '/fill') request.session.data = distinctString();
      else if (request.session.user !== USER) return missing(response);
      else if (request.url === '/write') request.session.count = ++counter;
      answer(response);
    });
  });

  return {
    server,
    count: () => Object.keys(store.sessions).length,
    reset: () => store.clear(),
  };
}
