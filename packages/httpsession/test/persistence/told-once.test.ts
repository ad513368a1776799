import { describe, expect, it } from '@jest/globals';
import type { HttpSessionListener, SessionOptions } from 'httpsession';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import type { DelayedStore } from '../support/delayed-store.ts';
import { cluster, type Cluster, openRequest } from '../support/nodes.ts';
import { serve, turn, type TestServer } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';
import { collectWarnings } from '../support/warnings.ts';

collectWarnings();

const INVALIDATED = expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' });
/** When every process has looked for expired sessions at least once. */
const SWEPT_MS = 12_000;

const OLDEST: SessionOptions = {
  maxSessionsPerPrincipal: { max: 1, onLimit: 'end-oldest' },
};

interface Pair extends Cluster {
  readonly a: TestServer;
  readonly b: TestServer;
  readonly aStore: DelayedStore;
  /** What the listeners of all processes were told. */
  readonly heard: string[];
}

async function pair(options: SessionOptions = {}): Promise<Pair> {
  const heard: string[] = [];
  const listener: HttpSessionListener = {
    sessionDestroyed: (event) =>
      void heard.push(
        `${String(event.getReason())} ${String(event.getSession().getAttribute('n'))}`,
      ),
  };
  const both = await cluster(2, { ...options, listeners: [listener] });
  const [a, b] = both.nodes as [TestServer, TestServer];
  return { ...both, a, b, aStore: both.stores[0] as DelayedStore, heard };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await turn();
}

function signIn(app: TestServer, n: number): Promise<string> {
  return startSession(app, (session) => {
    session.setPrincipal('ada');
    session.setAttribute('n', n);
  });
}

describe('R12 the end of the sessions of a principal', () => {
  it('is told by the process that was asked, also when another looks for the expired before they are deleted', async () => {
    const { a, b, aStore, clock, heard } = await pair();
    await signIn(b, 1);
    const deleting = aStore.hold('delete');
    const ended = a.manager.invalidateByPrincipal('ada');
    while (aStore.count('delete') === 0) await turn();
    clock.advance(SWEPT_MS);
    await settle();
    deleting.open();
    await expect(ended).resolves.toBe(1);
    expect(heard).toEqual(['invalidated 1']);
  });

  it('is told by another process that claims them first, with its true reason, and ends the copy here', async () => {
    const { a, b, aStore, clock, heard } = await pair();
    const cookie = await signIn(b, 1);
    const open = await openRequest(a, cookie);
    const claiming = aStore.hold('takeExpired');
    const ended = a.manager.invalidateByPrincipal('ada');
    while (aStore.count('takeExpired') === 0) await turn();
    clock.advance(SWEPT_MS);
    await settle();
    expect(heard).toEqual(['invalidated 1']);
    claiming.open();
    await expect(ended).resolves.toBe(1);
    expect(() => open.session.getAttributeNames()).toThrow(INVALIDATED);
    await open.finish();
    clock.advance(60_000);
    await settle();
    expect(heard).toEqual(['invalidated 1']);
  });

  it('is told by another process when this one fails over it, and the call has done its work', async () => {
    const { a, b, aStore, clock, heard } = await pair();
    const cookie = await signIn(b, 1);
    aStore.fail('takeExpired');
    await expect(a.manager.invalidateByPrincipal('ada')).resolves.toBe(1);
    expect([await findsSession(b, { cookie }), heard]).toEqual([false, []]);
    clock.advance(SWEPT_MS);
    await settle();
    expect(heard).toEqual(['invalidated 1']);
  });

  it('comes before what has expired by itself, however much that is', async () => {
    const { a, b, clock, heard } = await pair();
    for (let n = 1; n <= 15; n += 1) {
      await startSession(a, (session) => {
        session.setAttribute('n', n);
        session.setMaxInactiveInterval(5);
      });
    }
    await signIn(b, 0);
    clock.pass(10_000);
    await expect(a.manager.invalidateByPrincipal('ada')).resolves.toBe(1);
    expect(heard[0]).toBe('invalidated 0');
    clock.advance(SWEPT_MS);
    await settle();
    expect(heard).toHaveLength(16);
    expect(new Set(heard).size).toBe(16);
  });

  it('comes also behind what has waited to be ended for more than a day', async () => {
    const { a, b, clock, heard } = await pair();
    for (let n = 1; n <= 25; n += 1) {
      await startSession(a, (session) => {
        session.setAttribute('n', n);
        session.setMaxInactiveInterval(5);
      });
    }
    // No process was there to look for the expired.
    clock.pass(30 * 3_600_000);
    await signIn(b, 0);
    await expect(a.manager.invalidateByPrincipal('ada')).resolves.toBe(1);
    expect(heard).toContain('invalidated 0');
    expect(new Set(heard).size).toBe(heard.length);
  });

  it('has its true reason also when a request has worked with the session for most of a day', async () => {
    const { a, b, clock, heard } = await pair();
    const open = await openRequest(b, await signIn(b, 1));
    for (let minute = 0; minute < 15 * 60; minute += 1) {
      clock.advance(60_000);
      await turn();
    }
    await expect(a.manager.invalidateByPrincipal('ada')).resolves.toBe(1);
    expect(heard).toEqual(['invalidated 1']);
    await open.finish();
  });

  it('shows listeners what the application has set, and nothing else', async () => {
    const names: string[][] = [];
    const { nodes } = await cluster(2, {
      listeners: [
        {
          sessionDestroyed: (event) => void names.push([...event.getSession().getAttributeNames()]),
        },
      ],
    });
    const [a, b] = nodes as [TestServer, TestServer];
    await signIn(b, 1);
    await a.manager.invalidateByPrincipal('ada');
    expect(names).toEqual([['n']]);
  });

  it('is not what an attribute of the same name says', async () => {
    const { a, clock, heard } = await pair();
    await startSession(a, (session) => {
      session.setAttribute('n', 1);
      session.setAttribute('httpsession.ended', true);
      session.setMaxInactiveInterval(5);
    });
    clock.advance(10_000 + SWEPT_MS);
    await settle();
    expect(heard).toEqual(['timeout 1']);
  });

  it("is told once, and soon, when a limit ends the oldest ('end-oldest')", async () => {
    const { a, b, aStore, clock, heard } = await pair(OLDEST);
    await signIn(b, 1);
    const deleting = aStore.hold('delete');
    // It waits for no listener of others.
    await signIn(a, 2);
    expect(heard).toEqual([]);
    clock.advance(100);
    while (aStore.count('delete') === 0) await turn();
    clock.advance(SWEPT_MS);
    await settle();
    deleting.open();
    await settle();
    expect(heard).toEqual(['invalidated 1']);
  });

  it('does not hold up a sign-in whose own session is ended meanwhile', async () => {
    const { a, b, stores, clock, heard } = await pair(OLDEST);
    await signIn(b, 1);
    const cookie = await startSession(a, (session) => {
      session.setPrincipal('eve');
      session.setAttribute('n', 2);
    });
    const request = await openRequest(a, cookie);
    const claiming = stores[1]?.hold('takeExpired');
    const ending = b.manager.invalidateByPrincipal('eve');
    while (stores[1]?.count('takeExpired') === 0) await turn();
    expect(await request.finish((session) => session.setPrincipal('ada'))).toBe(200);
    claiming?.open();
    await ending;
    clock.advance(100);
    await settle();
    expect(heard.sort()).toEqual(['invalidated 1', 'invalidated 2']);
  });
});

describe('R12 the end of a whole life', () => {
  it('is told by one of the processes that work with the session, soon, and ends it in all of them', async () => {
    const { a, b, clock, heard } = await pair({ maxLifetime: 600 });
    const cookie = await startSession(a, (session) => session.setAttribute('n', 1));
    const requests = [await openRequest(a, cookie), await openRequest(b, cookie)];
    clock.advance(599_000);
    await settle();
    clock.advance(1250);
    for (const { session } of requests) {
      expect(() => session.getAttributeNames()).toThrow(INVALIDATED);
    }
    clock.advance(250);
    await settle();
    expect(heard).toEqual(['timeout 1']);
    for (const request of requests) await request.finish();
    clock.advance(60_000);
    await settle();
    expect(heard).toEqual(['timeout 1']);
  });

  it('is told at once, by itself, of a session that the store does not have yet', async () => {
    const { a, clock, heard } = await pair({ maxLifetime: 600 });
    const open = await openRequest(a, '');
    open.session.setAttribute('n', 1);
    clock.advance(600_000 + 250);
    expect(heard).toEqual(['timeout 1']);
    await open.finish();
    expect(heard).toEqual(['timeout 1']);
  });

  it('R10 does not come early in the store because somebody has set the clock', async () => {
    const clock = new FakeClock();
    const app = await serve({ clock, store: new MemoryStore({ clock }), maxLifetime: 600 });
    const cookie = await startSession(app);
    clock.jumpWall(3_600_000);
    await app.visit((request) => request.getSession().setAttribute('n', 1), { cookie });
    await app.visit((request) => request.getSession().setAttribute('n', 2), { cookie });
    expect(await findsSession(app, { cookie })).toBe(true);
    clock.advance(600_000 + 250);
    expect(await findsSession(app, { cookie })).toBe(false);
  });
});
