import { afterEach, describe, expect, it } from '@jest/globals';
import { once as onceEvent } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { type AddressInfo, connect as connectTcp, type Server as NetServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  http1Classes,
  http2Classes,
  SessionManager,
  type SessionRequestMethods,
  type SessionResponseMethods,
} from 'httpsession';
import { backings } from '../support/backings.ts';
import { distantStore } from '../support/distant-store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { connectTo, once, RawClient, type RawAnswer } from '../support/raw-client.ts';
import { selfSigned } from '../../../../testing/self-signed.ts';
import { turn, type Options } from '../support/serve.ts';
import { parseSetCookie } from '../support/set-cookie.ts';

type Request = http.IncomingMessage & SessionRequestMethods;
type Response = http.ServerResponse & SessionResponseMethods;
type Handle = (request: Request, response: Response) => unknown;

const identity = selfSigned();
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** Lets a manager look after a server, and the server listen. */
async function start(server: NetServer, handle: Handle, options: Options) {
  const errors: unknown[] = [];
  const manager = new SessionManager({
    clock: new FakeClock(),
    onError: (error) => errors.push(error),
    ...options,
  });
  server.on('request', handle);
  manager.attach(server);
  const sockets = new Set<{ destroy: () => unknown }>();
  const keep = (socket: { destroy: () => unknown }) => sockets.add(socket);
  server.on('connection', keep).on('secureConnection', keep);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(
    () => manager.close(),
    () => new Promise((resolve) => server.close(resolve)),
    () => {
      for (const socket of sockets) socket.destroy();
    },
  );
  return { manager, errors, port: (server.address() as AddressInfo).port };
}

async function overTls(port: number, ...lines: string[]): Promise<RawAnswer> {
  const socket = connectTls({
    port,
    host: '127.0.0.1',
    ca: identity.cert,
    servername: 'localhost',
  });
  await onceEvent(socket, 'secureConnect');
  const client = new RawClient(socket);
  return client.request('GET /', ...lines, 'Connection: close');
}

/** An answer over http2. */
interface Http2Answer {
  readonly status: number;
  readonly headers: http2.IncomingHttpHeaders;
  readonly body: string;
  /** The code that the stream was reset with; 0: it ended well. */
  readonly resetBy: number;
  readonly cookie: string;
}

/** Also of a stream that is cut, which is an error for most. */
function closed(stream: http2.ClientHttp2Stream): Promise<void> {
  return new Promise((resolve) => stream.once('close', resolve));
}

class Http2Client {
  readonly session: http2.ClientHttp2Session;

  constructor(url: string) {
    this.session = http2.connect(url, { ca: identity.cert });
    this.session.on('error', () => undefined);
    cleanups.push(() => this.session.destroy());
  }

  async get(path: string, headers: http2.OutgoingHttpHeaders = {}): Promise<Http2Answer> {
    const stream = this.session.request({ ':path': path, ...headers });
    let body = '';
    let answered: http2.IncomingHttpHeaders = {};
    stream.on('response', (response) => (answered = response));
    stream.on('error', () => undefined);
    stream.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    await closed(stream);
    const [setCookie] = (answered['set-cookie'] ?? []).map(parseSetCookie);
    return {
      status: Number(answered[':status']),
      headers: answered,
      body,
      resetBy: stream.rstCode,
      cookie: setCookie === undefined ? '' : `JSESSIONID=${setCookie.value}`,
    };
  }
}

const countVisits: Handle = (request, response) => {
  const session = request.getSession();
  const visits = Number(session.getAttribute('visits') ?? 0) + 1;
  session.setAttribute('visits', visits);
  response.end(`visits: ${visits}`);
};

const http1Servers: Record<string, () => NetServer> = {
  'an http server of our classes': () => http.createServer(http1Classes),
  'an http server of its own classes': () => http.createServer(),
};

const tlsServers: Record<string, () => NetServer> = {
  'an https server of our classes': () => https.createServer({ ...identity, ...http1Classes }),
  'an https server of its own classes': () => https.createServer(identity),
  'a secure http2 server that allows HTTP/1, of our classes': () =>
    http2.createSecureServer({ ...identity, ...http2Classes, allowHTTP1: true }),
  'a secure http2 server that allows HTTP/1, of its own classes': () =>
    http2.createSecureServer({ ...identity, allowHTTP1: true }),
};

const http2Servers: Record<string, readonly ['http' | 'https', () => NetServer]> = {
  'an h2c server of our classes': ['http', () => http2.createServer(http2Classes)],
  'an h2c server of its own classes': ['http', () => http2.createServer()],
  'a secure http2 server of our classes': [
    'https',
    () => http2.createSecureServer({ ...identity, ...http2Classes }),
  ],
  'a secure http2 server of its own classes': ['https', () => http2.createSecureServer(identity)],
};

describe.each(backings)('a server that somebody else made, %s', (_name, options) => {
  it.each(Object.entries(http1Servers))('R16 has sessions: %s', async (_which, create) => {
    const { port } = await start(create(), countVisits, options());
    const client = await connectTo(port);
    const first = await client.get('/');
    expect([first.body, first.sessionCookies.length]).toEqual(['visits: 1', 1]);
    const second = await client.get('/', `Cookie: ${first.cookie}`);
    expect([second.body, second.sessionCookies.length]).toEqual(['visits: 2', 0]);
  });

  it.each(Object.entries(tlsServers))('R16 has sessions: %s', async (_which, create) => {
    const { port } = await start(create(), countVisits, options());
    const first = await overTls(port);
    expect([first.body, first.sessionCookies.length]).toEqual(['visits: 1', 1]);
    expect(first.sessionCookies[0]?.attributes.has('secure')).toBe(true);
    const second = await overTls(port, `Cookie: ${first.cookie}`);
    expect([second.body, second.sessionCookies.length]).toEqual(['visits: 2', 0]);
  });

  describe.each(Object.entries(http2Servers))('R16 %s', (_which, [scheme, create]) => {
    async function startHttp2(handle: Handle, more: Options = {}) {
      const started = await start(create(), handle, { ...options(), ...more });
      return { ...started, client: new Http2Client(`${scheme}://localhost:${started.port}`) };
    }

    it('has sessions', async () => {
      const { client } = await startHttp2(countVisits);
      const first = await client.get('/');
      expect([first.body, first.headers['set-cookie']?.length]).toEqual(['visits: 1', 1]);
      expect(first.headers['set-cookie']?.[0]?.includes('Secure')).toBe(scheme === 'https');
      const second = await client.get('/', { cookie: first.cookie });
      expect([second.body, second.headers['set-cookie']]).toEqual(['visits: 2', undefined]);
      // As browsers do: a Cookie field for each cookie.
      const crumbs = await client.get('/', { cookie: ['a=b', first.cookie] as unknown as string });
      expect(crumbs.body).toBe('visits: 3');
    });

    it('has one cookie of ours in every form of a head', async () => {
      const forms: ((response: Response) => unknown)[] = [
        (response) => response.writeHead(200, { 'Set-Cookie': 'a=1' }).end('body'),
        (response) => response.writeHead(200, ['set-cookie', 'a=1']).end('body'),
        (response) => {
          response.setHeader('Set-Cookie', 'a=1');
          response.write('bo');
          response.end('dy');
        },
        (response) => {
          response.setHeader('Set-Cookie', ['a=1']);
          response.writeHead(200, { 'content-type': 'text/plain' });
          response.end('body');
        },
        (response) => {
          response.setHeader('Set-Cookie', 'a=1');
          response.flushHeaders();
          response.end('body');
        },
        (response) => {
          response.writeHead(200, { 'Set-Cookie': 'a=1', 'Content-Length': 4 });
          response.end('body');
        },
        (response) => {
          response.writeHead(200, { 'Set-Cookie': 'a=1', 'Content-Length': 4 });
          response.write('body');
          response.end();
        },
      ];
      const { client } = await startHttp2((request, response) => {
        request.getSession();
        forms[Number(request.url?.slice(1))]?.(response);
      });
      for (const form of forms.keys()) {
        const { status, body, headers } = await client.get(`/${form}`);
        const names = headers['set-cookie']?.map((line) => parseSetCookie(line).name);
        expect([form, status, body, names]).toEqual([form, 200, 'body', ['a', 'JSESSIONID']]);
      }
    });

    it('answers a handler that throws, and cuts a stream that it had begun', async () => {
      const { client, errors } = await startHttp2(async (request, response) => {
        if (request.url === '/begun') {
          response.write('half');
          await turn();
        }
        throw new Error('thrown by the test');
      });
      expect(await client.get('/')).toMatchObject({
        status: 500,
        body: 'Internal Server Error\n',
        resetBy: 0,
      });
      const cut = await client.get('/begun');
      expect([cut.status, cut.body]).toEqual([200, 'half']);
      expect(cut.resetBy).toBe(http2.constants.NGHTTP2_INTERNAL_ERROR);
      expect(errors).toHaveLength(2);
      expect((await client.get('/')).status).toBe(500);
    });

    it('refuses two live sessions', async () => {
      const { client } = await startHttp2(countVisits);
      const [a, b] = [await client.get('/'), await client.get('/')];
      const cookie = [a.cookie, b.cookie] as unknown as string;
      expect((await client.get('/', { cookie })).status).toBe(400);
    });

    it('R4 lets go of sessions whose streams are reset', async () => {
      const held: Response[] = [];
      const clock = new FakeClock();
      const { client, manager } = await startHttp2(
        (request, response) => {
          if (request.url === '/late') setTimeout(() => request.getSession(), 50);
          else request.getSession();
          held.push(response);
        },
        { ...options(), clock },
      );
      const streams = ['/', '/late', '/'].map((path) => client.session.request({ ':path': path }));
      for (const stream of streams) stream.on('error', () => undefined);
      while (held.length < 3) await turn();
      for (const stream of streams) stream.close(http2.constants.NGHTTP2_CANCEL);
      await Promise.all(streams.map(closed));
      while (manager.metrics.createdSessions < 3) await turn();
      for (let turns = 0; turns < 20; turns += 1) await turn();
      clock.advance(31 * 60_000);
      expect(manager.metrics.activeSessions).toBe(0);
    });

    it('knows its own origin when it encodes URLs', async () => {
      const { client, port } = await startHttp2(
        (request, response) => {
          request.getSession();
          const own = response.encodeURL(`${scheme}://localhost:${port}/next`);
          response.end(`${own} ${response.encodeURL('http://elsewhere.example/')}`);
        },
        { trackingModes: ['URL'] },
      );
      const [own, other] = (await client.get('/')).body.split(' ');
      expect(own).toMatch(/\/next;jsessionid=[\w-]{32}$/);
      expect(other).toBe('http://elsewhere.example/');
    });
  });
});

describe('http2 and a store', () => {
  it('R13 holds the answer until the session is saved', async () => {
    const { clock, store } = distantStore();
    const started = await start(http2.createServer(http2Classes), countVisits, { clock, store });
    const client = new Http2Client(`http://localhost:${started.port}`);
    const saving = store.hold('create');
    let isAnswered = false;
    const answered = client.get('/').then((answer) => {
      isAnswered = true;
      return answer;
    });
    while (store.count('create') === 0) await turn();
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(isAnswered).toBe(false);
    saving.open();
    expect((await answered).body).toBe('visits: 1');
  });

  it.each<[string, Handle]>([
    ['at its end', countVisits],
    [
      'at its first byte',
      (request, response) => {
        request.getSession();
        response.setHeader('x-secret', '1');
        response.write('secret');
        response.end();
      },
    ],
  ])('R13 answers a failed save %s with 503', async (_when, handle) => {
    const { clock, store } = distantStore();
    const started = await start(http2.createServer(http2Classes), handle, { clock, store });
    const client = new Http2Client(`http://localhost:${started.port}`);
    store.fail('create');
    const failed = await client.get('/');
    expect([failed.status, failed.body]).toEqual([503, 'Service Unavailable\n']);
    expect(failed.headers['set-cookie']).toBeUndefined();
    expect(failed.headers['x-secret']).toBeUndefined();
    expect(failed.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  });

  it('R13 cuts a stream whose later changes cannot be saved', async () => {
    const { clock, store } = distantStore();
    const started = await start(
      http2.createServer(http2Classes),
      async (request, response) => {
        const session = request.getSession();
        response.write('first');
        for (let turns = 0; turns < 5; turns += 1) await turn();
        session.setAttribute('a', 1);
        response.end('last');
      },
      { clock, store },
    );
    const client = new Http2Client(`http://localhost:${started.port}`);
    store.fail('update');
    const cut = await client.get('/');
    expect([cut.status, cut.body]).toEqual([200, 'first']);
    expect(cut.resetBy).toBe(http2.constants.NGHTTP2_INTERNAL_ERROR);
  });

  it('R13 is not disturbed by a client that leaves while the answer is held', async () => {
    const { clock, store } = distantStore();
    const started = await start(http2.createServer(http2Classes), countVisits, { clock, store });
    const client = new Http2Client(`http://localhost:${started.port}`);
    const saving = store.hold('create');
    const stream = client.session.request({ ':path': '/' });
    while (store.count('create') === 0) await turn();
    stream.close(http2.constants.NGHTTP2_CANCEL);
    await closed(stream);
    saving.open();
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(started.manager.metrics.activeSessions).toBe(0);
    expect((await client.get('/')).body).toBe('visits: 1');
  });
});

describe('attach', () => {
  it('twice does no harm', async () => {
    const server = http.createServer();
    const { manager, port } = await start(server, countVisits, {});
    manager.attach(server);
    const answer = await once(port, 'GET /');
    expect([answer.body, answer.sessionCookies.length]).toEqual(['visits: 1', 1]);
  });

  it('gives back the server, and reaches listeners that are added later', async () => {
    const server = http.createServer();
    const { manager, port } = await start(server, () => undefined, {});
    expect(manager.attach(server)).toBe(server);
    server.removeAllListeners('request');
    server.on('request', countVisits);
    expect((await once(port, 'GET /')).body).toBe('visits: 1');
  });

  it('calls every listener, in order, and a `once` listener once', async () => {
    const calls: string[] = [];
    const server = http.createServer();
    const { port } = await start(
      server,
      (request) => {
        calls.push(request.getSession().getId());
      },
      {},
    );
    server.once('request', (request: Request) => calls.push(request.getSession().getId()));
    server.on('request', (request: Request, response: Response) => {
      calls.push(request.getSession().getId());
      response.end();
    });
    await once(port, 'GET /');
    expect(calls).toHaveLength(3);
    expect(new Set(calls).size).toBe(1);
    await once(port, 'GET /');
    expect(calls).toHaveLength(5);
  });

  it('looks after requests that wait for 100-continue, too', async () => {
    const server = http.createServer();
    const { port } = await start(server, () => undefined, {});
    server.on('checkContinue', (request: Request, response: Response) => {
      request.getSession();
      response.writeContinue();
      countVisits(request, response);
    });
    const client = await connectTo(port);
    const answer = await client.get('/', 'Expect: 100-continue');
    expect([answer.body, answer.sessionCookies.length]).toEqual(['visits: 1', 1]);
    expect(client.informational.map(({ status, fields }) => [status, fields])).toEqual([[100, []]]);
  });

  it('R7 bears listeners that throw or reject', async () => {
    const server = http.createServer();
    const { port, errors } = await start(
      server,
      (request) => {
        if (request.url === '/sync') throw new Error('at once');
        return Promise.reject(new Error('later'));
      },
      {},
    );
    expect((await once(port, 'GET /sync')).status).toBe(500);
    expect((await once(port, 'GET /async')).status).toBe(500);
    expect(errors).toHaveLength(2);
  });

  it('lets the server go when the manager is closed', async () => {
    const server = http.createServer();
    const { manager, port } = await start(
      server,
      (request, response) => response.end(typeof request.getSession),
      {},
    );
    await manager.close();
    expect(Object.hasOwn(server, 'emit')).toBe(false);
    expect((await once(port, 'GET /')).body).toBe('undefined');
  });

  it('leaves other events alone', async () => {
    const server = http.createServer();
    const { port } = await start(server, countVisits, {});
    const badRequest = new Promise((resolve) => server.once('clientError', resolve));
    const socket = connectTcp(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('nonsense\r\n\r\n');
    expect(((await badRequest) as { code?: string }).code).toMatch(/^HPE_/);
    socket.destroy();
  });
});
