import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { HttpSession, SessionOptions } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { DelayedStore } from '../support/delayed-store.ts';
import { NoticingStore } from '../support/noticing-store.ts';
import { openRequest } from '../support/nodes.ts';
import { serve, turn, type TestServer } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

const INVALIDATED = expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' });

const failures: unknown[] = [];
const noteFailure = (message: unknown): void =>
  void failures.push((message as { what: string }).what);
beforeEach(() => subscribe('httpsession:error', noteFailure));

afterEach(() => {
  unsubscribe('httpsession:error', noteFailure);
  failures.length = 0;
});

interface Pair {
  readonly a: TestServer;
  readonly b: TestServer;
  readonly inner: NoticingStore;
  readonly stores: readonly [DelayedStore, DelayedStore];
  readonly clock: FakeClock;
}

/** Two nodes on a store that tells of changes; `coherent`: which therefore keep sessions in memory. */
async function pair({
  coherent = false,
  ...options
}: SessionOptions & { coherent?: boolean } = {}): Promise<Pair> {
  const clock = new FakeClock();
  const inner = new NoticingStore({ clock, coherent });
  const stores = [new DelayedStore(inner), new DelayedStore(inner)] as const;
  const [a, b] = await Promise.all(stores.map((store) => serve({ ...options, store, clock })));
  return { a: a as TestServer, b: b as TestServer, inner, stores, clock };
}

/** Lets notices have their effect; time stands still meanwhile. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await turn();
}

async function valueOf(app: TestServer, cookie: string, name: string): Promise<unknown> {
  const { result } = await app.visit(
    (request): unknown => request.getSession(false)?.getAttribute(name),
    { cookie },
  );
  return result;
}

function end(session: HttpSession): void {
  session.invalidate();
}

describe('A notice that a record is gone', () => {
  it('R5 ends the session that a request here works with, and nobody is told a second time', async () => {
    const heard: string[] = [];
    const { a, b } = await pair({
      listeners: [{ sessionDestroyed: () => void heard.push('end') }],
    });
    const cookie = await startSession(a);
    const open = await openRequest(a, cookie);
    await b.visit((request) => end(request.getSession()), { cookie });
    await settle();
    expect(() => open.session.getAttribute('user') as unknown).toThrow(INVALIDATED);
    await open.finish();
    expect(heard).toEqual(['end']);
  });

  it('ends the session that stays in memory between requests', async () => {
    const { a, b, stores } = await pair({ coherent: true });
    const cookie = await startSession(a);
    expect(await findsSession(b, { cookie })).toBe(true);
    expect([a, b].map(({ manager }) => manager.metrics.activeSessions)).toEqual([1, 1]);
    await a.visit((request) => end(request.getSession()), { cookie });
    await settle();
    expect(b.manager.metrics.activeSessions).toBe(0);
    expect(b.manager.metrics.invalidatedSessions).toBe(0);
    expect(await findsSession(b, { cookie })).toBe(false);
    expect(stores[1].count('update')).toBe(0);
  });

  it('R8 does not end one that only has another id elsewhere: what is changed here is kept', async () => {
    const { a, b } = await pair();
    const cookie = await startSession(a);
    const open = await openRequest(a, cookie);
    const moved = await b.visit((request) => request.changeSessionId(), { cookie });
    await settle();
    await open.finish((session) => session.setAttribute('late', 1));
    expect(await valueOf(b, moved.cookie, 'late')).toBe(1);
  });

  it('ends one that was being loaded when it came', async () => {
    const { a, b, stores } = await pair();
    const cookie = await startSession(a);
    const loading = stores[1].hold('load', 'after');
    const opened = openRequest(b, cookie);
    while (stores[1].count('load') === 0) await turn();
    await a.visit((request) => end(request.getSession()), { cookie });
    await settle();
    stores[1].calmDown();
    loading.open();
    const open = await opened;
    await settle();
    expect(() => open.session.getAttribute('user') as unknown).toThrow(INVALIDATED);
    await open.finish();
  });

  it('is no more than a reason to ask: of a session that is there it ends nothing', async () => {
    for (const coherent of [false, true]) {
      const { a, inner } = await pair({ coherent });
      const cookie = await startSession(a);
      const open = await openRequest(a, cookie);
      for (const { key } of inner.list(10)) inner.tell({ kind: 'gone', key });
      inner.tell({ kind: 'gone', key: 'of nobody' });
      await settle();
      await open.finish((session) => session.setAttribute('n', 1));
      expect(await valueOf(a, cookie, 'n')).toBe(1);
    }
  });

  it('is told, and the session is asked for later, when the store fails over it', async () => {
    const { a, b, stores } = await pair({ coherent: true });
    const cookie = await startSession(a);
    await findsSession(b, { cookie });
    stores[1].fail('load');
    await a.visit((request) => end(request.getSession()), { cookie });
    await settle();
    expect(failures).toContain('Checking a session that changed elsewhere');
    expect(await findsSession(b, { cookie })).toBe(false);
  });
});

describe('A notice that a record changed', () => {
  it('makes a copy that stays in memory read again at its next access, once', async () => {
    const { a, b, stores } = await pair({ coherent: true });
    const cookie = await startSession(a, (session) => session.setAttribute('n', 1));
    expect(await valueOf(b, cookie, 'n')).toBe(1);
    await a.visit((request) => request.getSession().setAttribute('n', 2), { cookie });
    const before = stores[1].count('load');
    expect(await valueOf(b, cookie, 'n')).toBe(2);
    expect(await valueOf(b, cookie, 'n')).toBe(2);
    expect(stores[1].count('load') - before).toBe(1);
  });

  it('of our own costs one question, which the store answers without the attributes', async () => {
    const { a, stores } = await pair({ coherent: true });
    const cookie = await startSession(a);
    await a.visit((request) => request.getSession().setAttribute('n', 1), { cookie });
    const before = stores[0].calls.length;
    expect(await valueOf(a, cookie, 'n')).toBe(1);
    const asked = stores[0].calls.slice(before);
    expect(asked.map(({ method, args }) => [method, args[1]])).toEqual([['load', 2]]);
  });

  it('does not take away what a request has not saved yet', async () => {
    const { a, b } = await pair();
    const cookie = await startSession(a);
    const open = await openRequest(a, cookie);
    open.session.setAttribute('mine', 1);
    await b.visit((request) => request.getSession().setAttribute('theirs', 2), { cookie });
    await settle();
    expect(open.session.getAttribute('mine')).toBe(1);
    await open.finish();
    expect([await valueOf(b, cookie, 'mine'), await valueOf(a, cookie, 'theirs')]).toEqual([1, 2]);
  });
});

describe('Notices that were missed', () => {
  it('make all copies be checked', async () => {
    for (const coherent of [false, true]) {
      const { a, b, inner } = await pair({ coherent });
      const [gone, changed] = [await startSession(a), await startSession(a)];
      const [onGone, onChanged] = [await openRequest(b, gone), await openRequest(b, changed)];
      inner.isMute = true;
      await a.visit((request) => end(request.getSession()), { cookie: gone });
      await a.visit((request) => request.getSession().setAttribute('n', 2), { cookie: changed });
      await settle();
      expect(onGone.session.getAttribute('n')).toBeNull();
      inner.isMute = false;
      inner.tell({ kind: 'missed' });
      await settle();
      expect(() => onGone.session.getAttribute('n') as unknown).toThrow(INVALIDATED);
      expect(await valueOf(b, changed, 'n')).toBe(2);
      await Promise.all([onGone.finish(), onChanged.finish()]);
    }
  });
});

describe('Notices that were missed again and again', () => {
  it('make all copies be checked once more, and not once for each', async () => {
    const { a, b, inner, stores } = await pair({ coherent: true });
    const cookies = [await startSession(a), await startSession(a), await startSession(a)];
    for (const cookie of cookies) expect(await findsSession(b, { cookie })).toBe(true);
    await settle();
    const before = stores[1].count('load');
    const checking = stores[1].hold('load');
    for (let i = 0; i < 10; i += 1) inner.tell({ kind: 'missed' });
    await settle();
    inner.isMute = true;
    await a.visit((request) => end(request.getSession()), { cookie: cookies[0]! });
    inner.isMute = false;
    inner.tell({ kind: 'missed' });
    stores[1].calmDown();
    checking.open();
    await settle();
    // The first pass ends the one that is gone: the second has two to check.
    expect(stores[1].count('load') - before).toBe(5);
    expect(b.manager.metrics.activeSessions).toBe(2);
    inner.tell({ kind: 'missed' });
    await settle();
    expect(stores[1].count('load') - before).toBe(7);
  });
});

describe('The subscription', () => {
  it('is made with the first session, and ended when the manager is closed', async () => {
    const { a, b, inner } = await pair();
    expect(inner.subscribers).toBe(0);
    const cookie = await startSession(a);
    await settle();
    expect(inner.subscribers).toBe(1);
    await findsSession(b, { cookie });
    await startSession(b);
    await settle();
    expect(inner.subscribers).toBe(2);
    await a.manager.close();
    expect(inner.subscribers).toBe(1);
    await b.manager.close();
    expect(inner.subscribers).toBe(0);
  });

  it('is tried until it is there, and then what came before is checked', async () => {
    const { a, b, inner, stores, clock } = await pair({ coherent: true });
    stores[1].fail('subscribe', 1);
    stores[1].fail('subscribe', 2);
    const cookie = await startSession(a);
    await findsSession(b, { cookie });
    await settle();
    expect(failures).toEqual(['Subscribing to the notices of the store']);
    await a.visit((request) => end(request.getSession()), { cookie });
    for (let i = 0; i < 2; i += 1) {
      clock.advance(1000);
      await settle();
    }
    expect(inner.subscribers).toBe(2);
    expect(stores[1].count('subscribe')).toBe(3);
    expect(b.manager.metrics.activeSessions).toBe(0);
  });

  it('that comes when the manager is closed is ended', async () => {
    const { a, inner, stores } = await pair();
    const subscribing = stores[0].hold('subscribe');
    await startSession(a);
    await a.manager.close();
    subscribing.open();
    await settle();
    expect(stores[0].count('subscribe')).toBe(1);
    expect(inner.subscribers).toBe(0);
  });

  it('is not tried again by a manager that is closed', async () => {
    const { a, stores, clock } = await pair();
    stores[0].fail('subscribe');
    await startSession(a);
    await settle();
    await a.manager.close();
    clock.advance(60_000);
    await settle();
    expect(stores[0].count('subscribe')).toBe(1);
  });
});
