import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SessionRequest, SessionResponse } from 'httpsession';
import { distantStore } from '../support/distant-store.ts';
import { connectTo, once } from '../support/raw-client.ts';
import { serve, turn } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

const ways: Record<string, (response: SessionResponse) => unknown> = {
  end: (response) => response.end('secret'),
  'write and end': (response) => {
    response.write('secret');
    response.end('secret');
  },
  'writeHead and end': (response) =>
    response
      .writeHead(201, 'Made', { 'X-Secret': '1', 'Set-Cookie': ['a=1'], 'Content-Length': 6 })
      .end('secret'),
  'setHeader and end': (response) => {
    response.setHeader('X-Secret', '1').setHeader('Set-Cookie', 'a=1');
    response.setHeader('Content-Length', 6).setHeader('Content-Encoding', 'gzip');
    response.statusCode = 201;
    response.statusMessage = 'Made';
    response.end('secret');
  },
  flushHeaders: (response) => {
    response.flushHeaders();
    response.end('secret');
  },
  pipe: (response) => Readable.from(['sec', 'ret']).pipe(response),
  pipeline: (response) => pipeline(Readable.from(['sec', 'ret']), response).catch(() => undefined),
  'a late end': async (response) => {
    response.write('secret');
    await turn();
    await turn();
    await turn();
    response.write('secret');
    response.end('secret');
  },
};

describe.each<['later' | 'at once']>([['later'], ['at once']])(
  'a store that fails %s',
  (answers) => {
    it.each(Object.entries(ways))('R13 makes a 503 of the answer: %s', async (_way, answer) => {
      const { clock, store } = distantStore({ answers, coherent: false });
      const app = await serve({ clock, store }, (request, response) => {
        if (request.url === '/quick') return response.end('quick');
        request.getSession();
        return answer(response);
      });
      store.fail('create');
      const client = await connectTo(app.port);
      const failed = await client.get('/');
      expect([failed.status, failed.reason]).toEqual([503, 'Service Unavailable']);
      expect([failed.body, failed.isWhole]).toEqual(['Service Unavailable\n', true]);
      expect(failed.field('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(failed.field('cache-control')).toBe('no-store');
      expect(failed.all('set-cookie')).toEqual([]);
      expect([failed.field('x-secret'), failed.field('content-encoding')]).toEqual([
        undefined,
        undefined,
      ]);
      // The connection lives, and so does the process.
      expect((await client.get('/quick')).body).toBe('quick');
      expect((await client.get('/')).sessionCookies).toHaveLength(1);
    });

    it('R13 makes a 503 of an answer to HEAD, and of a 304', async () => {
      const { clock, store } = distantStore({ answers, coherent: false });
      const app = await serve({ clock, store }, (request, response) => {
        request.getSession().setAttribute('a', 1);
        response.writeHead(request.method === 'HEAD' ? 200 : 304).end();
      });
      for (const start of ['HEAD /', 'GET /']) {
        store.fail('create');
        const failed = await once(app.port, start);
        expect([start, failed.status, failed.all('set-cookie')]).toEqual([start, 503, []]);
      }
    });

    it('R13 leaves a session that the client knew as it was, cookie and all', async () => {
      const { clock, store } = distantStore({ answers, coherent: false });
      const app = await serve({ clock, store }, (request, response) => {
        request.getSession().setAttribute('a', 1);
        if (request.url === '/login') request.changeSessionId();
        response.end('secret');
      });
      const cookie = await startSession(app);
      store.fail('update');
      const failed = await once(app.port, 'GET /', `Cookie: ${cookie}`);
      expect([failed.status, failed.all('set-cookie')]).toEqual([503, []]);
      expect(await findsSession(app, { cookie })).toBe(true);
      store.fail('rename');
      const login = await once(app.port, 'GET /login', `Cookie: ${cookie}`);
      expect([login.status, login.all('set-cookie')]).toEqual([503, []]);
      expect(await findsSession(app, { cookie })).toBe(true);
    });

    it('R12 a logout that cannot be saved is a 503, and the session is not given out here', async () => {
      const { clock, store } = distantStore({ answers, coherent: false });
      const app = await serve({ clock, store }, (request, response) => {
        request.getSession().invalidate();
        response.end('bye');
      });
      const cookie = await startSession(app);
      store.fail('delete');
      const failed = await once(app.port, 'GET /', `Cookie: ${cookie}`);
      expect([failed.status, failed.all('set-cookie')]).toEqual([503, []]);
      // While the store cannot say, nobody is told that the session is there, nor that it is not.
      expect((await once(app.port, 'GET /', `Cookie: ${cookie}`)).status).toBe(503);
      clock.advance(60_000);
      await turn();
      expect(await findsSession(app, { cookie })).toBe(false);
    });

    it('R13 cuts the connection when bytes are out already', async () => {
      const { clock, store } = distantStore({ answers, coherent: false });
      const app = await serve({ clock, store }, async (request, response) => {
        response.write('first');
        await turn();
        await turn();
        request.getSession().setAttribute('a', 1);
        response.end('last');
      });
      const cookie = await startSession(app);
      store.fail('update');
      const client = await connectTo(app.port);
      const answer = await client.get('/', `Cookie: ${cookie}`);
      expect([answer.status, answer.body, answer.isWhole]).toEqual([200, 'first', false]);
      await client.closed;
      expect(await findsSession(app, { cookie })).toBe(true);
    });

    it('R13 cuts a connection whose declared length is nearly reached', async () => {
      const { clock, store } = distantStore({ answers, coherent: false });
      const app = await serve({ clock, store }, async (request, response) => {
        response.setHeader('Content-Length', 9).write('first');
        await turn();
        await turn();
        response.write('last');
        request.getSession().setAttribute('a', 1);
        response.end();
      });
      const cookie = await startSession(app);
      store.fail('update');
      const client = await connectTo(app.port);
      const answer = await client.get('/', `Cookie: ${cookie}`);
      expect([answer.body, answer.isWhole]).toEqual(['first', false]);
    });

    it('R13 nothing stays in use', async () => {
      const { clock, store } = distantStore({ answers, coherent: false });
      const app = await serve({ clock, store }, (request, response) => {
        request.getSession();
        response.end();
      });
      for (let round = 0; round < 5; round += 1) {
        store.fail('create');
        expect((await once(app.port, 'GET /')).status).toBe(503);
      }
      clock.advance(3_600_000);
      expect(app.manager.metrics.activeSessions).toBe(0);
    });
  },
);

describe('several sessions of one request', () => {
  it('R13 that fail one at once and one later make one 503, and no rejection is left over', async () => {
    const { clock, store } = distantStore({ answers: 'at once', coherent: false });
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const app = await serve({ clock, store }, (request, response) => {
      request.getSession().invalidate();
      request.getSession();
      response.end('secret');
    });
    const cookie = await startSession(app);
    const creating = store.hold('create');
    store.fail('create');
    store.fail('delete');
    const answered = once(app.port, 'GET /', `Cookie: ${cookie}`);
    while (store.count('delete') === 0) await turn();
    creating.open();
    const failed = await answered;
    expect([failed.status, failed.all('set-cookie')]).toEqual([503, []]);
    await turn();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('a session that cannot be encoded any more', () => {
  it('R9 is a 500 that names the attribute to onError, and nothing to the client', async () => {
    const { clock, store } = distantStore();
    const app = await serve({ clock, store }, (request: SessionRequest, response) => {
      const cart = request.getSession().getAttribute('the cart') as Record<string, unknown> | null;
      if (cart === null) request.getSession().setAttribute('the cart', { items: 1 });
      else cart['order'] = () => 'a function';
      response.end('secret');
    });
    const first = await once(app.port, 'GET /');
    const failed = await once(app.port, 'GET /', `Cookie: ${first.cookie}`);
    expect([failed.status, failed.body]).toEqual([500, 'Internal Server Error\n']);
    expect(app.errors).toEqual([
      expect.objectContaining({ code: 'HTTPSESSION_NOT_ENCODABLE', attribute: 'the cart' }),
    ]);
  });
});
