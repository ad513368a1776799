// Runs through the life of sessions and writes every id that there was to standard output, one a line.
// Meant to be run with NODE_DEBUG=httpsession, which talks to standard error.
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer, SessionManager } from 'httpsession';

const ids = new Set();
const manager = new SessionManager({
  sessionMax: 3,
  listeners: [
    {
      attributeAdded() {
        throw new Error('a listener that fails');
      },
    },
  ],
});

const server = createServer(manager, (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const session = request.getSession();
  ids.add(session.getId());
  session.setAttribute('a', 1);
  if (pathname === '/change') ids.add(request.changeSessionId());
  if (pathname === '/end') session.invalidate();
  response.end();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

async function visit(path, cookie) {
  const { port } = server.address();
  const headers = cookie === undefined ? {} : { cookie: `JSESSIONID=${cookie}` };
  const [response] = await once(get({ port, path, headers, agent: false }), 'response');
  response.resume();
  await once(response, 'end');
  return response.headers['set-cookie']?.[0]?.split(/[=;]/)[1];
}

const first = await visit('/');
const second = await visit('/change', first);
await visit('/', first);
await visit('/end', second);
await visit('/', 'malformed');
for (let i = 0; i < 6; i += 1) await visit('/');
server.close();
await manager.close();
process.stdout.write([...ids].join('\n'));
