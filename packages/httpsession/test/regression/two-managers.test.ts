import { expect, it } from '@jest/globals';
import { createServer as createPlainServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SessionManager } from 'httpsession';
import { once } from '../support/raw-client.ts';

async function listening() {
  const server = createPlainServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

it('a manager that lets a server go gives back the emit that the server had of its own', async () => {
  const { server } = await listening();
  const own = server.emit.bind(server);
  server.emit = own;
  const manager = new SessionManager();
  manager.attach(server);
  expect(server.emit).not.toBe(own);
  await manager.close();
  expect(server.emit).toBe(own);
  server.close();
});

it.each([
  ['first', 0],
  ['second', 1],
])('of two managers the %s may let the server go, and the other goes on', async (_name, at) => {
  const { server, port } = await listening();
  server.on('request', (request, response) => {
    response.end(String((request as unknown as { getSession(): object }).getSession() !== null));
  });
  const managers = [new SessionManager(), new SessionManager()] as const;
  for (const manager of managers) manager.attach(server);
  const [gone, staying] = at === 0 ? managers : [managers[1], managers[0]];
  await gone.close();
  expect((await once(port, 'GET /')).body).toBe('true');
  expect(staying.metrics.activeSessions).toBe(1);
  await staying.close();
  server.removeAllListeners('request');
  server.on('request', (_request, response) => response.end('plain'));
  expect((await once(port, 'GET /')).body).toBe('plain');
  server.close();
});
