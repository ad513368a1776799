import { describe, expect, it } from '@jest/globals';
import type { SessionRequest, SessionResponse } from 'httpsession';
import { distantStore } from '../support/distant-store.ts';
import { gate } from '../support/gate.ts';
import { connectTo, once } from '../support/raw-client.ts';
import { serve, turn, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

type Handle = (request: SessionRequest, response: SessionResponse) => unknown;

/** A server over a store at a distance, with a session there; `/quick` is answered without one. */
async function withSession(handle: Handle) {
  const { clock, store } = distantStore();
  const app = await serve({ clock, store }, (request, response) => {
    if (request.url === '/quick') response.end();
    else return handle(request, response);
    return undefined;
  });
  const cookie = await startSession(app);
  return { app, clock, store, cookie: `Cookie: ${cookie}` };
}

async function settle(app: TestServer) {
  await once(app.port, 'GET /quick');
  await turn();
}

describe('changes after the first byte', () => {
  it('R13 are saved before the last byte', async () => {
    const { app, store, cookie } = await withSession((request, response) => {
      response.write('first');
      request.getSession().setAttribute('a', 1);
      response.end('last');
    });
    const saving = store.hold('update');
    const client = await connectTo(app.port);
    client.sendGet('/', cookie);
    await client.until('first');
    await settle(app);
    expect(client.pending).not.toContain('last');
    expect(client.pending).not.toContain('\r\n0\r\n');
    saving.open();
    expect(await client.answer()).toMatchObject({ body: 'firstlast', isWhole: true });
  });

  it('R13 are saved before the bytes that complete a declared length', async () => {
    const { app, store, cookie } = await withSession(async (request, response) => {
      response.setHeader('Content-Length', 9);
      response.write('first');
      await turn();
      expect(response.write('last')).toBe(false);
      await new Promise((resolve) => response.once('drain', resolve));
      request.getSession().setAttribute('a', 1);
      response.end();
    });
    const saving = store.hold('update');
    const client = await connectTo(app.port);
    client.sendGet('/', cookie);
    await client.until('first');
    while (store.count('update') === 0) await settle(app);
    expect(client.pending).not.toContain('last');
    saving.open();
    expect(await client.answer()).toMatchObject({ body: 'firstlast', isWhole: true });
  });

  it.each<[string, Handle]>([
    [
      'by setHeader',
      (_request, response) => response.setHeader('content-length', '4').write('body'),
    ],
    [
      'by an object',
      (_request, response) => response.writeHead(200, { 'Content-LENGTH': 4 }).write('body'),
    ],
    [
      'by a list',
      (_request, response) => response.writeHead(200, ['Content-Length', '4']).write('body'),
    ],
  ])('R13 a length declared %s is known', async (_how, write) => {
    const { app, cookie } = await withSession((request, response) => {
      request.getSession();
      write(request, response);
    });
    const client = await connectTo(app.port);
    client.sendGet('/', cookie);
    await settle(app);
    expect(client.pending).toBe('');
    // Nobody waits for ever for an end that does not come.
    app.clock.advance(1000);
    await client.until('body');
  });

  it('R13 more than was declared stays in order', async () => {
    const { app, cookie } = await withSession((request, response) => {
      request.getSession();
      response.writeHead(200, { 'Content-Length': 4 });
      response.write('bo');
      response.write('dy');
      response.write('');
      response.write('more');
      response.end();
    });
    const client = await connectTo(app.port);
    client.sendGet('/', cookie);
    expect(await client.until('more')).toContain('\r\n\r\nbodymore');
  });

  it('R13 of an event stream are saved within a second', async () => {
    const finished = gate();
    let step: () => void = () => undefined;
    const { app, clock, store, cookie } = await withSession(async (request, response) => {
      const session = request.getSession();
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
      step = () => {
        const count = Number(session.getAttribute('count') ?? 0) + 1;
        session.setAttribute('count', count);
        response.write(`data: ${count}\n\n`);
      };
      await finished.passed;
      response.end();
    });
    const other = await serve({ clock, store }, (request, response) => {
      response.end(String(request.getSession().getAttribute('count')));
    });
    const client = await connectTo(app.port);
    client.sendGet('/', cookie);
    await client.until('text/event-stream');
    for (const count of [1, 2, 3]) {
      step();
      await client.until(`data: ${count}`);
      clock.advance(999);
      await settle(app);
      expect(store.count('update')).toBe(count - 1);
      clock.advance(1);
      await settle(app);
      expect(store.count('update')).toBe(count);
      expect((await once(other.port, 'GET /', cookie)).body).toBe(String(count));
    }
    finished.open();
    await client.until('\r\n0\r\n');
  });

  it('R13 the last of an event stream are saved before its end', async () => {
    const { app, store, cookie } = await withSession((request, response) => {
      request.getSession();
      response.flushHeaders();
      request.getSession().setAttribute('count', 1);
      response.end('data: 1\n\n');
    });
    await once(app.port, 'GET /', cookie);
    expect(store.count('update')).toBe(1);
    const { result } = await app.visit(
      (request): unknown => request.getSession().getAttribute('count'),
      { cookie: cookie.slice('Cookie: '.length) },
    );
    expect(result).toBe(1);
  });
});

describe('answers without a body', () => {
  it.each<[string, string, Handle]>([
    ['HEAD', 'HEAD /', (_request, response) => response.write('bo')],
    ['HEAD with a head', 'HEAD /', (_request, response) => response.writeHead(200).write('bo')],
    ['204', 'GET /', (_request, response) => response.writeHead(204)],
    [
      '304',
      'GET /',
      (_request, response) => {
        response.statusCode = 304;
      },
    ],
  ])('R13 are saved once, at their end: %s', async (_what, start, begin) => {
    const { app, store, cookie } = await withSession((request, response) => {
      request.getSession().setAttribute('a', 1);
      begin(request, response);
      request.getSession().setAttribute('b', 2);
      response.end();
    });
    const answer = await once(app.port, start, cookie);
    expect(answer.body).toBe('');
    expect(store.count('update')).toBe(1);
    const { result } = await app.visit((request) => [...request.getSession().getAttributeNames()], {
      cookie: cookie.slice('Cookie: '.length),
    });
    expect(result.sort()).toEqual(['a', 'b']);
  });

  it('R13 call back for what is written all the same', async () => {
    const called = gate();
    const { app, cookie } = await withSession(async (request, response) => {
      request.getSession();
      response.write('dropped', called.open);
      await called.passed;
      response.end();
    });
    expect((await once(app.port, 'HEAD /', cookie)).status).toBe(200);
  });
});
