import { describe, expect, it } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { synchronized } from 'httpsession';
import type { HttpSession, SessionLock, SessionLocks } from 'httpsession';
import type { DelayedStore } from '../support/delayed-store.ts';
import { gate } from '../support/gate.ts';
import { cluster, type Cluster, type OpenRequest, openRequest } from '../support/nodes.ts';
import { turn, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

const TIMEOUT = expect.objectContaining({ code: 'HTTPSESSION_LOCK_TIMEOUT' });

interface Two extends Cluster {
  /** A request in each of the processes, which work with one session. */
  readonly requests: readonly [OpenRequest, OpenRequest];
  readonly cookie: string;
  finish(): Promise<void>;
}

async function two(): Promise<Two> {
  const both = await cluster(2);
  const [a, b] = both.nodes as [TestServer, TestServer];
  const cookie = await startSession(a, (session) => session.setAttribute('n', 0));
  const requests = [await openRequest(a, cookie), await openRequest(b, cookie)] as const;
  const finish = async (): Promise<void> => {
    for (const request of requests) expect(await request.finish()).toBe(200);
  };
  return { ...both, requests, cookie, finish };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await turn();
}

/** Reads, waits, and writes one more. */
async function addOne(session: HttpSession): Promise<number> {
  const n = Number(session.getAttribute('n'));
  await settle();
  session.setAttribute('n', n + 1);
  return n + 1;
}

/** What is reported while something is done. */
async function reported(work: () => Promise<void>): Promise<unknown[]> {
  const messages: unknown[] = [];
  const note = (message: unknown): void => void messages.push((message as { what: string }).what);
  subscribe('httpsession:error', note);
  try {
    await work();
  } finally {
    unsubscribe('httpsession:error', note);
  }
  return messages;
}

/** From now on locks of the store have these methods in the place of theirs. */
function spoil(store: DelayedStore, methods: Partial<SessionLock>): void {
  const { lock } = store;
  Object.assign(store, {
    lock: async (...args: Parameters<SessionLocks['lock']>) => {
      const had = await lock?.(...args);
      return had && { ...had, ...methods };
    },
  });
}

describe('R26 synchronized in two processes', () => {
  it('lets one in at a time, who sees what the last one left', async () => {
    const { requests, finish } = await two();
    const made = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        const { session } = requests[i % 2 === 0 ? 0 : 1];
        return synchronized(session, () => addOne(session));
      }),
    );
    expect(made.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await finish();
  });

  it('saves what was changed before the next one comes, also when the work failed', async () => {
    const { requests, finish } = await two();
    const [first, second] = requests;
    const failing = synchronized(first.session, async () => {
      await addOne(first.session);
      throw new Error('of the work');
    });
    const next = synchronized(second.session, () => second.session.getAttribute('n') as number);
    await expect(failing).rejects.toThrow('of the work');
    expect(await next).toBe(1);
    await finish();
  });

  it('gives up in time, what it waited for in this process included', async () => {
    const { requests, finish, clock, stores } = await two();
    const [first, second] = requests;
    const held = gate();
    const holder = synchronized(first.session, () => held.passed);
    await settle();
    const inner = gate();
    const local = synchronized(second.session, () => inner.passed, { timeoutMs: 500 });
    local.catch(() => undefined);
    await settle();
    const waiting = synchronized(second.session, () => 1, { timeoutMs: 1000 });
    waiting.catch(() => undefined);
    clock.advance(500);
    await expect(local).rejects.toEqual(TIMEOUT);
    await settle();
    const asked = stores[1]?.calls.filter(({ method }) => method === 'lock') ?? [];
    expect(asked.map(({ args }) => args[1])).toMatchObject([{ waitMs: 500 }, { waitMs: 500 }]);
    clock.advance(500);
    await expect(waiting).rejects.toEqual(TIMEOUT);
    held.open();
    await holder;
    await finish();
  });

  it('keeps the lock for as long as the work takes, and lets go of that of a process that died', async () => {
    const { requests, finish, clock, stores } = await two();
    const [first, second] = requests;
    const held = gate();
    const holder = synchronized(first.session, () => held.passed);
    await settle();
    const next = synchronized(second.session, () => 'in', { timeoutMs: 200_000 });
    for (let i = 0; i < 10; i += 1) {
      clock.advance(10_000);
      await settle();
    }
    held.open();
    await holder;
    expect(await next).toBe('in');
    const dead = await stores[0]?.lock?.('anything', { leaseMs: 30_000, waitMs: 0 });
    expect(dead).toBeDefined();
    clock.advance(30_001);
    expect(await stores[1]?.lock?.('anything', { leaseMs: 1, waitMs: 0 })).toBeDefined();
    await finish();
  });

  it('is told when the lock was lost over the work, and gives its result', async () => {
    const { requests, finish, clock, stores } = await two();
    const [first] = requests;
    const held = gate();
    spoil(stores[0]!, {
      renew: () => Promise.resolve(false),
      release: () => Promise.resolve(false),
    });
    const messages = await reported(async () => {
      const holder = synchronized(first.session, () => held.passed.then(() => 'done'));
      await settle();
      for (let i = 0; i < 5; i += 1) {
        clock.advance(10_000);
        await settle();
      }
      held.open();
      expect(await holder).toBe('done');
    });
    expect(messages).toEqual(['Holding a lock']);
    await finish();
  });

  it('gives the result of the work when the lock cannot be let go', async () => {
    const { requests, finish, stores } = await two();
    const [first] = requests;
    spoil(stores[0]!, { release: () => Promise.reject(new Error('of the store')) });
    const messages = await reported(async () => {
      expect(await synchronized(first.session, () => 'done')).toBe('done');
    });
    expect(messages).toEqual(['Holding a lock']);
    await finish();
  });

  it('fails when the store fails to lock, and does nothing', async () => {
    const { requests, finish, stores } = await two();
    const [first] = requests;
    let isRun = false;
    stores[0]?.fail('lock');
    await expect(
      synchronized(first.session, () => {
        isRun = true;
      }),
    ).rejects.toEqual(expect.objectContaining({ code: 'HTTPSESSION_STORE_UNAVAILABLE' }));
    expect(isRun).toBe(false);
    await finish();
  });
});
