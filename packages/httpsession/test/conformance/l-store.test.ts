import { describe, expect, it } from '@jest/globals';
import { MemoryStore } from 'httpsession';
import type { SessionListener } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { ListenerLog } from '../support/listener-log.ts';
import { serve, turn } from '../support/serve.ts';
import type { Options, TestServer } from '../support/serve.ts';
import { cookieOf, findsSession, startSession } from '../support/sessions.ts';

/** More than the sweeps of a store are apart. */
const SWEEP = 30_000;
const YEAR = 365 * 24 * 3_600_000;

/** Two applications that share a store, as two processes do, and the log of what both are told. */
async function twoNodes(
  options: Options = {},
): Promise<{ one: TestServer; other: TestServer; log: ListenerLog }> {
  const clock = new FakeClock();
  const log = new ListenerLog();
  const shared: Options = {
    clock,
    store: new MemoryStore({ coherent: false, clock }),
    listeners: [log.listener()],
    ...options,
  };
  return { one: await serve(shared), other: await serve(shared), log };
}

/** Lets time pass in steps, with turns of the event loop in which what was begun goes on. */
async function elapse(app: TestServer, ms: number, stepMs: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    app.clock.advance(Math.min(stepMs, ms - passed));
    await turn();
  }
}

describe('L. The rules of sessions, where a store is shared', () => {
  it('SES-012 the interval of a session moves with it', async () => {
    const { one, other } = await twoNodes();
    const cookie = await startSession(one, (session) => session.setMaxInactiveInterval(77));
    const visit = await other.visit((request) => request.getSession().getMaxInactiveInterval(), {
      cookie,
    });
    expect(visit.result).toBe(77);
  });

  it.each([0, -1])('SES-014 an interval of %d means never', async (interval) => {
    const { one, other } = await twoNodes();
    const cookie = await startSession(one, (session) => session.setMaxInactiveInterval(interval));
    await elapse(one, 10 * YEAR, YEAR);
    expect(await findsSession(other, { cookie })).toBe(true);
  });

  it('SES-015 the largest interval works', async () => {
    const { one, other } = await twoNodes();
    const cookie = await startSession(one, (session) =>
      session.setMaxInactiveInterval(2_147_483_647),
    );
    await elapse(one, 10 * YEAR, YEAR);
    expect(await findsSession(other, { cookie })).toBe(true);
  });

  it('SES-006 without a touch interval the last access is exact in every process', async () => {
    const { one, other } = await twoNodes({ touchInterval: 0 });
    const cookie = await startSession(one);
    one.clock.advance(1_000);
    const at = one.clock.now();
    await one.get('/', { cookie });
    one.clock.advance(1_000);
    const visit = await other.visit((request) => request.getSession().getLastAccessedTime(), {
      cookie,
    });
    expect(visit.result).toBe(at);
  });

  it('SES-061 without a touch interval expiry is exact in every process', async () => {
    const { one, other } = await twoNodes({ touchInterval: 0 });
    const cookie = await startSession(one, (session) => session.setMaxInactiveInterval(2));
    one.clock.pass(1_990);
    expect(await findsSession(other, { cookie })).toBe(true);
    one.clock.pass(2_010);
    expect(await findsSession(one, { cookie })).toBe(false);
  });

  it.each([undefined, 0])(
    'SES-063 with a touch interval of %p a session does not expire under a running request',
    async (touchInterval) => {
      const { one, other, log } = await twoNodes({ touchInterval });
      const cookie = await startSession(one, (session) => session.setMaxInactiveInterval(3));
      await one.visit(
        async (request) => {
          await elapse(one, 20_000, 100);
          expect(request.getSession(false)).not.toBeNull();
          expect(await findsSession(other, { cookie })).toBe(true);
        },
        { cookie },
      );
      expect(log.lines).toEqual(['created']);
    },
  );

  it('SES-063 a request that comes just before a touch is due keeps its session, too', async () => {
    const { one, other } = await twoNodes();
    const cookie = await startSession(one, (session) => session.setMaxInactiveInterval(100));
    one.clock.advance(9_999);
    await one.visit(
      async (request) => {
        await elapse(one, 200_000, 1_000);
        expect(request.getSession(false)).not.toBeNull();
        expect(await findsSession(other, { cookie })).toBe(true);
      },
      { cookie },
    );
  });

  it('SES-025 a session does not expire under the consumer of an accessor', async () => {
    const { one, other } = await twoNodes();
    const { cookie, result: accessor } = await one.visit((request) => {
      request.getSession().setMaxInactiveInterval(3);
      return request.getSession().getAccessor();
    });
    await accessor.access(async (session) => {
      await elapse(one, 20_000, 100);
      session.setAttribute('still', 'here');
    });
    expect(await findsSession(other, { cookie })).toBe(true);
  });

  it('SES-068 the idle clock starts at the end of the last request', async () => {
    const { one, other } = await twoNodes();
    const cookie = await startSession(one, (session) => session.setMaxInactiveInterval(3));
    await one.visit(() => elapse(one, 5_000, 100), { cookie });
    await elapse(one, 2_900, 100);
    expect(await findsSession(other, { cookie })).toBe(true);
  });

  it('SES-066 expiry is told by one of the processes, once', async () => {
    const { one, log } = await twoNodes();
    await startSession(one, (session) => {
      session.setMaxInactiveInterval(10);
      session.setAttribute('a', 1);
      log.take();
    });
    await elapse(one, 10_000 + 4 * SWEEP, 1_000);
    expect(log.lines).toEqual(['destroyed', 'removed a=1']);
  });

  it('SES-054 a session that another process claims can be read while it is destroyed', async () => {
    const seen: unknown[] = [];
    const reader: SessionListener = {
      sessionDestroyed: (event) => {
        const session = event.getSession();
        seen.push(session.getId(), session.getAttribute('a'), session.getCreationTime());
      },
    };
    const { one } = await twoNodes({
      listeners: [reader],
      secrets: ['0123456789abcdefghijklmnopqrstuvwxyzABCDEF'],
    });
    const madeAt = one.clock.now();
    const { result: id } = await one.visit((request) => {
      const session = request.getSession();
      session.setMaxInactiveInterval(10);
      session.setAttribute('a', 1);
      return session.getId();
    });
    await elapse(one, 10_000 + 4 * SWEEP, 1_000);
    expect(seen).toEqual([id, 1, madeAt]);
  });

  it('SES-064 an end in one process ends the session for requests under way in another', async () => {
    const { one, other } = await twoNodes();
    const cookie = await startSession(one);
    await one.visit(
      async (request) => {
        request.getSession().setAttribute('unsaved', 1);
        await other.visit((quick) => quick.getSession().invalidate(), { cookie });
      },
      { cookie },
    );
    expect(await findsSession(one, { cookie })).toBe(false);
    expect(await findsSession(other, { cookie })).toBe(false);
  });

  it('SES-181 a request that joins a session in use sees what another process left', async () => {
    const { one, other } = await twoNodes();
    const cookie = await startSession(one, (session) => session.setAttribute('a', 'old'));
    await one.visit(
      async (request) => {
        expect(request.getSession().getAttribute('a')).toBe('old');
        await other.visit((quick) => quick.getSession().setAttribute('a', 'new'), { cookie });
        const joined = await one.visit((second): unknown => second.getSession().getAttribute('a'), {
          cookie,
        });
        expect(joined.result).toBe('new');
      },
      { cookie },
    );
  });

  it('SES-181 what a request has not saved yet is kept when another one reads again', async () => {
    const { one, other } = await twoNodes();
    const cookie = await startSession(one);
    await one.visit(
      async (request) => {
        request.getSession().setAttribute('a', 'mine');
        await other.visit((quick) => quick.getSession().setAttribute('a', 'theirs'), { cookie });
        const joined = await one.visit((second): unknown => second.getSession().getAttribute('a'), {
          cookie,
        });
        expect(joined.result).toBe('mine');
      },
      { cookie },
    );
  });

  it('SES-087 the old id is dead in every process', async () => {
    const { one, other } = await twoNodes();
    const old = await startSession(one, (session) => session.setAttribute('a', 1));
    const { cookie } = await one.visit((request) => request.changeSessionId(), { cookie: old });
    expect(await findsSession(other, { cookie: old })).toBe(false);
    expect(await findsSession(other, { cookie })).toBe(true);
  });

  it('SES-079 the id of a session that ended elsewhere is not adopted', async () => {
    const { one, other } = await twoNodes();
    const cookie = await startSession(one);
    await one.visit((request) => request.getSession().invalidate(), { cookie });
    const visit = await other.visit((request) => cookieOf(request.getSession()), { cookie });
    expect(visit.result).not.toBe(cookie);
  });

  it('SES-196 what a failing handler did to its session is kept', async () => {
    const clock = new FakeClock();
    const app = await serve({ clock, store: new MemoryStore({ clock }) }, (request) => {
      request.getSession().setAttribute('form', 'half filled in');
      throw new Error('the handler fails');
    });
    const answer = await app.get('/');
    const visit = await app.visit(
      (request): unknown => request.getSession(false)?.getAttribute('form'),
      { cookie: answer.cookie },
    );
    expect(answer.status).toBe(500);
    expect(visit.result).toBe('half filled in');
  });

  it('SES-163 closing with a store ends no session', async () => {
    const { one, other, log } = await twoNodes();
    const cookie = await startSession(one);
    await one.manager.close();
    expect(await findsSession(other, { cookie })).toBe(true);
    expect(log.lines).toEqual(['created']);
  });
});
