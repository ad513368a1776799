import { afterEach, describe, expect, it } from '@jest/globals';
import express, { type NextFunction, type Request, type Response } from 'express';
import fastify, { type FastifyInstance } from 'fastify';
import http from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { Readable } from 'node:stream';
import Koa from 'koa';
import {
  createServer,
  SessionManager,
  type SessionHandler,
  type SessionRequest,
  type SessionRequestMethods,
  type SessionResponseMethods,
} from 'httpsession';
import { backings } from '../support/backings.ts';
import { connectTo, once, type RawAnswer } from '../support/raw-client.ts';
import { turn, type Options } from '../support/serve.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function listen(server: Server, manager: SessionManager) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(
    () => manager.close(),
    () => new Promise((resolve) => server.close(resolve)),
    () => {
      if (server instanceof http.Server) server.closeAllConnections();
    },
  );
  return (server.address() as AddressInfo).port;
}

type WithSession<T> = T & SessionRequestMethods;

/** The session methods, on the request of whatever framework. */
const of = (request: unknown) => request as SessionRequestMethods;
const encoder = (response: unknown) => response as SessionResponseMethods;

function nextVisit(request: unknown): number {
  const session = of(request).getSession();
  const visits = Number(session.getAttribute('visits') ?? 0) + 1;
  session.setAttribute('visits', visits);
  return visits;
}

/** An Express application as anybody would write it; nothing in it knows how sessions get in. */
function expressApplication(): express.Express {
  const app = express();
  app.get('/text', (request: Request, response: Response) => {
    response.send(`visits: ${nextVisit(request)}`);
  });
  app.get('/json', (request: Request, response: Response) => {
    response.cookie('a', '1').json({ visits: nextVisit(request) });
  });
  app.get('/redirect', (request: Request, response: Response) => {
    nextVisit(request);
    response.redirect(303, encoder(response).encodeRedirectURL('/text'));
  });
  app.get('/stream', (request: Request, response: Response) => {
    nextVisit(request);
    Readable.from(['one ', 'two']).pipe(response);
  });
  app.get('/later', async (request: Request, response: Response) => {
    await turn();
    response.send(`visits: ${nextVisit(request)}`);
  });
  app.get('/logout', (request: Request, response: Response) => {
    of(request).getSession(false)?.invalidate();
    response.status(204).end();
  });
  app.get('/throw', (request: Request) => {
    nextVisit(request);
    throw new Error('thrown by the test');
  });
  app.get('/reject', async (request: Request) => {
    nextVisit(request);
    await turn();
    throw new Error('thrown by the test');
  });
  const inner = express();
  inner.get('/text', (request: Request, response: Response) => {
    response.send(`inner visits: ${nextVisit(request)}`);
  });
  app.use('/inner', inner);
  const router = express.Router();
  router.get('/text', (request: Request, response: Response) => {
    response.send(`${request.originalUrl} ${request.url}: ${nextVisit(request)}`);
  });
  app.use('/router', router);
  // Express tells error handlers by their four parameters.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- see above
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).send(`caught: ${error.message}`);
  });
  return app;
}

function koaApplication(): Koa {
  const app = new Koa();
  app.silent = true;
  app.use(async (context) => {
    const { req, res } = context;
    switch (context.path) {
      case '/later':
        await turn();
        context.body = `visits: ${nextVisit(req)}`;
        break;
      case '/json':
        context.cookies.set('a', '1');
        context.body = { visits: nextVisit(req) };
        break;
      case '/redirect':
        nextVisit(req);
        context.redirect(encoder(res).encodeRedirectURL('/text'));
        break;
      case '/stream':
        nextVisit(req);
        context.body = Readable.from(['one ', 'two']);
        break;
      case '/logout':
        of(req).getSession(false)?.invalidate();
        context.status = 204;
        break;
      case '/throw':
        nextVisit(req);
        throw new Error('thrown by the test');
      default:
        context.body = `visits: ${nextVisit(req)}`;
    }
  });
  return app;
}

/** How each application may be brought together with a manager. */
const waysOfExpress: Record<string, (manager: SessionManager) => Server> = {
  'passed to createServer': (manager) => createServer(manager, expressApplication()),
  'added to a server of createServer': (manager) =>
    createServer(manager).on('request', expressApplication() as unknown as SessionHandler),
  'on a server that was attached to': (manager) =>
    manager.attach(http.createServer(expressApplication())),
};

const names = (answer: RawAnswer) => answer.setCookies.map(({ name }) => name);

describe.each(backings)('Express 5, unmodified, %s', (_name, options) => {
  it.each(Object.entries(waysOfExpress))('R16 has sessions when it is %s', async (_way, create) => {
    const manager = new SessionManager(options());
    const client = await connectTo(await listen(create(manager), manager));
    const first = await client.get('/text');
    expect([first.body, names(first)]).toEqual(['visits: 1', ['JSESSIONID']]);
    const cookie = `Cookie: ${first.cookie}`;
    const bodies = [];
    for (const path of ['/text', '/json', '/inner/text', '/router/text', '/later', '/stream']) {
      const answer = await client.get(path, cookie);
      expect(answer.sessionCookies).toEqual([]);
      bodies.push(answer.body);
    }
    expect(bodies).toEqual([
      'visits: 2',
      '{"visits":3}',
      'inner visits: 4',
      '/router/text /text: 5',
      'visits: 6',
      'one two',
    ]);
    const logout = await client.get('/logout', cookie);
    expect([logout.status, names(logout)]).toEqual([204, ['JSESSIONID']]);
    expect((await client.get('/text', cookie)).body).toBe('visits: 1');
  });

  it.each(Object.entries(waysOfExpress))(
    'R16 has one cookie of ours when it is %s',
    async (_way, create) => {
      const manager = new SessionManager(options());
      const client = await connectTo(await listen(create(manager), manager));
      const expected: [path: string, status: number, cookies: string[]][] = [
        ['/text', 200, ['JSESSIONID']],
        ['/json', 200, ['a', 'JSESSIONID']],
        ['/redirect', 303, ['JSESSIONID']],
        ['/stream', 200, ['JSESSIONID']],
        ['/later', 200, ['JSESSIONID']],
        ['/inner/text', 200, ['JSESSIONID']],
        ['/throw', 500, ['JSESSIONID']],
        ['/reject', 500, ['JSESSIONID']],
      ];
      for (const [path, status, cookies] of expected) {
        const answer = await client.get(path);
        expect([path, answer.status, names(answer)]).toEqual([path, status, cookies]);
      }
    },
  );

  it('R16 leaves its own caching alone: a page that did not change is a 304', async () => {
    const app = express();
    app.get('/', (request: Request, response: Response) => {
      of(request).getSession();
      response.send('the same');
    });
    const manager = new SessionManager(options());
    const client = await connectTo(await listen(createServer(manager, app), manager));
    const first = await client.get('/');
    const etag = first.field('etag') ?? '';
    const second = await client.get('/', `Cookie: ${first.cookie}`, `If-None-Match: ${etag}`);
    expect([second.status, second.all('set-cookie')]).toEqual([304, []]);
  });
});

describe.each(backings)('Koa, unmodified, %s', (_name, options) => {
  it.each<[string, (manager: SessionManager) => Server]>([
    ['passed to createServer', (manager) => createServer(manager, koaApplication().callback())],
    [
      'on a server that was attached to',
      (manager) =>
        manager.attach(
          http.createServer((request, response) => {
            void koaApplication().callback()(request, response);
          }),
        ),
    ],
  ])('R16 has sessions when it is %s', async (_way, create) => {
    const manager = new SessionManager(options());
    const client = await connectTo(await listen(create(manager), manager));
    const first = await client.get('/');
    expect([first.body, names(first)]).toEqual(['visits: 1', ['JSESSIONID']]);
    const cookie = `Cookie: ${first.cookie}`;
    expect((await client.get('/later', cookie)).body).toBe('visits: 2');
    expect((await client.get('/stream', cookie)).body).toBe('one two');
    const json = await client.get('/json');
    expect([json.body, names(json).sort()]).toEqual(['{"visits":1}', ['JSESSIONID', 'a']]);
    const redirect = await client.get('/redirect');
    expect([redirect.status, names(redirect)]).toEqual([302, ['JSESSIONID']]);
    const thrown = await client.get('/throw');
    expect([thrown.status, names(thrown)]).toEqual([500, ['JSESSIONID']]);
    const logout = await client.get('/logout', cookie);
    expect([logout.status, names(logout)]).toEqual([204, ['JSESSIONID']]);
    expect((await client.get('/', cookie)).body).toBe('visits: 1');
  });
});

describe.each(backings)('Fastify, %s', (_name, options) => {
  function routes(app: FastifyInstance) {
    app.get('/', (request, reply) => {
      void reply.send(`visits: ${nextVisit(request.raw)}`);
    });
    app.get('/json', async (request, reply) => {
      await turn();
      reply.header('Set-Cookie', 'a=1');
      return { visits: nextVisit(request.raw) };
    });
    app.get('/stream', (request, reply) => {
      nextVisit(request.raw);
      return reply.send(Readable.from(['one ', 'two']));
    });
    app.get('/throw', (request) => {
      nextVisit(request.raw);
      throw new Error('thrown by the test');
    });
    app.get('/logout', (request, reply) => {
      of(request.raw).getSession(false)?.invalidate();
      return reply.code(204).send();
    });
    return app;
  }

  it('R16 has sessions through serverFactory', async () => {
    const manager = new SessionManager(options());
    cleanups.push(() => manager.close());
    const app = routes(
      fastify({
        serverFactory: (handler) =>
          createServer(manager, handler as unknown as SessionHandler) as unknown as http.Server,
      }),
    );
    cleanups.push(() => app.close());
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const client = await connectTo(port);
    const first = await client.get('/');
    expect([first.body, names(first)]).toEqual(['visits: 1', ['JSESSIONID']]);
    const cookie = `Cookie: ${first.cookie}`;
    expect((await client.get('/json', cookie)).body).toBe('{"visits":2}');
    expect((await client.get('/stream', cookie)).body).toBe('one two');
    const thrown = await client.get('/throw');
    expect([thrown.status, names(thrown)]).toEqual([500, ['JSESSIONID']]);
    const logout = await client.get('/logout', cookie);
    expect([logout.status, names(logout)]).toEqual([204, ['JSESSIONID']]);
    client.destroy();
  });

  it('R16 gives sessions to the plain objects of inject()', async () => {
    const manager = new SessionManager(options());
    cleanups.push(() => manager.close());
    const app = fastify();
    cleanups.push(() => app.close());
    app.addHook('onRequest', (request, reply, done) => {
      manager.handle(request.raw, reply.raw, () => {
        done();
      });
    });
    routes(app);
    const first = await app.inject('/');
    expect([first.body, first.cookies.map(({ name }) => name)]).toEqual([
      'visits: 1',
      ['JSESSIONID'],
    ]);
    const headers = { cookie: `JSESSIONID=${first.cookies[0]?.value ?? ''}` };
    const second = await app.inject({ url: '/json', headers });
    expect([second.body, second.headers['set-cookie']]).toEqual(['{"visits":2}', 'a=1']);
    const third = await app.inject({ url: '/stream', headers });
    expect(third.body).toBe('one two');
    const logout = await app.inject({ url: '/logout', headers });
    expect(logout.cookies.map(({ name, maxAge }) => [name, maxAge])).toEqual([['JSESSIONID', 0]]);
    expect((await app.inject({ url: '/', headers })).body).toBe('visits: 1');
  });
});

describe('middleware that puts its own methods in front', () => {
  /** What compression and the like do: wrap what the response has. */
  const upperCase: SessionHandler = (request, response) => {
    const write = response.write.bind(response);
    const end = response.end.bind(response);
    const writeHead = response.writeHead.bind(response);
    let heads = 0;
    Object.assign(response, {
      writeHead: (...args: Parameters<typeof writeHead>) => {
        heads += 1;
        response.setHeader('X-Heads', heads);
        return writeHead(...args);
      },
      write: (chunk: string) => write(chunk.toUpperCase()),
      end: (chunk?: string) => (chunk === undefined ? end() : end(chunk.toUpperCase())),
    });
    request.getSession();
    response.write('bo');
    response.end('dy');
  };

  it.each(backings)('R16 works %s', async (_name, options: () => Options) => {
    const manager = new SessionManager(options());
    const port = await listen(createServer(manager, upperCase), manager);
    const answer = await once(port, 'GET /');
    expect([answer.body, answer.field('x-heads'), names(answer)]).toEqual([
      'BODY',
      '1',
      ['JSESSIONID'],
    ]);
  });
});

describe('a request without a manager', () => {
  it('says what to do, by a code', async () => {
    let error: unknown;
    const manager = new SessionManager();
    const server = http.createServer(
      { IncomingMessage: (await import('httpsession')).SessionRequest },
      (request: WithSession<SessionRequest>, response) => {
        try {
          request.getSession();
        } catch (thrown) {
          error = thrown;
        }
        response.end();
      },
    );
    await once(await listen(server, manager), 'GET /');
    expect(error).toMatchObject({ code: 'HTTPSESSION_NO_MANAGER' });
    expect((error as Error).message).toContain('manager.attach(server)');
  });
});
