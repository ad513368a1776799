import { describe, expect, it } from '@jest/globals';
import { synchronized } from 'httpsession';
import type { HttpSession, SessionLocks } from 'httpsession';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { DelayedStore } from '../support/delayed-store.ts';
import { gate, type Gate } from '../support/gate.ts';
import { type OpenRequest, openRequest } from '../support/nodes.ts';
import { serve, turn, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';
import { collectWarnings } from '../support/warnings.ts';

collectWarnings();

const LOST = expect.objectContaining({ code: 'HTTPSESSION_LOCK_LOST', status: 503 });
const UNAVAILABLE = expect.objectContaining({ code: 'HTTPSESSION_STORE_UNAVAILABLE' });
/** A lease, and a moment. */
const LEASE_MS = 30_001;

interface Two {
  readonly a: TestServer;
  readonly b: TestServer;
  readonly aStore: DelayedStore;
  readonly cookie: string;
  /** The store's view of an attribute. */
  stored(name: string): Promise<unknown>;
  /** The lease of whoever holds a lock ends, while that process stands still: no clock of its own has moved. */
  loseLease(): Promise<void>;
}

/** Two processes, and a store that has a clock of its own. */
async function two(): Promise<Two> {
  const clock = new FakeClock();
  const inner = new MemoryStore({ coherent: false, clock });
  const [aStore, bStore, cStore] = [
    new DelayedStore(inner),
    new DelayedStore(inner),
    new DelayedStore(inner),
  ];
  const a = await serve({ store: aStore });
  const b = await serve({ store: bStore });
  const reader = await serve({ store: cStore });
  const cookie = await startSession(a, (session) => session.setAttribute('n', 0));
  return {
    ...{ a, b, aStore, cookie },
    stored: async (name) =>
      (
        await reader.visit((request) => request.getSession().getAttribute(name) as unknown, {
          cookie,
        })
      ).result,
    loseLease: async () => {
      clock.advance(LEASE_MS);
      await settle();
    },
  };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await turn();
}

interface Holder {
  readonly request: OpenRequest;
  /** Lets the work end. */
  readonly going: Gate;
  readonly done: Promise<unknown>;
}

/** A request that is in `synchronized`, and waits there before it does its work. */
async function hold(
  app: TestServer,
  cookie: string,
  work: (session: HttpSession) => unknown,
): Promise<Holder> {
  const request = await openRequest(app, cookie);
  const [begun, going] = [gate(), gate()];
  const done = synchronized(request.session, async () => {
    begun.open();
    await going.passed;
    return work(request.session);
  });
  done.catch(() => undefined);
  await begun.passed;
  return { request, going, done };
}

function set(n: number): (session: HttpSession) => void {
  return (session) => session.setAttribute('n', n);
}

describe('R26 a holder whose lease has ended', () => {
  it('writes nothing when the next holder has written, and its answer is a 503', async () => {
    const { a, b, cookie, loseLease, stored } = await two();
    const late = await hold(a, cookie, set(100));
    await loseLease();
    await b.visit(
      (request) => {
        const session = request.getSession();
        return synchronized(session, () => session.setAttribute('n', 1));
      },
      { cookie },
    );
    late.going.open();
    await expect(late.done).rejects.toEqual(LOST);
    expect(await late.request.finish()).toBe(503);
    expect(await stored('n')).toBe(1);
  });

  it('writes nothing when the next holder has only read, and no change of that one is lost', async () => {
    const { a, b, cookie, loseLease, stored } = await two();
    const late = await hold(a, cookie, set(100));
    await loseLease();
    const next = await hold(b, cookie, (session) =>
      session.setAttribute('n', Number(session.getAttribute('n')) + 1),
    );
    late.going.open();
    await expect(late.done).rejects.toEqual(LOST);
    expect(await stored('n')).toBe(0);
    next.going.open();
    await next.done;
    expect(await next.request.finish()).toBe(200);
    await late.request.finish();
    expect(await stored('n')).toBe(1);
  });

  it('writes what it did when nobody was there meanwhile', async () => {
    const { a, cookie, loseLease, stored } = await two();
    const late = await hold(a, cookie, set(100));
    await loseLease();
    late.going.open();
    await late.done;
    expect(await late.request.finish()).toBe(200);
    expect(await stored('n')).toBe(100);
  });

  it('is answered with a 503 when it answers within its work, and what it says is not seen', async () => {
    const { a, b, cookie, loseLease, stored } = await two();
    const [begun, going] = [gate(), gate()];
    const visit = a.visit(
      async (request, response) => {
        const session = request.getSession();
        await synchronized(session, async () => {
          begun.open();
          await going.passed;
          session.setAttribute('n', 100);
          response.end('saved');
          await settle();
        }).catch(() => undefined);
      },
      { cookie },
    );
    await begun.passed;
    await loseLease();
    const next = await hold(b, cookie, set(1));
    going.open();
    const { status, body } = await visit;
    expect([status, body.includes('saved')]).toEqual([503, false]);
    next.going.open();
    await next.done;
    await next.request.finish();
    expect(await stored('n')).toBe(1);
  });

  it('takes along what other requests of its process have changed, and they are told', async () => {
    const { a, b, cookie, loseLease, stored } = await two();
    const other = await openRequest(a, cookie);
    const late = await hold(a, cookie, set(100));
    await loseLease();
    const next = await hold(b, cookie, set(1));
    // This commit has what was done under the lock in it as well.
    expect(await other.finish((session) => session.setAttribute('x', 1))).toBe(503);
    late.going.open();
    await expect(late.done).rejects.toEqual(LOST);
    await late.request.finish();
    next.going.open();
    await next.done;
    await next.request.finish();
    expect([await stored('n'), await stored('x')]).toEqual([1, null]);
  });

  it('updates nothing in one step either', async () => {
    const { a, b, cookie, loseLease, stored } = await two();
    const late = await hold(a, cookie, (session) => session.update('n', () => 100));
    await loseLease();
    const next = await hold(b, cookie, set(1));
    late.going.open();
    await expect(late.done).rejects.toEqual(LOST);
    expect(await late.request.finish()).toBe(503);
    next.going.open();
    await next.done;
    await next.request.finish();
    expect(await stored('n')).toBe(1);
  });

  it('changes no id', async () => {
    const { a, b, cookie, loseLease, stored } = await two();
    const [begun, going] = [gate(), gate()];
    const visit = a.visit(
      async (request) => {
        await synchronized(request.getSession(), async () => {
          begun.open();
          await going.passed;
          request.changeSessionId();
        }).catch(() => undefined);
      },
      { cookie },
    );
    await begun.passed;
    await loseLease();
    const next = await hold(b, cookie, set(1));
    going.open();
    const { status, cookie: told } = await visit;
    expect([status, told]).toEqual([503, '']);
    next.going.open();
    await next.done;
    await next.request.finish();
    expect(await stored('n')).toBe(1);
  });

  it('does not begin when it ended before the session was read', async () => {
    const { a, b, aStore, cookie, loseLease, stored } = await two();
    const request = await openRequest(a, cookie);
    const raised = aStore.hold('update');
    let isRun = false;
    const late = synchronized(request.session, () => {
      isRun = true;
    });
    late.catch(() => undefined);
    while (aStore.count('update') === 0) await turn();
    await loseLease();
    a.clock.pass(LEASE_MS);
    const next = await hold(b, cookie, set(1));
    raised.open();
    aStore.calmDown();
    await expect(late).rejects.toEqual(LOST);
    expect(isRun).toBe(false);
    // The version that the late one raised does not keep out the one that holds the lock.
    next.going.open();
    await next.done;
    expect(await next.request.finish()).toBe(200);
    expect(await request.finish()).toBe(200);
    expect(await stored('n')).toBe(1);
  });
});

describe('R26 a holder whose lease goes on', () => {
  it('is not disturbed by those who ask for no lock', async () => {
    const { a, b, cookie, stored } = await two();
    const holder = await hold(a, cookie, set(100));
    for (let i = 0; i < 3; i += 1) {
      await b.visit((request) => request.getSession().setAttribute('other', i), { cookie });
    }
    holder.going.open();
    await holder.done;
    expect(await holder.request.finish()).toBe(200);
    expect([await stored('n'), await stored('other')]).toEqual([100, 2]);
  });

  it('R8 nor by a change of the id elsewhere', async () => {
    const { a, b, cookie } = await two();
    const holder = await hold(a, cookie, set(100));
    const moved = await b.visit(
      (request) => {
        request.getSession().setAttribute('user', 'ann');
        request.changeSessionId();
      },
      { cookie },
    );
    holder.going.open();
    await holder.done;
    await holder.request.finish();
    const { result } = await b.visit((r) => r.getSession().getAttribute('n') as number, {
      cookie: moved.cookie,
    });
    expect(result).toBe(100);
  });

  it('writes as often as it wants', async () => {
    const { a, cookie, stored } = await two();
    const holder = await hold(a, cookie, async (session) => {
      for (let i = 1; i <= 3; i += 1) {
        await session.update('n', (n) => Number(n) + 1);
        session.setAttribute('i', i);
      }
    });
    holder.going.open();
    await holder.done;
    expect(await holder.request.finish()).toBe(200);
    expect([await stored('n'), await stored('i')]).toEqual([3, 3]);
  });
});

describe('R26 a store that fails over a lock', () => {
  it('what was done under it is not written later, when another may hold the lock', async () => {
    const { a, b, aStore, cookie, loseLease, stored } = await two();
    const late = await hold(a, cookie, set(100));
    aStore.fail('update');
    late.going.open();
    await expect(late.done).rejects.toEqual(UNAVAILABLE);
    await loseLease();
    await b.visit(
      (request) => {
        const session = request.getSession();
        return synchronized(session, () => session.setAttribute('n', 1));
      },
      { cookie },
    );
    expect(await late.request.finish()).toBe(503);
    expect(await stored('n')).toBe(1);
  });

  it('when nobody can say whose the lock is, nothing is written', async () => {
    const { a, b, aStore, cookie, loseLease, stored } = await two();
    const { lock } = aStore;
    Object.assign(aStore, {
      lock: async (...args: Parameters<SessionLocks['lock']>) => {
        const had = await lock?.(...args);
        return had && { ...had, renew: () => Promise.reject(new Error('of the store')) };
      },
    });
    const late = await hold(a, cookie, set(100));
    await loseLease();
    const next = await hold(b, cookie, set(1));
    late.going.open();
    await expect(late.done).rejects.toEqual(UNAVAILABLE);
    expect(await late.request.finish()).toBe(503);
    next.going.open();
    await next.done;
    await next.request.finish();
    expect(await stored('n')).toBe(1);
  });
});

/** What the calls of a method were asked with. */
function askedBy(store: DelayedStore, method: 'load' | 'update'): (number | undefined)[] {
  return store.calls
    .filter((call) => call.method === method)
    .map(({ args: [, asked] }) =>
      method === 'load'
        ? (asked as number | undefined)
        : (asked as { readonly ifVersion?: number }).ifVersion,
    );
}

describe('R26 a load that was under way before the lock was had', () => {
  it('takes nothing back of what the holder has read when its answer is late', async () => {
    const { a, b, aStore, cookie, stored } = await two();
    const request = await openRequest(a, cookie);
    await b.visit((r) => r.getSession().setAttribute('n', 1), { cookie });
    // Another request joins: the store has read the second version for it, and the answer is on its way.
    aStore.calls.length = 0;
    const answer = aStore.hold('load', 'after');
    const joining = openRequest(a, cookie);
    while (aStore.count('load') === 0) await turn();
    aStore.calmDown();
    await b.visit((r) => r.getSession().setAttribute('n', 2), { cookie });
    aStore.calls.length = 0;

    await synchronized(request.session, async () => {
      const asked = [askedBy(aStore, 'load'), askedBy(aStore, 'update')];
      // It knew the first, and has raised the third to the fourth.
      expect(asked).toEqual([[2], [undefined]]);
      answer.open();
      await (await joining).finish();
      expect(askedBy(aStore, 'load')).toEqual([2, 4]);
      expect(request.session.getAttribute('n')).toBe(2);
      await request.session.update('n', (n) => Number(n) + 1);
    });
    // The first raises the version, the other stands on that.
    expect(askedBy(aStore, 'update')).toEqual([undefined, 4]);
    expect(await request.finish()).toBe(200);
    expect(await stored('n')).toBe(3);
  });

  it('does not have the raising counted twice when the store reads after it and answers before', async () => {
    const { a, b, aStore, cookie, stored } = await two();
    const request = await openRequest(a, cookie);
    aStore.calls.length = 0;
    const asking = aStore.hold('load', 'before');
    const joining = openRequest(a, cookie);
    while (aStore.count('load') === 0) await turn();
    const answer = aStore.hold('update', 'after');
    const done = synchronized(request.session, () => {
      request.session.setAttribute('n', Number(request.session.getAttribute('n')) + 1);
    });
    while (aStore.count('update') === 0) await turn();
    await settle();
    asking.open();
    aStore.calmDown();
    await settle();
    // This makes the third version, of somebody who asks for no lock. The holder must not take it for its own.
    await b.visit((r) => r.getSession().setAttribute('n', 5), { cookie });
    answer.open();
    await done;
    await (await joining).finish();
    expect(await request.finish()).toBe(200);
    expect(await stored('n')).toBe(6);
  });
});

describe('R26 what a holder reads', () => {
  it('was written before it came, also where the store answers loads from memory for a while', async () => {
    const { a, b, aStore, cookie } = await two();
    const open = await openRequest(a, cookie);
    keepLoads(aStore);
    await a.visit((request) => request.getSession(), { cookie });
    await b.visit((request) => request.getSession().setAttribute('n', 7), { cookie });
    const read = await synchronized(open.session, () => open.session.getAttribute('n') as number);
    expect(read).toBe(7);
    await open.finish();
  });
});

/** From now on loads are answered by what was loaded first, until this process writes the record. */
function keepLoads(store: DelayedStore): void {
  const { load, update } = store;
  const kept = new Map<string, Awaited<ReturnType<typeof load>>>();
  Object.assign(store, {
    load: async (key: string, known?: number) => {
      const record = kept.get(key) ?? (await load(key));
      kept.set(key, record);
      return typeof record === 'object' && record.version === known ? 'unchanged' : record;
    },
    update: async (...args: Parameters<typeof update>) => {
      const answer = await update(...args);
      kept.delete(args[0]);
      return answer;
    },
  });
}
