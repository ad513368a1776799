import { createServer as createPlainServer, type IncomingMessage, type Server } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { createServer, SessionManager, type SessionOptions } from 'httpsession';
import express from 'express';
import fastify from 'fastify';
import Koa from 'koa';
import { request, response, session } from '../src/http/index.ts';
import { ambientListener, type OutsideRequestError } from '../src/index.ts';
import { deferred, serve } from './support/serve.ts';

const options: SessionOptions = { store: 'memory', onError: () => {} };

/** What an application does far below its framework: it gets neither request nor response. */
async function visit(): Promise<string> {
  const visits = ((session.getAttribute('visits') as number | null) ?? 0) + 1;
  await new Promise((resolve) => setTimeout(resolve, 1));
  session.setAttribute('visits', visits);
  response.setHeader('X-Visits', String(visits));
  return `${request.getMethod()} ${request.getParameter('q')} ${visits}`;
}

/** Reads a body and goes on in an event of it, which Node emits outside of all requests. */
function readAndVisit(own: IncomingMessage): Promise<[unknown, string]> {
  return new Promise((resolve, reject) => {
    let text = '';
    own.setEncoding('utf8');
    own.on('data', (chunk: string) => (text += chunk));
    own.on('end', () => {
      const isForm = request.getContentType() !== 'application/json';
      const body: unknown = isForm
        ? Object.fromEntries(new URLSearchParams(text))
        : JSON.parse(text);
      visit().then((visited) => resolve([body, visited]), reject);
    });
  });
}

function expressServer(): Server {
  const app = express();
  app.use(express.json());
  app.use(express.urlencoded());
  app.all('/echo', async (own, answer) => {
    answer.json([(own as { body: unknown }).body, await visit()]);
  });
  app.get('/', async (_own, answer) => {
    answer.send(await visit());
  });
  return createServer(options, ambientListener(app));
}

function koaServer(): Server {
  const app = new Koa();
  app.use(async (context) => {
    if (context.path !== '/echo') {
      context.body = await visit();
      return;
    }
    context.body = await readAndVisit(context.req);
  });
  return createServer(options, ambientListener(app.callback()));
}

async function fastifyServer(): Promise<Server> {
  const app = fastify({
    serverFactory: (handler) => createServer(options, ambientListener(handler)) as Server,
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_own, text, done) => done(null, Object.fromEntries(new URLSearchParams(text.toString()))),
  );
  app.get('/', () => visit());
  app.post('/echo', async (own) => [own.body, await visit()]);
  await app.ready();
  return app.server;
}

function plainServer(): Server {
  const manager = new SessionManager(options);
  const server = createPlainServer();
  server.on(
    'request',
    ambientListener(async (own, answer) => {
      if (request.getRequestURI() !== '/echo') {
        answer.end(await visit());
        return;
      }
      answer.setHeader('Content-Type', 'application/json');
      answer.end(JSON.stringify(await readAndVisit(own)));
    }) as never,
  );
  return manager.attach(server);
}

/** A body in two pieces: what comes later than the head is read by Node on behalf of no request. */
function slowly(text: string): { body: ReadableStream; duplex: 'half' } {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(bytes.subarray(0, 1000));
      await new Promise((resolve) => setTimeout(resolve, 20));
      controller.enqueue(bytes.subarray(1000));
      controller.close();
    },
  });
  return { body, duplex: 'half' };
}

describe.each<[string, () => Server | Promise<Server>]>([
  ['Express', expressServer],
  ['Koa', koaServer],
  ['Fastify', fastifyServer],
  ['node:http', plainServer],
])('below %s', (_name, make) => {
  test('sessions are those of the clients', async () => {
    await serve(await make(), async (get) => {
      const { text, cookie, headers } = await get('/?q=a');
      expect(text).toBe('GET a 1');
      expect(headers.get('x-visits')).toBe('1');
      const again = await get('/?q=b', { headers: { Cookie: cookie! } });
      expect(again.text).toBe('GET b 2');
      expect((await get('/?q=c')).text).toBe('GET c 1');
    });
  });

  test.each([
    ['JSON', 'application/json', (size: number) => JSON.stringify({ a: 'x'.repeat(size) })],
    ['a form', 'application/x-www-form-urlencoded', (size: number) => `a=${'x'.repeat(size)}`],
  ])('what reads %s from the stream is still in the request', async (_body, type, write) => {
    await serve(await make(), async (get) => {
      const size = 90_000;
      const init = { method: 'POST', headers: { 'Content-Type': type }, ...slowly(write(size)) };
      const [body, visited] = JSON.parse((await get('/echo?q=a', init)).text) as [unknown, string];
      expect(body).toEqual({ a: 'x'.repeat(size) });
      expect(visited).toBe('POST a 1');
    });
  });

  test('requests at the same time are apart', async () => {
    await serve(await make(), async (get) => {
      const names = Array.from({ length: 60 }, (_, n) => `n${n}`);
      const answers = await Promise.all(names.map((name) => get(`/?q=${name}`)));
      expect(answers.map(({ text }) => text)).toEqual(names.map((name) => `GET ${name} 1`));
      expect(new Set(answers.map(({ cookie }) => cookie)).size).toBe(60);
    });
  });
});

describe('a listener', () => {
  test('may print, and close', async () => {
    const server = createServer(
      options,
      ambientListener(() => {
        setImmediate(() => {
          response.setStatus(201);
          response.println('printed');
          response.close();
        });
      }),
    );
    await serve(server, async (get) => {
      expect(await get()).toMatchObject({ status: 201, text: 'printed\n' });
    });
  });

  test('that ended the response itself is over behind it', async () => {
    const reason = deferred<string>();
    const server = createServer(
      options,
      ambientListener((_own, answer) => {
        const timer = setInterval(() => {
          if (session.isValid()) return;
          clearInterval(timer);
          try {
            session.getAttribute('a');
          } catch (error) {
            reason.resolve((error as OutsideRequestError).reason);
          }
        }, 1);
        answer.end('ended');
      }),
    );
    await serve(server, async (get) => {
      expect((await get()).text).toBe('ended');
      expect(await reason.promise).toBe('over');
    });
  });

  test.each([
    [
      'throws',
      () => {
        throw new RangeError('secret');
      },
    ],
    ['rejects', () => Promise.reject(new RangeError('secret'))],
  ])('that %s is answered with 500', async (_how, listener) => {
    const errors: unknown[] = [];
    const server = createServer(
      { ...options, onError: (error) => void errors.push(error) },
      ambientListener(listener),
    );
    await serve(server, async (get) => {
      const { status, text } = await get();
      expect(status).toBe(500);
      expect(text).not.toContain('secret');
      expect(errors).toEqual([new RangeError('secret')]);
    });
  });

  test('can have bodies and forms read before it', async () => {
    const server = createServer(
      options,
      ambientListener(
        (_own, answer) => {
          answer.end(`${request.getParameter('a')} ${request.getText()}`);
        },
        { bodyLimit: 10 },
      ),
    );
    const form = (body: string) => ({
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
    });
    await serve(server, async (get) => {
      expect((await get('/', form('a=1'))).text).toBe('1 a=1');
      expect((await get('/', form('a=234567890'))).status).toBe(413);
    });
  });
});
