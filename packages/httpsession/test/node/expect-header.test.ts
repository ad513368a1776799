import { afterEach, expect, it } from '@jest/globals';
import { createServer as createPlainServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, SessionManager, type HttpSession, type SessionHandler } from 'httpsession';
import { connectTo } from '../support/raw-client.ts';
import { turn } from '../support/serve.ts';

const servers = new Set<Server>();

afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  servers.clear();
});

async function clientOf(server: Server) {
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return connectTo((server.address() as AddressInfo).port);
}

const visits: SessionHandler = (request, response) => {
  response.end(String(addVisit(request.getSession())));
};

function addVisit(session: HttpSession): number {
  const count = Number(session.getAttribute('visits') ?? 0) + 1;
  session.setAttribute('visits', count);
  return count;
}

const makers: [string, (handler: SessionHandler) => Server][] = [
  ['createServer with a handler', (handler) => createServer(handler)],
  ['createServer and a listener', (handler) => createServer().on('request', handler)],
  [
    'a server that is attached',
    (handler) => new SessionManager().attach(createPlainServer()).on('request', handler as never),
  ],
];

it.each(makers)('%s: a request that waits for 100-continue is answered', async (_how, make) => {
  const client = await clientOf(make(visits));
  const answer = await client.get('/', 'Expect: 100-continue');
  expect([answer.body, answer.sessionCookies.length]).toEqual(['1', 1]);
  expect(client.informational.map(({ status }) => status)).toEqual([100]);
});

it.each(makers)('%s: a listener of checkContinue has sessions', async (_how, make) => {
  const server = make(() => undefined);
  server.on('checkContinue', visits as never);
  const answer = await (await clientOf(server)).get('/', 'Expect: 100-continue');
  expect([answer.body, answer.sessionCookies.length]).toEqual(['1', 1]);
});

it.each(makers)('%s: a listener of checkExpectation has sessions', async (_how, make) => {
  const server = make(() => undefined);
  server.on('checkExpectation', visits as never);
  const answer = await (await clientOf(server)).get('/', 'Expect: 200-ok');
  expect([answer.body, answer.sessionCookies.length]).toEqual(['1', 1]);
});

it.each(makers)('%s: a listener of checkContinue may hand on to request', async (_how, make) => {
  const errors: string[] = [];
  const server: Server = make(async (request, response) => {
    await turn();
    const session = request.getSession();
    response.end(String(addVisit(session)));
    await turn();
    await turn();
    // Behind the end of the answer, and still in the request: the session is in use.
    try {
      addVisit(session);
    } catch (error) {
      errors.push(String(error));
    }
  });
  const handOn: SessionHandler = async (request, response) => {
    response.writeContinue();
    addVisit(request.getSession());
    await turn();
    server.emit('request', request, response);
  };
  server.on('checkContinue', handOn as never);
  const client = await clientOf(server);
  const answer = await client.get('/', 'Expect: 100-continue');
  expect([answer.status, answer.body, answer.sessionCookies.length]).toEqual([200, '2', 1]);
  await turn();
  await turn();
  expect((await client.get('/', `Cookie: ${answer.cookie}`)).body).toBe('4');
  expect(errors).toEqual([]);
});

it('what fails behind a hand-on is answered and reported once', async () => {
  const errors: unknown[] = [];
  const failure = new Error('the handler fails');
  const server = createServer({ onError: (error) => errors.push(error) }, async () => {
    await turn();
    throw failure;
  });
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  const answer = await (await clientOf(server)).get('/', 'Expect: 100-continue');
  expect([answer.status, answer.sessionCookies]).toEqual([500, []]);
  expect(errors).toEqual([failure]);
});
