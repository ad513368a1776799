import { describe, expect, it } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { synchronized, type SessionRecord } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { RefusedKeys } from '../../src/engine/refused-keys.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { DelayedStore } from '../support/delayed-store.ts';
import { gate } from '../support/gate.ts';
import { cluster, openRequest, type Cluster } from '../support/nodes.ts';
import { turn, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';
import { collectWarnings } from '../support/warnings.ts';

collectWarnings();

/** When every process has looked for expired sessions at least once. */
const SWEPT_MS = 12_000;

interface Pair extends Cluster {
  readonly a: TestServer;
  readonly b: TestServer;
  readonly aStore: DelayedStore;
  /** What the listeners of all processes were told. */
  readonly heard: string[];
}

async function pair(): Promise<Pair> {
  const heard: string[] = [];
  const both = await cluster(2, {
    listeners: [
      {
        sessionDestroyed: (event) =>
          void heard.push(
            `${String(event.getReason())} ${String(event.getSession().getAttribute('n'))}`,
          ),
      },
    ],
  });
  const [a, b] = both.nodes as [TestServer, TestServer];
  return { ...both, a, b, aStore: both.stores[0] as DelayedStore, heard };
}

function signIn(app: TestServer, n: number, seconds?: number): Promise<string> {
  return startSession(app, (session) => {
    session.setPrincipal('ada');
    session.setAttribute('n', n);
    if (seconds !== undefined) session.setMaxInactiveInterval(seconds);
  });
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await turn();
}

describe('the end of a session whose id is being changed', () => {
  it('is told when somebody ends it before the store knows the new id', async () => {
    const { a, heard } = await pair();
    const cookie = await signIn(a, 1);
    const [changed, going] = [gate(), gate()];
    const visit = a.visit(
      async (request) => {
        request.changeSessionId();
        changed.open();
        await going.passed;
      },
      { cookie },
    );
    await changed.passed;
    await expect(a.manager.invalidateByPrincipal('ada')).resolves.toBe(1);
    expect(heard).toEqual(['invalidated 1']);
    going.open();
    await visit;
  });

  it('is told by the process that was to change it, when nobody else is left', async () => {
    const { a, b, stores, clock, heard } = await pair();
    const cookie = await signIn(a, 1);
    const [changed, going] = [gate(), gate()];
    const visit = a.visit(
      async (request) => {
        const session = request.getSession();
        await synchronized(session, async () => {
          request.changeSessionId();
          changed.open();
          await going.passed;
        });
      },
      { cookie },
    );
    await changed.passed;
    // The other one has ended it, and dies before it tells.
    stores[1]?.fail('takeExpired');
    await b.manager.invalidateByPrincipal('ada');
    stores[1]?.hold('takeExpired');
    going.open();
    await visit;
    for (let sweeps = 0; sweeps < 6; sweeps += 1) {
      clock.advance(SWEPT_MS);
      await settle();
    }
    expect(heard).toEqual(['invalidated 1']);
  });
});

describe('a store that went back, as after a failover that lost writes', () => {
  it('is believed by a session in use', async () => {
    const { a, aStore } = await pair();
    const cookie = await startSession(a, (session) => session.setAttribute('n', 1));
    const key = (aStore.calls.find(({ method }) => method === 'create')?.args[0] as SessionRecord)
      .key;
    const before = (await aStore.load(key)) as SessionRecord;
    const open = await openRequest(a, cookie);
    await a.visit((request) => request.getSession().setAttribute('n', 2), { cookie });
    Object.assign(aStore, {
      load: () => Promise.resolve({ ...before, attributes: new Map(before.attributes) }),
    });
    const { result } = await a.visit(
      (request) => request.getSession().getAttribute('n') as number,
      {
        cookie,
      },
    );
    expect(result).toBe(1);
    await open.finish();
  });
});

describe('what could not be deleted', () => {
  it('is not tried any more when all is closed', async () => {
    const clock = new FakeClock();
    const store = new DelayedStore(new MemoryStore({ clock }));
    const refused = new RefusedKeys(store, clock, {
      failure: () => undefined,
    } as never);
    refused.close();
    refused.retryDelete('key');
    clock.advance(120_000);
    await settle();
    expect(store.count('delete')).toBe(0);
  });
});

describe('invalidateByPrincipal', () => {
  it('does not wait for all that has expired before, however long that takes', async () => {
    const { a, aStore, clock, heard } = await pair();
    for (let n = 1; n <= 100; n += 1) {
      await startSession(a, (session) => {
        session.setAttribute('n', n);
        session.setMaxInactiveInterval(5);
      });
    }
    clock.pass(30 * 3_600_000);
    await signIn(a, 0);
    const { takeExpired } = aStore;
    Object.assign(aStore, {
      takeExpired: (...args: [number, number]) => {
        clock.pass(1000);
        return takeExpired(...args);
      },
    });
    await expect(a.manager.invalidateByPrincipal('ada')).resolves.toBe(1);
    expect(heard.length).toBeLessThan(101);
    Object.assign(aStore, { takeExpired });
    clock.advance(SWEPT_MS);
    await settle();
    expect(new Set(heard).size).toBe(101);
    expect(heard).toHaveLength(101);
  });

  it('looks further when an answer of many parts of a store was cut in one of them', async () => {
    const { a, aStore, clock, heard } = await pair();
    await startSession(a, (session) => {
      session.setAttribute('n', 9);
      session.setMaxInactiveInterval(5);
    });
    for (const n of [1, 2]) await signIn(a, n);
    clock.pass(10_000);
    const { takeExpired } = aStore;
    const all: SessionRecord[] = [];
    Object.assign(aStore, {
      takeExpired: async (limit: number, leaseMs: number) => {
        all.push(...(await takeExpired(limit, leaseMs)));
        if (all.length < 3) return all.splice(0);
        // The second that was ended comes with the next answer.
        const [second] = all.splice(1, 1);
        const answer = all.splice(0);
        if (second !== undefined) all.push(second);
        return answer;
      },
    });
    await expect(a.manager.invalidateByPrincipal('ada')).resolves.toBe(2);
    expect(heard).toEqual(expect.arrayContaining(['invalidated 1', 'invalidated 2']));
  });
});

describe('a stream that goes on', () => {
  it('R13 has what it changes in place written, although it asks for nothing any more', async () => {
    const { a, b, clock } = await pair();
    const cookie = await startSession(a, (session) => session.setAttribute('cart', { n: 1 }));
    const [written, going] = [gate(), gate()];
    let cart: { n: number } | undefined;
    const visit = a.visit(
      async (request, response) => {
        cart = request.getSession().getAttribute('cart') as { n: number };
        response.write('first');
        written.open();
        await going.passed;
        response.end();
      },
      { cookie },
    );
    await written.passed;
    await settle();
    clock.advance(5000);
    await settle();
    if (cart !== undefined) cart.n = 2;
    clock.advance(120_000);
    await settle();
    const { result } = await b.visit(
      (request) => (request.getSession().getAttribute('cart') as { n: number }).n,
      { cookie },
    );
    expect(result).toBe(2);
    going.open();
    await visit;
  });
});

describe('a lock that was let go while its lease was renewed', () => {
  it('is not reported as lost', async () => {
    const told: unknown[] = [];
    const note = (message: unknown): void => void told.push(message);
    subscribe('httpsession:error', note);
    try {
      const { a, aStore, clock } = await pair();
      const cookie = await startSession(a);
      const open = await openRequest(a, cookie);
      const renewing = gate();
      const { lock } = aStore;
      Object.assign(aStore, {
        lock: async (...args: Parameters<NonNullable<typeof lock>>) => {
          const had = await lock?.(...args);
          return had && { ...had, renew: () => renewing.passed.then(() => false) };
        },
      });
      await synchronized(open.session, async () => {
        clock.advance(10_000);
        await settle();
      });
      renewing.open();
      await settle();
      expect(told).toEqual([]);
      await open.finish();
    } finally {
      unsubscribe('httpsession:error', note);
    }
  });
});
