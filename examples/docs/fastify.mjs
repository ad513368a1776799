// #region fastify
import { SessionManager } from 'httpsession';
import fastify from 'fastify';

const manager = new SessionManager({ sessionTimeout: 30 });
const app = fastify();
manager.attach(app.server);
app.get('/', async (request) => `new: ${request.raw.getSession().isNew()}\n`);
// #endregion fastify

await app.listen({ port: Number(process.env.PORT ?? 8080) });
console.log(`http://localhost:${app.server.address().port}/`);
