import { createServer } from 'node:http';
import Koa from 'koa';
import { BODY } from './answer.mjs';

/** Koa without sessions: what the row with koa-session is compared with. */
export function open() {
  const app = new Koa();
  app.use((context) => {
    context.type = 'text/plain';
    context.body = BODY;
  });
  return { server: createServer(app.callback()) };
}
