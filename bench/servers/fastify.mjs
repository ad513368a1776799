import fastify from 'fastify';
import { BODY } from './answer.mjs';

/** Fastify without sessions: what the row with @fastify/session is compared with. */
export async function open() {
  const app = fastify();
  for (const path of ['/read', '/write', '/create']) {
    app.get(path, (_request, reply) => {
      reply.type('text/plain').send(BODY);
    });
  }
  await app.ready();
  return { server: app.server };
}
