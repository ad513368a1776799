import { createServer } from 'node:http';
import Koa from 'koa';
import session from 'koa-session';
import { BODY, USER } from './answer.mjs';

/** Koa with koa-session, its defaults, over a Map: without a store it keeps no session on the server. */
export function open() {
  const sessions = new Map();
  const app = new Koa();
  let counter = 0;
  app.keys = ['a secret of more than thirty-two bytes'];
  const store = {
    get: async (id) => sessions.get(id),
    set: async (id, value) => void sessions.set(id, value),
    destroy: async (id) => void sessions.delete(id),
  };
  app.use(session({ store }, app));
  app.use((context) => {
    if (context.path === '/create') context.session.user = USER;
    else if (context.session.user !== USER) context.status = 500;
    else if (context.path === '/write') context.session.count = ++counter;
    context.type = 'text/plain';
    context.body = BODY;
  });
  return {
    server: createServer(app.callback()),
    count: () => sessions.size,
    reset: () => sessions.clear(),
  };
}
