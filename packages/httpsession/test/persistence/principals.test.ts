import { describe, expect, it } from '@jest/globals';
import type { SessionOptions } from 'httpsession';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { SessionStore } from '../../src/store/store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { DelayedStore } from '../support/delayed-store.ts';
import { cluster, type Cluster, openRequest } from '../support/nodes.ts';
import { serve, turn, type TestServer } from '../support/serve.ts';
import { cookieOf, findsSession, startSession } from '../support/sessions.ts';
import { collectWarnings } from '../support/warnings.ts';

collectWarnings();

const UNAVAILABLE = expect.objectContaining({ code: 'HTTPSESSION_STORE_UNAVAILABLE' });

interface Pair extends Cluster {
  readonly a: TestServer;
  readonly b: TestServer;
  /** Whether each of the cookies leads to a session, on either node. */
  living(cookies: readonly string[]): Promise<boolean[]>;
}

/** Two nodes on one store that they reach over a network. */
async function pair(options: SessionOptions = {}): Promise<Pair> {
  const both = await cluster(2, options);
  const [a, b] = both.nodes as [TestServer, TestServer];
  const living = async (cookies: readonly string[]): Promise<boolean[]> => {
    const found: boolean[] = [];
    for (const cookie of cookies) {
      const views = [await findsSession(a, { cookie }), await findsSession(b, { cookie })];
      found.push(views.includes(true));
    }
    return found;
  };
  return { ...both, a, b, living };
}

/** Signs somebody in, in a request that is over. Gives the cookie. */
async function signIn(app: TestServer, principal: string): Promise<string> {
  const cookie = await startSession(app, (session) => session.setPrincipal(principal));
  app.clock.advance(1000);
  return cookie;
}

describe('listByPrincipal on a store', () => {
  it('S-55 gives the sessions of all processes, the oldest first, and never an id', async () => {
    const { a, b, clock } = await pair();
    const startedAt = clock.now();
    const cookies = [await signIn(a, 'ada'), await signIn(b, 'ada'), await signIn(a, 'ada')];
    await signIn(b, 'bob');
    const [here, there] = await Promise.all(
      [a, b].map(async ({ manager }) => manager.listByPrincipal('ada')),
    );
    expect(here).toEqual(
      [0, 1000, 2000].map((afterMs) => ({
        handle: expect.stringMatching(/^[0-9a-f]{16}$/),
        createdAt: startedAt + afterMs,
        lastAccessedAt: startedAt + afterMs,
      })),
    );
    expect(there).toEqual(here);
    for (const cookie of cookies) expect(JSON.stringify(here)).not.toContain(cookie.split('=')[1]);
  });

  it('gives handles that are those of the sessions, in every process', async () => {
    const { a, b } = await pair();
    const cookie = await signIn(a, 'ada');
    const handles = await Promise.all(
      [a, b].map(
        async (app) => (await app.visit((r) => r.getSession().getHandle(), { cookie })).result,
      ),
    );
    const [listed] = await b.manager.listByPrincipal('ada');
    expect([...new Set([...handles, listed?.handle])]).toHaveLength(1);
  });

  it('has the session of the request that asks, also before it is saved', async () => {
    const { a } = await pair();
    await signIn(a, 'ada');
    const { result } = await a.visit(async (request) => {
      const session = request.getSession();
      session.setPrincipal('ada');
      const listed = await a.manager.listByPrincipal('ada');
      return listed.map(({ handle }) => handle === session.getHandle());
    });
    expect(result).toEqual([false, true]);
  });

  it('on a store without the index gives those in memory, at once', async () => {
    const { a, b } = await withoutIndex();
    const open = await openRequest(a, '');
    open.session.setPrincipal('ada');
    expect(a.manager.listByPrincipal('ada')).toHaveLength(1);
    expect(b.manager.listByPrincipal('ada')).toEqual([]);
    expect(a.manager.invalidateByPrincipal('ada')).toBe(1);
    await open.finish();
  });

  it('fails when the store does', async () => {
    const { a, stores } = await pair();
    stores[0]?.fail('findByPrincipal');
    await expect(a.manager.listByPrincipal('ada')).rejects.toEqual(UNAVAILABLE);
  });
});

describe('invalidateByPrincipal on a store', () => {
  it('S-55 ends the sessions of all processes and no others, for good', async () => {
    const { a, b, stores, living } = await pair();
    const cookies = [await signIn(a, 'ada'), await signIn(b, 'ada'), await signIn(b, 'ada')];
    const others = [await signIn(a, 'bob'), await startSession(b)];
    await expect(a.manager.invalidateByPrincipal('ada')).resolves.toBe(3);
    expect(await living([...cookies, ...others])).toEqual([false, false, false, true, true]);
    expect(await stores[0]?.list?.(10)).toHaveLength(2);
    await expect(b.manager.invalidateByPrincipal('ada')).resolves.toBe(0);
  });

  it('R12 runs the listeners where it is called, once for each, with attributes and ids', async () => {
    const heard: unknown[] = [];
    const { a, b } = await pair({
      secrets: ['0123456789abcdefghijklmnopqrstuv-principals'],
      listeners: [
        {
          sessionDestroyed: (event) => {
            const session = event.getSession();
            heard.push([
              session.getId(),
              event.getReason(),
              session.getAttribute('cart') as unknown,
            ]);
          },
        },
      ],
    });
    let id = '';
    await startSession(b, (session) => {
      id = session.getId();
      session.setPrincipal('ada');
      session.setAttribute('cart', 'tea');
    });
    await a.manager.invalidateByPrincipal('ada');
    expect(heard).toEqual([[id, 'invalidated', 'tea']]);
    expect(a.manager.metrics.invalidatedSessions).toBe(1);
    expect(b.manager.metrics.invalidatedSessions).toBe(0);
  });

  it('R12 listeners run once for each session when two processes do it at the same time', async () => {
    let destroyed = 0;
    const { a, b } = await pair({ listeners: [{ sessionDestroyed: () => void (destroyed += 1) }] });
    for (let i = 0; i < 5; i += 1) await signIn(i % 2 === 0 ? a : b, 'ada');
    const counts = await Promise.all(
      [a, b, a].map(async ({ manager }) => manager.invalidateByPrincipal('ada')),
    );
    expect(destroyed).toBe(5);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5);
  });

  it('R5 what requests elsewhere did not save is dropped, and nobody there is told', async () => {
    const heard: string[] = [];
    const { a, b, stores, living } = await pair({
      listeners: [{ sessionDestroyed: () => void heard.push('destroyed') }],
    });
    const cookie = await signIn(a, 'ada');
    const open = await openRequest(b, cookie);
    await a.manager.invalidateByPrincipal('ada');
    await open.finish((session) => session.setAttribute('late', true));
    expect(await living([cookie])).toEqual([false]);
    expect(await stores[0]?.list?.(10)).toEqual([]);
    expect(heard).toEqual(['destroyed']);
  });

  it('R5 ends a session that a request of this process works with', async () => {
    const { a, living } = await pair();
    const cookie = await signIn(a, 'ada');
    const open = await openRequest(a, cookie);
    await expect(a.manager.invalidateByPrincipal('ada')).resolves.toBe(1);
    expect(() => open.session.setAttribute('late', true)).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' }),
    );
    await open.finish();
    expect(await living([cookie])).toEqual([false]);
  });

  it('ends a session whose sign-in is not saved yet, so that it never is', async () => {
    const { a, stores } = await pair();
    const open = await openRequest(a, '');
    open.session.setPrincipal('ada');
    const cookie = cookieOf(open.session);
    await expect(a.manager.invalidateByPrincipal('ada')).resolves.toBe(1);
    await open.finish();
    expect(await findsSession(a, { cookie })).toBe(false);
    expect(await stores[0]?.list?.(10)).toEqual([]);
  });

  it('ends a session whose sign-in was being saved here when it was called', async () => {
    const { a, stores, living } = await pair();
    const created = stores[0]!.hold('create', 'after');
    const visit = a.visit((request) => {
      const session = request.getSession();
      session.setPrincipal('ada');
      return cookieOf(session);
    });
    while (stores[0]!.count('create') === 0) await turn();
    const ended = a.manager.invalidateByPrincipal('ada');
    await turn();
    created.open();
    const [{ result: cookie }] = await Promise.all([visit, ended]);
    expect(await living([cookie])).toEqual([false]);
  });

  it('ends a session whose sign-in elsewhere was saved while others were ended', async () => {
    const { a, b, stores, living } = await pair();
    const first = await signIn(a, 'ada');
    const found = stores[0]!.hold('findByPrincipal', 'after');
    const ended = a.manager.invalidateByPrincipal('ada');
    while (stores[0]!.count('findByPrincipal') === 0) await turn();
    const second = await signIn(b, 'ada');
    found.open();
    await expect(ended).resolves.toBe(2);
    expect(await living([first, second])).toEqual([false, false]);
  });

  it('R8 ends a session that changes its id meanwhile', async () => {
    const { a, b, stores } = await pair();
    const cookie = await signIn(b, 'ada');
    const found = stores[0]!.hold('findByPrincipal', 'after');
    const ended = a.manager.invalidateByPrincipal('ada');
    while (stores[0]!.count('findByPrincipal') === 0) await turn();
    const moved = await b.visit((request) => request.changeSessionId(), { cookie });
    found.open();
    await expect(ended).resolves.toBe(1);
    expect(await findsSession(b, { cookie: moved.cookie })).toBe(false);
  });

  it('S-55 spares the session that it is called from, and ends the one of a handle', async () => {
    const { a, b, living } = await pair();
    const cookies = [await signIn(a, 'ada'), await signIn(b, 'ada'), await signIn(b, 'ada')];
    const handle = (await a.manager.listByPrincipal('ada'))[1]?.handle;
    await expect(b.manager.invalidateByPrincipal('bob', { handle })).resolves.toBe(0);
    await expect(a.manager.invalidateByPrincipal('ada', { handle })).resolves.toBe(1);
    expect(await living(cookies)).toEqual([true, false, true]);
    const { result } = await b.visit(
      (request) => b.manager.invalidateByPrincipal('ada', { except: request.getSession() }),
      { cookie: cookies[2]! },
    );
    expect(result).toBe(1);
    expect(await living(cookies)).toEqual([false, false, true]);
  });

  it('tries all of them, and tells when the store failed for one', async () => {
    const { a, b, stores, living } = await pair();
    const cookies = [await signIn(a, 'ada'), await signIn(b, 'ada'), await signIn(b, 'ada')];
    stores[0]?.fail('update', 2);
    await expect(a.manager.invalidateByPrincipal('ada')).rejects.toEqual(UNAVAILABLE);
    expect((await living(cookies)).filter((lives) => lives)).toHaveLength(1);
  });

  it('is final when only the deletion failed, which is tried again', async () => {
    const { a, stores, clock, living } = await pair();
    const cookie = await signIn(a, 'ada');
    stores[0]?.fail('delete');
    await expect(a.manager.invalidateByPrincipal('ada')).resolves.toBe(1);
    clock.advance(250);
    await turn();
    expect(await living([cookie])).toEqual([false]);
    expect(stores[0]?.count('delete')).toBe(2);
  });

  it('works with a store that answers at once and keeps sessions in memory', async () => {
    const clock = new FakeClock();
    const app = await serve({ clock, store: new MemoryStore({ clock }) });
    const cookie = await signIn(app, 'ada');
    await signIn(app, 'bob');
    await expect(app.manager.invalidateByPrincipal('ada')).resolves.toBe(1);
    expect(await findsSession(app, { cookie })).toBe(false);
    expect(app.manager.metrics.activeSessions).toBe(1);
  });
});

describe('maxSessionsPerPrincipal on a store', () => {
  const REJECT: SessionOptions = { maxSessionsPerPrincipal: 2 };
  const OLDEST: SessionOptions = { maxSessionsPerPrincipal: { max: 2, onLimit: 'end-oldest' } };

  function signInAt(app: TestServer, cookie?: string): Promise<{ status: number; cookie: string }> {
    return app.visit(
      (request) => {
        const session = request.getSession();
        if (cookie !== undefined) request.changeSessionId();
        session.setPrincipal('ada');
        session.setAttribute('loginUser', 'ada');
      },
      cookie === undefined ? {} : { cookie },
    );
  }

  it('R24 counts the sessions of all processes, and refuses one more with 409', async () => {
    const { a, b, living, stores } = await pair(REJECT);
    const cookies = [await signIn(a, 'ada'), await signIn(b, 'ada')];
    const refused = await signInAt(b);
    expect([refused.status, refused.cookie]).toEqual([409, '']);
    expect(await living(cookies)).toEqual([true, true]);
    expect(await stores[0]?.list?.(10)).toHaveLength(2);
  });

  it('R24 a session that was there before the refused sign-in stays as it was', async () => {
    const { a, b } = await pair(REJECT);
    const cookie = await startSession(b, (session) => session.setAttribute('cart', 'tea'));
    await signIn(a, 'ada');
    await signIn(a, 'ada');
    expect((await signInAt(b, cookie)).status).toBe(409);
    const { result } = await b.visit(
      (request) => {
        const session = request.getSession();
        return [session.getPrincipal(), ...[...session.getAttributeNames()]];
      },
      { cookie },
    );
    expect(result).toEqual([null, 'cart']);
    expect(await a.manager.listByPrincipal('ada')).toHaveLength(2);
  });

  it('R24 lets in again when one of them has ended, in whatever process', async () => {
    const { a, b } = await pair(REJECT);
    const [first] = [await signIn(a, 'ada'), await signIn(a, 'ada')];
    await b.visit((request) => request.getSession().invalidate(), { cookie: first });
    expect((await signInAt(b)).status).toBe(200);
  });

  it('R24 saying the same name again is no sign-in', async () => {
    const { a, b } = await pair({ maxSessionsPerPrincipal: 1 });
    const cookie = await signIn(a, 'ada');
    expect((await signInAt(b, cookie)).status).toBe(200);
  });

  it("R24 with 'end-oldest' ends the oldest, in whatever process", async () => {
    const heard: unknown[] = [];
    const { a, b, living } = await pair({
      ...OLDEST,
      listeners: [{ sessionDestroyed: (event) => void heard.push(event.getReason()) }],
    });
    const cookies = [await signIn(a, 'ada'), await signIn(a, 'ada'), await signIn(b, 'ada')];
    expect(await living(cookies)).toEqual([false, true, true]);
    expect(heard).toEqual(['invalidated']);
  });

  it.each([REJECT, OLDEST])(
    'R24 there are never more when many sign in at once (%j)',
    async (options) => {
      const { a, b, stores } = await pair(options);
      const visits = await Promise.all(
        Array.from({ length: 10 }, async (_, i) => signInAt(i % 2 === 0 ? a : b)),
      );
      expect(await stores[0]?.findByPrincipal?.('ada')).toHaveLength(2);
      const let_in = visits.filter(({ status }) => status === 200).length;
      expect(let_in).toBe(options === REJECT ? 2 : 10);
    },
  );

  it.each(['stands still', 'waits for the store'])(
    'R24 there are never more when one that has counted %s for longer than a lease',
    async (how) => {
      const [clock, storeClock] = [new FakeClock(), new FakeClock()];
      const inner = new MemoryStore({ coherent: false, clock: storeClock });
      const stores = [new DelayedStore(inner), new DelayedStore(inner)] as const;
      const [a, b] = await Promise.all([
        serve({ ...REJECT, store: stores[0], clock }),
        serve({ ...REJECT, store: stores[1] }),
      ]);
      await signIn(a, 'ada');
      const before = stores[0].count('findByPrincipal');
      const counting = stores[0].hold('findByPrincipal', 'after');
      const late = signInAt(a);
      while (stores[0].count('findByPrincipal') === before) await turn();
      for (let second = 0; second < 12; second += 1) {
        if (how === 'stands still') clock.pass(1000);
        else clock.advance(1000);
        await turn();
        storeClock.advance(1000);
      }
      const other = signInAt(b);
      while (stores[1].count('lock') === 0) await turn();
      for (let i = 0; i < 20; i += 1) await turn();
      counting.open();
      const statuses = [(await late).status, (await other).status];
      expect(inner.findByPrincipal('ada')).toHaveLength(2);
      expect(statuses).toEqual(how === 'stands still' ? [503, 200] : [200, 409]);
    },
  );

  it('R24 a store that fails is a 503, and nobody is let in uncounted', async () => {
    const { a, stores } = await pair(REJECT);
    for (const method of ['findByPrincipal', 'lock'] as const) {
      stores[0]?.fail(method);
      expect((await signInAt(a)).status).toBe(503);
    }
    expect(await stores[0]?.list?.(10)).toEqual([]);
  });

  it('R24 needs a store with the index', async () => {
    const clock = new FakeClock();
    const store = plain(new MemoryStore({ clock }));
    await expect(serve({ clock, store, ...REJECT })).rejects.toEqual(
      expect.objectContaining({ option: 'maxSessionsPerPrincipal' }),
    );
  });
});

/** The store without its abilities. */
function plain(inner: SessionStore): SessionStore {
  const names = ['create', 'load', 'update', 'rename', 'delete', 'takeExpired', 'close'] as const;
  return Object.fromEntries(
    names.map((name) => [name, (inner[name] as () => unknown).bind(inner)]),
  ) as unknown as SessionStore;
}

async function withoutIndex(): Promise<{ a: TestServer; b: TestServer }> {
  const clock = new FakeClock();
  const store = new DelayedStore(plain(new MemoryStore({ clock })), { coherent: false });
  return { a: await serve({ clock, store }), b: await serve({ clock, store }) };
}
