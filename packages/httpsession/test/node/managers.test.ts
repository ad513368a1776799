import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createServer,
  headerTracker,
  MemoryStore,
  OptionError,
  SessionManager,
  type HttpSessionEvent,
  type SessionHandler,
} from 'httpsession';
import { DelayedStore } from '../support/delayed-store.ts';
import { distantStore } from '../support/distant-store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { once } from '../support/raw-client.ts';
import { turn } from '../support/serve.ts';

const servers = new Set<Server>();

afterEach(async () => {
  for (const server of servers) await stop(server);
});

async function listen(server: Server): Promise<number> {
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  servers.delete(server);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

const visits: SessionHandler = (request, response) => {
  const session = request.getSession();
  const count = Number(session.getAttribute('visits') ?? 0) + 1;
  session.setAttribute('visits', count);
  response.end(String(count));
};

function endLog() {
  const reasons: string[] = [];
  return {
    reasons,
    listener: {
      sessionDestroyed: (event: HttpSessionEvent) => void reasons.push(String(event.getReason())),
    },
  };
}

describe('createServer', () => {
  it.each<[string, () => Server]>([
    ['a handler', () => createServer(visits)],
    ['options and a handler', () => createServer({ sessionMax: 10 }, visits)],
    ['a manager and a handler', () => createServer(new SessionManager(), visits)],
    ['nothing, and a listener later', () => createServer().on('request', visits)],
    ['options, and a listener later', () => createServer({}).on('request', visits)],
    [
      'a manager, and a listener later',
      () => createServer(new SessionManager()).on('request', visits),
    ],
  ])('takes %s', async (_what, create) => {
    const port = await listen(create());
    const first = await once(port, 'GET /');
    expect([first.body, first.sessionCookies.length]).toEqual(['1', 1]);
    expect((await once(port, 'GET /', `Cookie: ${first.cookie}`)).body).toBe('2');
  });

  it("passes Node's own options on", async () => {
    const port = await listen(createServer({ server: { maxHeaderSize: 500 } }, visits));
    expect((await once(port, 'GET /', `X-A: ${'a'.repeat(600)}`)).status).toBe(431);
  });

  it("takes Node's own options from a manager, too", async () => {
    const manager = new SessionManager({ server: { maxHeaderSize: 500 } });
    const port = await listen(createServer(manager, visits));
    expect((await once(port, 'GET /', `X-A: ${'a'.repeat(600)}`)).status).toBe(431);
  });

  it('refuses a handler in front of the options, which would be lost', () => {
    const swapped = createServer as unknown as (...args: unknown[]) => Server;
    expect(() => swapped(visits, { sessionMax: 1 })).toThrow(
      expect.objectContaining({ option: 'handler' }),
    );
  });

  it.each([[null], [42], ['options'], [[]]])('refuses options that are %j', (options) => {
    expect(() => createServer(options as unknown as object)).toThrow(OptionError);
  });

  it.each([[null], [42], ['handler'], [{}]])('refuses a handler that is %j', (handler) => {
    expect(() => createServer({}, handler as unknown as SessionHandler)).toThrow(
      expect.objectContaining({ option: 'handler' }),
    );
  });

  it('P-18 starts nothing when an option is wrong, its own or one of Node', () => {
    const clock = new FakeClock();
    const store = new DelayedStore(new MemoryStore({ clock }), { coherent: false });
    const tracker = headerTracker('X-Session');
    const wrong: Parameters<typeof createServer>[0][] = [
      { server: { maxHeaderSize: -1 } },
      { server: { insecureHTTPParser: 'yes' as unknown as boolean } },
      { server: { requestTimeout: -1 } },
      { trustProxy: ['nowhere'], cookie: { secure: true } },
      { trustProxy: ['nowhere'] },
      { trackingModes: [{ ...tracker, vary: undefined as unknown as string }] },
      { trackingModes: [{ ...tracker, vary: 'a\r\nb: c' }] },
      { trackingModes: [{ ...tracker, name: 7 as unknown as string }] },
      { route: 'a.b' },
      { secrets: ['short'] },
      { idGenerator: () => 'always the same one' },
      { cookie: { name: 'a b' } },
      { limits: { attributes: -1 } },
    ];
    for (const options of wrong) {
      let error: unknown;
      try {
        createServer({ clock, store, ...options });
      } catch (thrown) {
        error = thrown;
      }
      const [name = ''] = Object.keys(options);
      expect([name, (error as { option?: string } | undefined)?.option?.split(/[.[]/)[0]]).toEqual([
        name,
        name,
      ]);
      expect([name, clock.pendingTimers]).toEqual([name, 0]);
    }
    expect(store.calls).toEqual([]);
  });
});

describe('handle', () => {
  it('gives the application no arguments, which would mean something to a callback', async () => {
    const manager = new SessionManager();
    const given: unknown[][] = [];
    const server = createHttpServer((request, response) => {
      manager.handle(request, response, (...args: unknown[]) => {
        given.push(args);
        response.end();
      });
    });
    await once(await listen(server), 'GET /');
    expect(given).toEqual([[]]);
  });
});

describe('closing', () => {
  it('a server closes the manager that it made', async () => {
    const { reasons, listener } = endLog();
    const server = createServer({ listeners: [listener] }, visits);
    await once(await listen(server), 'GET /');
    expect(reasons).toEqual([]);
    await stop(server);
    await turn();
    expect(reasons).toEqual(['shutdown']);
  });

  it('a server leaves a manager alone that was passed in', async () => {
    const { reasons, listener } = endLog();
    const manager = new SessionManager({ listeners: [listener] });
    const first = createServer(manager, visits);
    const { cookie } = await once(await listen(first), 'GET /');
    await stop(first);
    await turn();
    expect(reasons).toEqual([]);
    const again = createServer(manager, visits);
    expect((await once(await listen(again), 'GET /', `Cookie: ${cookie}`)).body).toBe('2');
    await manager.close();
    expect(reasons).toEqual(['shutdown']);
  });

  it('a manager ends its sessions once, with a reason', async () => {
    const { reasons, listener } = endLog();
    const clock = new FakeClock();
    const manager = new SessionManager({ clock, listeners: [listener] });
    const port = await listen(createServer(manager, visits));
    for (let round = 0; round < 3; round += 1) await once(port, 'GET /');
    await manager.close();
    await manager.close();
    expect(reasons).toEqual(['shutdown', 'shutdown', 'shutdown']);
    expect(manager.metrics.activeSessions).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('a manager with a store keeps its sessions there, and no listener hears of an end', async () => {
    const { reasons, listener } = endLog();
    const { clock, store } = distantStore({ coherent: true });
    const first = new SessionManager({ clock, store, listeners: [listener] });
    const { cookie } = await once(await listen(createServer(first, visits)), 'GET /');
    await first.close();
    expect(reasons).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
    const second = new SessionManager({ clock, store });
    const port = await listen(createServer(second, visits));
    expect((await once(port, 'GET /', `Cookie: ${cookie}`)).body).toBe('2');
    await second.close();
  });

  it.each<[string, (manager: SessionManager) => Server]>([
    ['a handler', (manager) => createServer(manager, visits)],
    ['a listener', (manager) => createServer(manager).on('request', visits)],
    ['a second attach', (manager) => manager.attach(createServer(manager, visits))],
  ])('a closed manager makes no sessions, and says so: with %s', async (_how, create) => {
    const errors: unknown[] = [];
    const manager = new SessionManager({ onError: (error) => errors.push(error) });
    const port = await listen(create(manager));
    await manager.close();
    expect((await once(port, 'GET /')).status).toBe(500);
    expect(errors).toEqual([expect.objectContaining({ code: 'HTTPSESSION_CONTEXT_CLOSED' })]);
  });

  it('a server whose manager cannot be closed well does not end the process', async () => {
    const { clock, store } = distantStore({ coherent: true });
    const server = createServer({ clock, store }, (request, response) => {
      request.getSession();
      response.end();
      setImmediate(() => request.getSession(false)?.setAttribute('late', 1));
    });
    await once(await listen(server), 'GET /');
    await turn();
    for (let nth = 1; nth < 9; nth += 1) {
      store.fail('update', nth);
      store.fail('delete', nth);
    }
    await stop(server);
    await turn();
    expect(store.count('create')).toBe(1);
  });
});

describe('several managers in one process', () => {
  it('know nothing of each other', async () => {
    const [a, b] = [
      await listen(createServer({ sessionMax: 5 }, visits)),
      await listen(createServer({ cookie: { name: 'OTHER' } }, visits)),
    ];
    const first = await once(a, 'GET /');
    const id = first.cookie.slice('JSESSIONID='.length);
    for (const cookie of [first.cookie, `OTHER=${id}`]) {
      const answer = await once(b, 'GET /', `Cookie: ${cookie}`);
      expect([answer.body, answer.setCookies.map(({ name }) => name)]).toEqual(['1', ['OTHER']]);
    }
    expect((await once(a, 'GET /', `Cookie: ${first.cookie}`)).body).toBe('2');
  });

  it('share a store without sharing sessions, when their contexts differ', async () => {
    const { clock, store } = distantStore();
    const shop = { clock, store, contextPath: '/shop', cookie: { path: '/' } };
    const blog = { clock, store, contextPath: '/blog', cookie: { path: '/' } };
    const [a, b, a2] = [
      await listen(createServer(shop, visits)),
      await listen(createServer(blog, visits)),
      await listen(createServer(shop, visits)),
    ];
    const { cookie } = await once(a, 'GET /shop/');
    expect((await once(b, 'GET /blog/', `Cookie: ${cookie}`)).body).toBe('1');
    expect((await once(a2, 'GET /shop/', `Cookie: ${cookie}`)).body).toBe('2');
  });

  it('one manager may have several servers', async () => {
    const manager = new SessionManager();
    const [a, b] = [
      await listen(createServer(manager, visits)),
      await listen(createServer(manager, visits)),
    ];
    const { cookie } = await once(a, 'GET /');
    expect((await once(b, 'GET /', `Cookie: ${cookie}`)).body).toBe('2');
    await manager.close();
  });
});
