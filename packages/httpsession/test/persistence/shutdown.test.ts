import { describe, expect, it } from '@jest/globals';
import { request as httpRequest, Agent, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/common/clock.ts';
import { createServer, JsonCodec, MemoryStore, SessionManager } from 'httpsession';
import type { HttpSession, SessionOptions, SessionServer } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { DelayedStore } from '../support/delayed-store.ts';
import { openRequest } from '../support/nodes.ts';
import { serve, turn, type TestServer } from '../support/serve.ts';
import { cookieOf, findsSession, startSession } from '../support/sessions.ts';
import { collectWarnings } from '../support/warnings.ts';

collectWarnings();

interface Node {
  readonly app: TestServer;
  readonly store: DelayedStore;
  readonly clock: FakeClock;
}

async function node(options: SessionOptions & { coherent?: boolean } = {}): Promise<Node> {
  const { coherent = false, ...others } = options;
  const clock = new FakeClock();
  const store = new DelayedStore(new MemoryStore({ clock, coherent }));
  return { app: await serve({ ...others, clock, store }), store, clock };
}

/** Whether a promise has settled once everything that could run has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  promise.then(note, note);
  for (let i = 0; i < 10; i += 1) await turn();
  return settled;
}

function failure(text: string): unknown {
  return expect.objectContaining({
    code: 'HTTPSESSION_STORE_UNAVAILABLE',
    message: expect.stringContaining(text),
  });
}

describe('F-18 closing a manager with a store', () => {
  it('waits for requests that work with a session, and stores what they change', async () => {
    for (const coherent of [false, true]) {
      const { app, store } = await node({ coherent });
      const cookie = await startSession(app);
      const open = await openRequest(app, cookie);
      const closing = app.manager.close();
      expect(await isSettled(closing)).toBe(false);
      expect(await open.finish((session) => session.setAttribute('last', 1))).toBe(200);
      await closing;
      const [summary] = (await store.list?.(1)) ?? [];
      expect(await store.load(summary?.key ?? '')).toMatchObject({
        attributes: new Map([['last', expect.anything()]]),
      });
    }
  });

  it('does not wait for a session that its request has ended', async () => {
    const { app, store } = await node();
    const open = await openRequest(app, await startSession(app));
    const closing = app.manager.close();
    expect(await isSettled(closing)).toBe(false);
    await open.finish((session) => session.invalidate());
    expect(await isSettled(closing)).toBe(true);
    await closing;
    expect(await store.list?.(1)).toEqual([]);
  });

  it('waits for a request that works on after it has ended its session: it is to delete the record', async () => {
    const { app, store } = await node();
    const open = await openRequest(app, await startSession(app));
    open.session.invalidate();
    const closing = app.manager.close();
    expect(await isSettled(closing)).toBe(false);
    expect(await store.list?.(1)).toHaveLength(1);
    expect(await open.finish()).toBe(200);
    await closing;
    expect(await store.list?.(1)).toEqual([]);
  });

  it('deletes what has ended by itself when the half of its time is over', async () => {
    const { app, store, clock } = await node();
    const cookie = await startSession(app);
    const open = await openRequest(app, cookie);
    open.session.invalidate();
    const closing = app.manager.close({ timeoutMs: 1000 });
    clock.advance(499);
    expect(await isSettled(closing)).toBe(false);
    clock.advance(1);
    expect(await isSettled(closing)).toBe(true);
    await closing;
    expect(await store.list?.(1)).toEqual([]);
    expect(await open.finish()).toBe(200);
    expect([store.count('delete'), clock.pendingTimers]).toEqual([1, 0]);
  });

  it('deletes at the last moment what ends later, where the store answers at once', async () => {
    const clock = new FakeClock();
    const inner = new MemoryStore({ clock, coherent: false });
    const app = await serve({ clock, store: inner });
    const open = await openRequest(app, await startSession(app));
    const closing = app.manager.close({ timeoutMs: 1000 });
    clock.advance(600);
    open.session.invalidate();
    clock.advance(400);
    await closing;
    expect(inner.list(1)).toEqual([]);
    expect(await open.finish()).toBe(200);
  });

  it('tells of an ended session whose record is not deleted in time', async () => {
    const { app, store, clock } = await node();
    const open = await openRequest(app, await startSession(app));
    store.neverAnswer('delete');
    open.session.invalidate();
    const closing = app.manager.close({ timeoutMs: 1000 });
    closing.catch(() => undefined);
    await turn();
    clock.advance(1000);
    await expect(closing).rejects.toEqual(failure('deleting 1 sessions that have ended in time'));
    void open.finish().catch(() => undefined);
  });

  it('stores the others when a listener ends one of them meanwhile', async () => {
    let other: HttpSession | undefined;
    class Spoiler {
      readonly name = 'x';

      sessionWillPassivate(): void {
        other?.invalidate();
      }
    }
    const { app, store } = await node({
      coherent: true,
      codec: new JsonCodec({ classes: [Spoiler] }),
    });
    await startSession(app, (session) => session.setAttribute('c', new Spoiler()));
    await startSession(app, (session) => {
      session.setAttribute('c', new Spoiler());
      other = session;
    });
    await startSession(app, (session) => session.setAttribute('n', 1));
    await app.manager.close();
    expect(await store.list?.(10)).toHaveLength(2);
  });

  it('runs no listener of an expired session once it is closed', async () => {
    const heard: string[] = [];
    const { app, store, clock } = await node({
      listeners: [{ sessionDestroyed: () => void heard.push('destroyed') }],
    });
    for (let n = 0; n < 11; n += 1) await startSession(app);
    const gate = store.hold('delete');
    clock.advance(1_800_000 + 60_000);
    for (let i = 0; i < 20; i += 1) await turn();
    clock.advance(12_000);
    for (let i = 0; i < 20; i += 1) await turn();
    expect(heard).toHaveLength(10);
    const closing = app.manager.close();
    expect(await isSettled(closing)).toBe(false);
    gate.open();
    await closing;
    for (let i = 0; i < 20; i += 1) await turn();
    expect(heard).toHaveLength(10);
  });

  it('makes no more sessions meanwhile, and is safe to repeat', async () => {
    const { app } = await node();
    const open = await openRequest(app, await startSession(app));
    const closing = [app.manager.close(), app.manager.close()];
    await expect(app.visit((request) => request.getSession())).rejects.toEqual(
      expect.objectContaining({ code: 'HTTPSESSION_CONTEXT_CLOSED' }),
    );
    await open.finish();
    await Promise.all(closing);
  });

  it('SES-184 tells values that they are put away', async () => {
    const heard: string[] = [];
    class Connection {
      readonly name = 'x';

      sessionWillPassivate(): void {
        heard.push('will');
      }
    }
    const { app } = await node({ coherent: true, codec: new JsonCodec({ classes: [Connection] }) });
    await startSession(app, (session) => session.setAttribute('c', new Connection()));
    expect(heard).toEqual([]);
    await app.manager.close();
    expect(heard).toEqual(['will']);
  });

  it('tells how many sessions are not stored, and why', async () => {
    const { app, store } = await node({ coherent: true });
    const cookie = await startSession(app);
    store.fail('update', 1);
    store.fail('update', 2);
    store.fail('update', 3);
    await app.visit((request) => request.getSession().setAttribute('n', 1), { cookie });
    await expect(app.manager.close()).rejects.toEqual(failure('storing 1 sessions'));
  });

  it('tells of ended sessions that are still in the store', async () => {
    const { app, store } = await node();
    const cookie = await startSession(app);
    for (let i = 1; i < 5; i += 1) store.fail('delete', i);
    await app.visit((request) => request.getSession().invalidate(), { cookie });
    await expect(app.manager.close()).rejects.toEqual(failure('deleting 1 sessions'));
  });

  it('tries once more what could not be stored or deleted before', async () => {
    const { app, store } = await node({ coherent: true });
    const cookies = [await startSession(app), await startSession(app)];
    store.fail('update', 1);
    store.fail('update', 2);
    store.fail('delete', 1);
    await app.visit((request) => request.getSession().setAttribute('n', 1), {
      cookie: cookies[0]!,
    });
    await app.visit((request) => request.getSession().invalidate(), { cookie: cookies[1]! });
    await app.manager.close();
    expect(await store.list?.(10)).toHaveLength(1);
  });

  it('waits ten seconds for a store that never answers, unless told otherwise', async () => {
    for (const [options, ms] of [
      [undefined, 10_000],
      [{ timeoutMs: 500 }, 500],
    ] as const) {
      const { app, store, clock } = await node({ coherent: true });
      const cookie = await startSession(app);
      store.neverAnswer('update');
      void app
        .visit((request) => request.getSession().setAttribute('n', 1), { cookie })
        .catch(() => undefined);
      while (store.count('update') === 0) await turn();
      const closing = app.manager.close(options);
      closing.catch(() => undefined);
      clock.advance(ms - 1);
      expect(await isSettled(closing)).toBe(false);
      clock.advance(1);
      await expect(closing).rejects.toEqual(failure('storing 1 sessions in time'));
    }
  });

  it('waits no longer for a handler that never ends, and loses nothing by that', async () => {
    const { app, clock } = await node();
    const open = await openRequest(app, await startSession(app));
    const closing = app.manager.close();
    await turn();
    clock.advance(10_000);
    await closing;
    expect(await open.finish()).toBe(200);
  });

  it.each([-1, NaN, Infinity, '1'])('refuses a timeout of %p', async (timeoutMs) => {
    const { app } = await node();
    await expect(app.manager.close({ timeoutMs: timeoutMs as number })).rejects.toEqual(
      expect.objectContaining({ option: 'timeoutMs' }),
    );
  });

  it('leaves no timers behind', async () => {
    const { app, clock } = await node();
    await startSession(app);
    await app.manager.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('that a server does by itself is told to onError when it fails', async () => {
    const errors: unknown[] = [];
    const clock = new FakeClock();
    const store = new DelayedStore(new MemoryStore({ clock, coherent: true }), {
      answers: 'at once',
    });
    let session: HttpSession | undefined;
    const server = createServer(
      { store, clock, onError: (error) => void errors.push(error) },
      (request, response) => {
        session = request.getSession();
        if (request.url === '/n') session.setAttribute('n', 1);
        response.end();
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await get(portOf(server), '/');
    for (let i = 1; i < 5; i += 1) store.fail('update', i);
    await get(portOf(server), '/n', cookieOf(session!), { status: 503 });
    await new Promise((resolve) => server.close(resolve));
    for (let i = 0; i < 10; i += 1) await turn();
    expect(errors).toEqual([failure('storing 1 sessions')]);
  });
});

describe('F-18 a server that stops under load', () => {
  it('finishes what it accepted, and another one has all that was acknowledged', async () => {
    const inner = new MemoryStore({ coherent: false });
    const one = await loaded(inner);
    const other = await loaded(inner);
    const agent = new Agent({ keepAlive: true });
    const clients = Array.from({ length: 20 }, () => new Client(agent));
    let isStopping = false;
    let refused = 0;
    const running = clients.map(async (client) => {
      for (;;) {
        try {
          await client.count(one.port);
        } catch (error) {
          refused += 1;
          // Only connections that were never accepted, or were idle.
          expect(isStopping).toBe(true);
          expect(['ECONNREFUSED', 'ECONNRESET']).toContain((error as NodeJS.ErrnoException).code);
          return;
        }
      }
    });
    await pause(300);
    // On a busy machine that may be too short for the first answer.
    while (clients.some(({ counted }) => counted === 0)) await pause(10);
    isStopping = true;
    const stopped = new Promise((resolve) => one.server.close(resolve));
    await stopped;
    await one.manager.close();
    await Promise.all(running);
    expect(refused).toBe(clients.length);
    for (const client of clients) {
      const acknowledged = client.counted;
      expect(acknowledged).toBeGreaterThan(0);
      // The failover: the other server goes on with the session, under the same cookie.
      expect(await client.count(other.port)).toBe(acknowledged + 1);
    }
    expect(one.unanswered()).toBe(0);
    agent.destroy();
    await new Promise((resolve) => other.server.close(resolve));
    await other.manager.close();
  });
});

describe('Failover by route', () => {
  it('a session goes on in another process, with its data and the new route', async () => {
    const clock = new FakeClock();
    const inner = new MemoryStore({ clock, coherent: false });
    const [a, b] = [
      await serve({ clock, route: 'a', store: new DelayedStore(inner) }),
      await serve({ clock, route: 'b', store: new DelayedStore(inner) }),
    ];
    const cookie = await startSession(a, (session) => session.setAttribute('cart', 'tea'));
    expect(cookie).toMatch(/\.a$/);
    // A process that is killed says nothing to the store.
    a.server.closeAllConnections();
    await new Promise((resolve) => a.server.close(resolve));
    const moved = await b.visit((request) => request.getSession().getAttribute('cart') as string, {
      cookie,
    });
    expect(moved.result).toBe('tea');
    expect(moved.cookie).toBe(cookie.replace(/\.a$/, '.b'));
    const again = await b.visit((request) => request.getSession(false) !== null, {
      cookie: moved.cookie,
    });
    expect([again.result, again.cookie]).toEqual([true, '']);
    expect(await findsSession(b, { cookie })).toBe(true);
  });
});

/** A server whose store and handler take some milliseconds. */
async function loaded(inner: MemoryStore): Promise<{
  server: SessionServer;
  port: number;
  manager: SessionManager;
  unanswered(): number;
}> {
  const manager = new SessionManager({ store: new SlowStore(inner), clock: systemClock });
  let running = 0;
  const server = createServer(manager, async (request, response) => {
    running += 1;
    response.once('finish', () => {
      running -= 1;
    });
    // Else a client that goes on asking keeps its connection, and with it the server.
    if (!server.listening) response.setHeader('Connection', 'close');
    const n = await request.getSession().update('n', (value) => Number(value ?? 0) + 1);
    await pause(5);
    response.end(String(n));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: portOf(server), manager, unanswered: () => running };
}

/** A store whose answers take some milliseconds. */
class SlowStore extends DelayedStore {
  constructor(inner: MemoryStore) {
    super({
      coherent: false,
      create: async (record) => later(inner.create(record)),
      load: async (key, known) => later(inner.load(key, known)),
      update: async (key, change) => later(inner.update(key, change)),
      rename: async (oldKey, newKey, sealedId) => later(inner.rename(oldKey, newKey, sealedId)),
      delete: async (key) => later(inner.delete(key)),
      takeExpired: async (limit, leaseMs) => later(inner.takeExpired(limit, leaseMs)),
      close: () => inner.close(),
    });
  }
}

async function later<T>(value: T): Promise<T> {
  await pause(Math.random() * 4);
  return value;
}

class Client {
  /** The last count that was answered. */
  counted = 0;
  readonly #agent: Agent;
  #cookie = '';

  constructor(agent: Agent) {
    this.#agent = agent;
  }

  async count(port: number): Promise<number> {
    const { body, cookie } = await get(port, '/', this.#cookie, { agent: this.#agent });
    if (cookie !== '') this.#cookie = cookie;
    this.counted = Number(body);
    return this.counted;
  }
}

function portOf(server: SessionServer): number {
  return (server.address() as AddressInfo).port;
}

async function get(
  port: number,
  path: string,
  cookie = '',
  { agent, status = 200 }: { agent?: Agent; status?: number } = {},
): Promise<{ body: string; cookie: string }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest({
      host: '127.0.0.1',
      port,
      path,
      ...(agent === undefined ? { agent: false } : { agent }),
      headers: cookie === '' ? {} : { cookie },
    })
      .on('response', resolve)
      .on('error', reject)
      .end();
  });
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += String(chunk);
  expect(response.statusCode).toBe(status);
  const [set = ''] = response.headers['set-cookie'] ?? [];
  return { body, cookie: set.split(';')[0] ?? '' };
}
