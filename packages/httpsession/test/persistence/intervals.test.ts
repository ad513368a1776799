import { describe, expect, it } from '@jest/globals';
import { storeKey } from '../../src/store/store-key.ts';
import type { SessionRecord } from '../../src/store/store.ts';
import type { DelayedStore } from '../support/delayed-store.ts';
import type { FakeClock } from '../../../../testing/fake-clock.ts';
import { cluster, openRequest } from '../support/nodes.ts';
import { turn, type TestServer } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';

interface Pair {
  readonly clock: FakeClock;
  readonly a: TestServer;
  readonly b: TestServer;
  recordOf(cookie: string): Promise<SessionRecord>;
}

async function twoNodes(): Promise<Pair> {
  const { clock, nodes, stores } = await cluster(2);
  const [a, b] = nodes as [TestServer, TestServer];
  const [store] = stores as [DelayedStore];
  return {
    clock,
    a,
    b,
    async recordOf(cookie) {
      const record = await store.load(storeKey('', cookie.replace('JSESSIONID=', '')));
      if (record === undefined || record === 'unchanged') throw new Error('there is no record');
      return record;
    },
  };
}

function setInterval(app: TestServer, cookie: string, seconds: number): Promise<unknown> {
  return app.visit((request) => request.getSession().setMaxInactiveInterval(seconds), { cookie });
}

describe('R11 an interval that another node changes', () => {
  it.each([
    ['shorter', 60, 66_000],
    ['longer', 7200, 7_260_000],
  ])('stays, made %s, when a slow request writes afterwards', async (_how, seconds, keptMs) => {
    const { clock, a, b, recordOf } = await twoNodes();
    const cookie = await startSession(a);
    const slow = await openRequest(a, cookie);
    await setInterval(b, cookie, seconds);
    clock.advance(20_000);
    await slow.finish((session) => session.setAttribute('late', true));
    expect(await recordOf(cookie)).toMatchObject({
      maxInactiveMs: seconds * 1000,
      expiresAt: clock.now() + keptMs,
    });
  });

  it('stays, made endless, when a slow request writes afterwards', async () => {
    const { a, b, recordOf } = await twoNodes();
    const cookie = await startSession(a);
    const slow = await openRequest(a, cookie);
    await setInterval(b, cookie, 0);
    await slow.finish((session) => session.setAttribute('late', true));
    expect(await recordOf(cookie)).toMatchObject({ maxInactiveMs: 0, expiresAt: undefined });
  });

  it('stays when a request that goes on renews the deadline', async () => {
    const { clock, a, b, recordOf } = await twoNodes();
    const cookie = await startSession(a);
    const slow = await openRequest(a, cookie);
    await setInterval(b, cookie, 600);
    for (let i = 0; i < 10; i += 1) await turn();
    clock.advance(61_000);
    for (let i = 0; i < 10; i += 1) await turn();
    const { maxInactiveMs, expiresAt } = await recordOf(cookie);
    expect(maxInactiveMs).toBe(600_000);
    // Renewed about a minute after it was changed, by the interval that it was changed to.
    expect((expiresAt ?? 0) - clock.now()).toBeGreaterThan(655_000);
    expect((expiresAt ?? 0) - clock.now()).toBeLessThanOrEqual(660_000);
    await slow.finish();
  });

  it('stays when another attribute is updated atomically', async () => {
    const { a, b, recordOf } = await twoNodes();
    const cookie = await startSession(a);
    const slow = await openRequest(a, cookie);
    await setInterval(b, cookie, 60);
    await slow.session.update('n', () => 1);
    expect(await recordOf(cookie)).toMatchObject({ maxInactiveMs: 60_000 });
    await slow.finish();
  });

  it('is what was set last, where both set it', async () => {
    const { a, b, recordOf } = await twoNodes();
    const cookie = await startSession(a);
    const slow = await openRequest(a, cookie);
    await setInterval(b, cookie, 60);
    await slow.finish((session) => session.setMaxInactiveInterval(90));
    expect(await recordOf(cookie)).toMatchObject({ maxInactiveMs: 90_000 });
  });
});

/** Lets seconds pass, one by one, with room for what the store has to answer. */
async function pass(clock: FakeClock, seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i += 1) {
    clock.advance(1000);
    for (let turns = 0; turns < 4; turns += 1) await turn();
  }
}

describe('S-52 an interval', () => {
  it.each([1e306, Number.MAX_VALUE, 2 ** 53, -1e306, 5e-324])(
    'of %p s is one that any store can keep, and comes back',
    async (seconds) => {
      const { a, b, recordOf } = await twoNodes();
      const cookie = await startSession(a, (session) => session.setMaxInactiveInterval(seconds));
      const { maxInactiveMs, expiresAt } = await recordOf(cookie);
      expect(Number.isSafeInteger(maxInactiveMs)).toBe(true);
      expect(Math.sign(maxInactiveMs)).toBe(Math.sign(seconds));
      expect(expiresAt === undefined).toBe(seconds !== 5e-324);
      const seen = await b.visit(
        (request) => Math.sign(request.getSession().getMaxInactiveInterval()),
        { cookie },
      );
      expect(seen.result).toBe(Math.sign(seconds));
    },
  );
});

describe('R11 an interval that a request in use takes over', () => {
  it.each([
    ['longer', 1800],
    ['endless', 0],
  ])('counts at once, where it was %s: the request keeps its session', async (_what, seconds) => {
    const { clock, a, b } = await twoNodes();
    const cookie = await startSession(a, (session) => session.setMaxInactiveInterval(seconds));
    const long = await openRequest(a, cookie);
    await setInterval(b, cookie, 10);
    await long.session.update('n', () => 1);
    await pass(clock, 30);
    const seen = await b.visit((request) => request.getSession(false) !== null, { cookie });
    expect(seen.result).toBe(true);
    expect(await long.finish((session) => session.setAttribute('late', true))).toBe(200);
  });
});

describe('the last accessed time of two nodes', () => {
  it('is the later one, whoever writes last', async () => {
    const { clock, a, b, recordOf } = await twoNodes();
    const cookie = await startSession(a);
    const slow = await openRequest(a, cookie);
    clock.advance(5000);
    const accessedAt = clock.now();
    await b.visit((request) => request.getSession().setAttribute('b', 1), { cookie });
    await slow.finish((session) => session.setAttribute('late', true));
    expect(await recordOf(cookie)).toMatchObject({ lastAccessedAt: accessedAt });
  });
});
