import { describe, expect, it } from '@jest/globals';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { storeKey } from '../../src/store/store-key.ts';
import type { SessionChange } from '../../src/store/store.ts';
import { DelayedStore } from '../support/delayed-store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { cluster } from '../support/nodes.ts';
import { serve, turn, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

async function oneNode(
  options: { coherent?: boolean; touchInterval?: number } = {},
): Promise<{ app: TestServer; store: DelayedStore; clock: FakeClock }> {
  const clock = new FakeClock();
  const inner = new MemoryStore({ coherent: options.coherent ?? false, clock });
  const store = new DelayedStore(inner);
  const { touchInterval } = options;
  const app = await serve({
    store,
    clock,
    ...(touchInterval === undefined ? {} : { touchInterval }),
  });
  return { app, store, clock };
}

/** When the record of a session expires. */
async function deadlineOf(store: DelayedStore, cookie: string): Promise<number | undefined> {
  const record = await store.load(storeKey('', cookie.replace('JSESSIONID=', '')));
  return record === 'unchanged' ? undefined : record?.expiresAt;
}

function lastChange(store: DelayedStore): SessionChange {
  const call = store.calls.filter(({ method }) => method === 'update').at(-1);
  return call?.args[1] as SessionChange;
}

describe('what a request costs the store', () => {
  it('R6 a session made by getSession() is created even when it is empty', async () => {
    const { app, store } = await oneNode();
    await startSession(app);
    expect(store.calls.map(({ method }) => method)).toEqual(['create']);
  });

  it('R6 asking with getSession(false), or not at all, makes nothing', async () => {
    const { app, store } = await oneNode();
    await app.visit((request) => request.getSession(false));
    await app.get('/');
    expect(store.calls).toEqual([]);
  });

  it('S-45 an unknown id costs one load and makes nothing', async () => {
    const { app, store } = await oneNode();
    await app.visit((request) => request.getSession(false), {
      cookie: 'JSESSIONID=abcdefghijklmnopqrstuvwxyz012345',
    });
    expect(store.calls.map(({ method }) => method)).toEqual(['load']);
  });

  it('S-49 a malformed id costs nothing', async () => {
    const { app, store } = await oneNode();
    await app.visit((request) => request.getSession(false), { cookie: 'JSESSIONID=../../etc' });
    expect(store.calls).toEqual([]);
  });

  it('S1-18 S4-13 S4-29 an unmodified request within the touch interval is one load and no write', async () => {
    const { app, store } = await oneNode();
    const cookie = await startSession(app, (session) => session.setAttribute('a', 1));
    store.calls.length = 0;
    await app.visit((request) => request.getSession().getAttribute('a') as number, { cookie });
    expect(store.calls.map(({ method }) => method)).toEqual(['load']);
  });

  it('an object that is only looked at costs no write either', async () => {
    const { app, store } = await oneNode();
    const cookie = await startSession(app, (session) => session.setAttribute('cart', { n: 1 }));
    store.calls.length = 0;
    await app.visit((request) => request.getSession().getAttribute('cart') as object, { cookie });
    expect(store.calls.map(({ method }) => method)).toEqual(['load']);
  });

  it('the manager leaves the store open when it is closed: others may share it', async () => {
    const { app, store } = await oneNode();
    await startSession(app);
    await app.manager.close();
    expect(store.count('close')).toBe(0);
  });

  it('R11 an unmodified request behind the touch interval moves the deadline', async () => {
    const { app, store, clock } = await oneNode();
    const cookie = await startSession(app);
    clock.advance(60_001);
    store.calls.length = 0;
    await app.visit((request) => request.getSession(false), { cookie });
    expect(store.calls.map(({ method }) => method)).toEqual(['load', 'update']);
    expect(lastChange(store).set.size).toBe(0);
    expect(await deadlineOf(store, cookie)).toBe(clock.now() + 1_800_000 + 60_000);
    expect(lastChange(store)).not.toHaveProperty('maxInactiveMs');
  });

  it('S4-29 a modified request is one load and one write, of what was changed and nothing else', async () => {
    const { app, store } = await oneNode();
    const cookie = await startSession(app, (session) => {
      session.setAttribute('kept', 'x');
      session.setAttribute('old', 'y');
    });
    store.calls.length = 0;
    await app.visit(
      (request) => {
        request.getSession().setAttribute('new', 'z');
        request.getSession().removeAttribute('old');
      },
      { cookie },
    );
    expect(store.calls.map(({ method }) => method)).toEqual(['load', 'update']);
    expect([...lastChange(store).set.keys()]).toEqual(['new']);
    expect([...lastChange(store).removed]).toEqual(['old']);
  });

  it('R2 a coherent store is not asked for a session that is resident', async () => {
    const { app, store } = await oneNode({ coherent: true });
    const cookie = await startSession(app);
    store.calls.length = 0;
    await app.visit((request) => request.getSession(), { cookie });
    expect(store.calls).toEqual([]);
  });

  it('R11 a new interval is written at once', async () => {
    const { app, store, clock } = await oneNode();
    const cookie = await startSession(app);
    await app.visit((request) => request.getSession().setMaxInactiveInterval(60), { cookie });
    expect(lastChange(store).maxInactiveMs).toBe(60_000);
    expect(await deadlineOf(store, cookie)).toBe(clock.now() + 60_000 + 6_000);
  });

  it('R11 with touchInterval 0 every request writes its access', async () => {
    const { app, store, clock } = await oneNode({ touchInterval: 0 });
    const cookie = await startSession(app);
    clock.advance(1);
    store.calls.length = 0;
    await app.visit((request) => request.getSession(false), { cookie });
    expect(store.calls.map(({ method }) => method)).toEqual(['load', 'update']);
  });
});

describe('R9 values changed in place', () => {
  it('S4-19 are noticed and written, by any node', async () => {
    const { nodes, stores } = await cluster(2);
    const [first, second] = nodes as [TestServer, TestServer];
    const cookie = await startSession(first, (session) => session.setAttribute('cart', ['tea']));
    await second.visit(
      (request) => (request.getSession().getAttribute('cart') as string[]).push('cups'),
      { cookie },
    );
    expect(stores[1]?.count('update')).toBe(1);
    const seen = await first.visit(
      (request) => request.getSession().getAttribute('cart') as string[],
      { cookie },
    );
    expect(seen.result).toEqual(['tea', 'cups']);
  });

  it('are not written when only looked at', async () => {
    const { app, store } = await oneNode();
    const cookie = await startSession(app, (session) => session.setAttribute('cart', { n: 1 }));
    await app.visit((request) => request.getSession().getAttribute('cart') as object, { cookie });
    expect(store.count('update')).toBe(0);
  });

  it('are a 500 for the request that made them impossible, and only for that', async () => {
    const { app } = await oneNode();
    const cookie = await startSession(app, (session) => session.setAttribute('bag', { n: 1 }));
    const bad = await app.visit(
      (request) => {
        const bag = request.getSession().getAttribute('bag') as Record<string, unknown>;
        bag['run'] = () => undefined;
      },
      { cookie },
    );
    expect(bad.status).toBe(500);
    const next = await app.visit((request) => request.getSession().getAttribute('bag') as object, {
      cookie,
    });
    expect(next.result).toEqual({ n: 1 });
  });

  it('R9 are a 500 also when the session was renewed in the store meanwhile', async () => {
    const { app, clock, store } = await oneNode();
    const cookie = await startSession(app, (session) => session.setAttribute('bag', { n: 1 }));
    const bad = await app.visit(
      async (request) => {
        const bag = request.getSession().getAttribute('bag') as Record<string, unknown>;
        bag['run'] = () => undefined;
        clock.advance(61_000);
        await turn();
      },
      { cookie },
    );
    expect(store.count('update')).toBe(1);
    expect(bad.status).toBe(500);
  });

  it('are not written half done, only because the session was renewed in the store', async () => {
    const { app, clock, store } = await oneNode();
    const cookie = await startSession(app, (session) => session.setAttribute('cart', ['tea']));
    await app.visit(
      async (request) => {
        const session = request.getSession();
        const cart = session.getAttribute('cart') as string[];
        cart.push('half');
        session.setAttribute('n', 1);
        clock.advance(61_000);
        await turn();
        cart[1] = 'whole';
      },
      { cookie },
    );
    const changes = store.calls.filter(({ method }) => method === 'update');
    expect(changes.map(({ args }) => [...(args[1] as SessionChange).set.keys()])).toEqual([
      [],
      ['n', 'cart'],
    ]);
    const { result } = await app.visit(
      (request) => request.getSession().getAttribute('cart') as string[],
      { cookie },
    );
    expect(result).toEqual(['tea', 'whole']);
  });

  it('SES-182 a value that cannot be stored is refused when it is set, with its name', async () => {
    const { app } = await oneNode();
    const visit = await app.visit((request) => {
      const session = request.getSession();
      try {
        session.setAttribute('socket', { callback: () => undefined });
        return 'accepted';
      } catch (error) {
        return `${String(session.getAttribute('socket'))} ${(error as Error).message}`;
      }
    });
    expect(visit.result).toMatch(/^null .*"socket"/);
  });
});

describe('R3 failures of the store', () => {
  it('a failed write is a 503 without cookie, and the change is written by the next commit', async () => {
    const { app, store } = await oneNode({ coherent: true });
    const cookie = await startSession(app);
    store.fail('update');
    const failed = await app.visit((request) => request.getSession().setAttribute('n', 1), {
      cookie,
    });
    expect([failed.status, failed.headers['retry-after'], failed.setCookies.length]).toEqual([
      503,
      '2',
      0,
    ]);
    store.calmDown();
    await app.visit((request) => request.getSession(), { cookie });
    expect([...lastChange(store).set.keys()]).toEqual(['n']);
  });

  it('a failed create is a 503 without cookie, and the session is gone', async () => {
    const { app, store } = await oneNode({ coherent: true });
    store.fail('create');
    const failed = await app.visit((request) => request.getSession().setAttribute('n', 1));
    expect([failed.status, failed.setCookies.length]).toEqual([503, 0]);
    expect(app.manager.metrics.activeSessions).toBe(0);
  });

  it('R15 a failed load throws where the session is asked for, and nowhere else', async () => {
    const { app, store } = await oneNode();
    const cookie = await startSession(app);
    store.fail('load', 1);
    store.fail('load', 2);
    const plain = await app.visit(() => 'fine', { cookie });
    expect([plain.status, plain.result]).toEqual([200, 'fine']);
    await expect(
      app.visit((request) => request.getSession(true), { cookie }),
    ).rejects.toMatchObject({
      code: 'HTTPSESSION_STORE_UNAVAILABLE',
    });
  });

  it('R12 a delete that failed is tried again, and the id is refused meanwhile', async () => {
    const { app, store, clock } = await oneNode();
    const cookie = await startSession(app);
    store.fail('delete');
    const logout = await app.visit((request) => request.getSession().invalidate(), { cookie });
    expect(logout.status).toBe(503);
    await expect(
      app.visit((request) => request.getSession(false), { cookie }),
    ).rejects.toMatchObject({ code: 'HTTPSESSION_STORE_UNAVAILABLE' });
    clock.advance(250);
    await new Promise((resolve) => setImmediate(resolve));
    expect(store.count('delete')).toBe(2);
    const after = await app.visit((request) => request.getSession(false), { cookie });
    expect(after.result).toBeNull();
  });
});
