// One node: `ROUTE=a PORT=8081 REDIS=redis://127.0.0.1:6379 node node.mjs`. `SESSION_SECRETS` makes it sign ids.
import { RedisStore } from '@httpsession/store-redis';
import { createServer } from 'httpsession';
import { createClient } from 'redis';

const client = createClient({ url: process.env.REDIS });
client.on('error', (error) => console.error(error.message));
await client.connect();

// #region options
const options = {
  route: process.env.ROUTE,
  store: new RedisStore({ client }),
  trackingModes: ['COOKIE', 'URL'],
  trustProxy: 'loopback',
};
// #endregion options
const secrets = process.env.SESSION_SECRETS?.split(' ');

const server = createServer(secrets ? { ...options, secrets } : options, (request, response) => {
  if (request.url === '/health') return response.end('ok\n');
  const session = request.getSession();
  const visits = (session.getAttribute('visits') ?? 0) + 1;
  session.setAttribute('visits', visits);
  response.setHeader('Content-Type', 'application/json');
  const answer = { node: process.env.ROUTE, visits, next: response.encodeURL('/next?page=2') };
  response.end(`${JSON.stringify(answer)}\n`);
});

server.listen(Number(process.env.PORT ?? 8081), '127.0.0.1', () => {
  console.log(`node ${process.env.ROUTE} listens on ${server.address().port}`);
});
