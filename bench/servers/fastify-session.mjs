import cookie from '@fastify/cookie';
import session from '@fastify/session';
import fastify from 'fastify';
import { BODY, USER } from './answer.mjs';

/** Fastify with @fastify/session, its defaults and its own store in memory. */
export async function open() {
  const sessions = new Map();
  const app = fastify();
  let counter = 0;
  await app.register(cookie);
  await app.register(session, {
    secret: 'a secret of more than thirty-two bytes',
    // The load is plain HTTP; by default the cookie would not be sent at all.
    cookie: { secure: false },
    saveUninitialized: false,
    store: new session.Store(sessions),
  });

  app.get('/read', (request, reply) => {
    if (request.session.get('user') !== USER) reply.code(500);
    reply.type('text/plain').send(BODY);
  });
  app.get('/write', (request, reply) => {
    if (request.session.get('user') !== USER) reply.code(500);
    request.session.set('count', ++counter);
    reply.type('text/plain').send(BODY);
  });
  app.get('/create', (request, reply) => {
    request.session.set('user', USER);
    reply.type('text/plain').send(BODY);
  });

  await app.ready();
  return { server: app.server, count: () => sessions.size, reset: () => sessions.clear() };
}
