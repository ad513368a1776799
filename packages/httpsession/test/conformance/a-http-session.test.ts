import { describe, expect, it } from '@jest/globals';
import { IllegalArgumentException, IllegalStateException } from 'httpsession';
import type { HttpSession, HttpSessionAccessor } from 'httpsession';
import { gate } from '../support/gate.ts';
import { serve } from '../support/serve.ts';
import { cookieOf, findsSession, startSession } from '../support/sessions.ts';

const DAY = 24 * 3_600_000;

describe('A. HttpSession: identity, times, newness', () => {
  it('SES-001 S3-19 each session has an id of its own', async () => {
    const app = await serve();
    const first = await app.visit((request) => request.getSession().getId());
    const second = await app.visit((request) => request.getSession().getId());
    expect(first.result.length).toBeGreaterThanOrEqual(16);
    expect(second.result).not.toBe(first.result);
  });

  it('SES-002 the id can still be read after the end', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      const id = session.getId();
      session.invalidate();
      expect(session.getId()).toBe(id);
    });
  });

  it('SES-003 S1-21 S4-05 the id stays while the client comes back, and no new cookie is sent', async () => {
    const app = await serve();
    const first = await app.visit((request) => request.getSession().getId());
    const second = await app.visit((request) => request.getSession().getId(), {
      cookie: first.cookie,
    });
    const third = await app.visit((request) => request.getSession().getId(), {
      cookie: first.cookie,
    });
    expect([second.result, third.result]).toEqual([first.result, first.result]);
    expect([...second.setCookies, ...third.setCookies]).toEqual([]);
  });

  it('SES-004 after an id change every reference tells the new id', async () => {
    const app = await serve();
    const { cookie, result: kept } = await app.visit((request) => request.getSession());
    await app.visit(
      (request) => {
        const before = request.getSession();
        const id = request.changeSessionId();
        expect(before.getId()).toBe(id);
        expect(request.getSession(false)?.getId()).toBe(id);
        expect(kept.getId()).toBe(id);
      },
      { cookie },
    );
  });

  it('SES-005 S3-18 the creation time is the moment of creation and never changes', async () => {
    const app = await serve();
    const madeAt = app.clock.now();
    const first = await app.visit((request) => request.getSession().getCreationTime());
    app.clock.advance(1_234);
    const second = await app.visit(
      (request) => {
        request.getSession();
        request.changeSessionId();
        return request.getSession().getCreationTime();
      },
      { cookie: first.cookie },
    );
    expect([first.result, second.result]).toEqual([madeAt, madeAt]);
  });

  it('SES-006 S3-20 the last accessed time is when the request before this one came in', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    app.clock.advance(1_000);
    const secondAt = app.clock.now();
    await app.visit(
      () => {
        // Time that the second request takes does not count.
        app.clock.advance(400);
      },
      { cookie },
    );
    app.clock.advance(1_000);
    const third = await app.visit((request) => request.getSession().getLastAccessedTime(), {
      cookie,
    });
    expect(third.result).toBe(secondAt);
  });

  it('SES-006 parallel requests each see the request that came before them', async () => {
    const app = await serve();
    const madeAt = app.clock.now();
    const cookie = await startSession(app);
    const entered = gate();
    const leave = gate();
    app.clock.advance(1_000);
    const slowAt = app.clock.now();
    const slow = app.visit(
      async (request) => {
        entered.open();
        await leave.passed;
        return request.getSession().getLastAccessedTime();
      },
      { cookie },
    );
    await entered.passed;
    app.clock.advance(1_000);
    const quick = await app.visit((request) => request.getSession().getLastAccessedTime(), {
      cookie,
    });
    leave.open();
    expect([(await slow).result, quick.result]).toEqual([madeAt, slowAt]);
  });

  it('SES-007 a request that never asks for the session is an access of it', async () => {
    const app = await serve({}, (_request, response) => response.end('a static file'));
    const cookie = await startSession(app);
    app.clock.advance(1_000);
    const fileAt = app.clock.now();
    await app.get('/logo.svg', { cookie });
    app.clock.advance(1_000);
    const page = await app.visit((request) => request.getSession().getLastAccessedTime(), {
      cookie,
    });
    expect(page.result).toBe(fileAt);
  });

  it('SES-007 a page that polls a static file keeps its session', async () => {
    const app = await serve({}, (_request, response) => response.end('a static file'));
    const cookie = await startSession(app, (session) => session.setMaxInactiveInterval(3));
    for (let poll = 0; poll < 5; poll += 1) {
      app.clock.advance(2_000);
      await app.get('/logo.svg', { cookie });
    }
    app.clock.advance(2_000);
    expect(await findsSession(app, { cookie })).toBe(true);
  });

  it('SES-008 reading and writing attributes is no access', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    app.clock.advance(5_000);
    const secondAt = app.clock.now();
    await app.visit(
      (request) => {
        const session = request.getSession();
        const before = session.getLastAccessedTime();
        app.clock.advance(700);
        session.setAttribute('a', 1);
        session.getAttribute('a');
        expect(session.getLastAccessedTime()).toBe(before);
      },
      { cookie },
    );
    const third = await app.visit((request) => request.getSession().getLastAccessedTime(), {
      cookie,
    });
    expect(third.result).toBe(secondAt);
  });

  it('SES-009 the request that makes a session sees its creation as the last access', async () => {
    const app = await serve();
    await app.visit((request) => {
      app.clock.advance(50);
      const session = request.getSession();
      expect(session.getLastAccessedTime()).toBe(session.getCreationTime());
    });
  });

  it('SES-011 the session leads to its application, also while it is destroyed', async () => {
    const app = await serve({
      listeners: [
        {
          sessionDestroyed: (event) =>
            event.getSession().getServletContext().setAttribute('farewell', 'said'),
        },
      ],
    });
    await app.visit((request) => {
      const session = request.getSession();
      expect(session.getServletContext()).toBe(app.manager.context);
      session.invalidate();
    });
    expect(app.manager.context.getAttribute('farewell')).toBe('said');
  });

  it('SES-012 S3-21 an interval is kept exactly, for this session only', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => {
      session.setMaxInactiveInterval(500_000);
      expect(session.getMaxInactiveInterval()).toBe(500_000);
    });
    const later = await app.visit((request) => request.getSession().getMaxInactiveInterval(), {
      cookie,
    });
    const other = await app.visit((request) => request.getSession().getMaxInactiveInterval());
    expect([later.result, other.result]).toEqual([500_000, 1_800]);
  });

  it('SES-013 S3-37 a new session starts with the timeout of the application, in seconds', async () => {
    const app = await serve({ sessionTimeout: 54 });
    const visit = await app.visit((request) => request.getSession().getMaxInactiveInterval());
    expect(visit.result).toBe(3_240);
  });

  it.each([0, -1, -1_000])('SES-014 S3-32 an interval of %d means never', async (interval) => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setMaxInactiveInterval(interval));
    app.clock.advance(3_650 * DAY);
    const visit = await app.visit(
      (request) => request.getSession(false)?.getMaxInactiveInterval(),
      { cookie },
    );
    expect(visit.result).toBe(interval);
  });

  it('SES-015 the largest interval does not overflow a timer', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) =>
      session.setMaxInactiveInterval(2_147_483_647),
    );
    app.clock.advance(1_000);
    expect(await findsSession(app, { cookie })).toBe(true);
    app.clock.advance(60 * DAY);
    expect(await findsSession(app, { cookie })).toBe(true);
  });

  it.each([Infinity, -Infinity, NaN, '60', null, undefined])(
    'SES-015 an interval of %p is refused, and the one before stays',
    async (interval) => {
      const app = await serve();
      const visit = await app.visit((request) => {
        const session = request.getSession();
        expect(() => session.setMaxInactiveInterval(interval as number)).toThrow(
          IllegalArgumentException,
        );
        return session.getMaxInactiveInterval();
      });
      expect(visit.result).toBe(1_800);
    },
  );

  it('SES-015 an interval just above what a timer takes ends in time and not before', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setMaxInactiveInterval(2_147_484));
    app.clock.advance(2_147_484_000 - 10);
    expect(await findsSession(app, { cookie })).toBe(true);
    app.clock.advance(2_147_484_000 + 10);
    expect(await findsSession(app, { cookie })).toBe(false);
  });

  it('SES-016 S3-27 a session is new in the request that makes it', async () => {
    const app = await serve();
    const visit = await app.visit((request) => request.getSession().isNew());
    expect(visit.result).toBe(true);
  });

  it('SES-017 S3-35 a session is not new once the client joined it with a cookie', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    const visit = await app.visit((request) => request.getSession().isNew(), { cookie });
    expect(visit.result).toBe(false);
  });

  it('SES-017 a session is not new once the client joined it with a path parameter', async () => {
    const app = await serve({ trackingModes: ['URL'] });
    const { result: id } = await app.visit((request) => request.getSession().getId());
    const visit = await app.visit((request) => request.getSession().isNew(), {
      path: `/page;jsessionid=${id}`,
    });
    expect(visit.result).toBe(false);
  });

  it('SES-018 a client that never sends the id back gets a new session each time', async () => {
    const app = await serve();
    const see = () =>
      app.visit((request) => [request.getSession().getId(), request.getSession().isNew()] as const);
    const [first, second] = [(await see()).result, (await see()).result];
    expect(first[0]).not.toBe(second[0]);
    expect([first[1], second[1]]).toEqual([true, true]);
  });

  it('SES-019 a session stays new for all of the request that made it', async () => {
    const app = await serve();
    await app.visit(async (request, response) => {
      const session = request.getSession();
      response.flushHeaders();
      const joined = await app.visit((other) => other.getSession().isNew(), {
        cookie: cookieOf(session),
      });
      expect([joined.result, session.isNew(), request.getSession().isNew()]).toEqual([
        false,
        true,
        true,
      ]);
    });
  });

  it('SES-020 a reference kept beyond its request still tells its id', async () => {
    const app = await serve();
    const { result: kept } = await app.visit((request) => request.getSession());
    expect(kept.getId().length).toBeGreaterThanOrEqual(16);
  });

  it('SES-021 an accessor reaches the session from elsewhere', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('goods', 'full');
      app.manager.context.setAttribute('accessor', session.getAccessor());
    });
    const visit = await app.visit(() => {
      const accessor = app.manager.context.getAttribute('accessor') as HttpSessionAccessor;
      return accessor.access((session) => session.getAttribute('goods') as unknown);
    });
    expect(visit.result).toBe('full');
  });

  it('SES-022 an ended session gives no accessor', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.invalidate();
      expect(() => session.getAccessor()).toThrow(IllegalStateException);
    });
  });

  it('SES-023 what an accessor sets, the next request sees', async () => {
    const app = await serve();
    const { cookie, result } = await app.visit((request) => request.getSession().getAccessor());
    await result.access((session) => session.setAttribute('from', 'a timer'));
    const visit = await app.visit((request): unknown => request.getSession().getAttribute('from'), {
      cookie,
    });
    expect(visit.result).toBe('a timer');
  });

  it('SES-024 an accessor ends with the id that it was made for', async () => {
    const app = await serve();
    const { cookie, result } = await app.visit((request) => request.getSession().getAccessor());
    await app.visit((request) => request.changeSessionId(), { cookie });
    expect(() => result.access(() => 'reached')).toThrow(IllegalStateException);
  });

  it('SES-024 an accessor ends with its session', async () => {
    const app = await serve();
    const { cookie, result } = await app.visit((request) => request.getSession().getAccessor());
    await app.visit((request) => request.getSession().invalidate(), { cookie });
    expect(() => result.access(() => 'reached')).toThrow(IllegalStateException);
  });

  it('SES-025 each use of an accessor restarts the interval', async () => {
    const app = await serve();
    const { cookie, result } = await app.visit((request) => {
      request.getSession().setMaxInactiveInterval(3);
      return request.getSession().getAccessor();
    });
    for (let second = 0; second < 6; second += 1) {
      app.clock.advance(1_000);
      await result.access(() => undefined);
    }
    app.clock.advance(2_900);
    expect(await findsSession(app, { cookie })).toBe(true);
  });

  it('SES-025 a session does not expire under the consumer of an accessor', async () => {
    const app = await serve();
    const { result } = await app.visit((request) => {
      request.getSession().setMaxInactiveInterval(1);
      return request.getSession().getAccessor();
    });
    const seen = await result.access(async (session: HttpSession) => {
      app.clock.advance(60_000);
      await Promise.resolve();
      app.clock.advance(60_000);
      session.setAttribute('still', 'here');
      return session.getAttribute('still') as unknown;
    });
    expect(seen).toBe('here');
  });

  it('SES-025 the use of an accessor is the last access for the next request', async () => {
    const app = await serve();
    const { cookie, result } = await app.visit((request) => request.getSession().getAccessor());
    app.clock.advance(1_000);
    const usedAt = app.clock.now();
    await result.access(() => undefined);
    app.clock.advance(1_000);
    const visit = await app.visit((request) => request.getSession().getLastAccessedTime(), {
      cookie,
    });
    expect(visit.result).toBe(usedAt);
  });

  it('SES-026 requests and consumers use one session at the same time', async () => {
    const app = await serve();
    const { cookie, result } = await app.visit((request) => request.getSession().getAccessor());
    const seen = await result.access(async (session) => {
      session.setAttribute('consumer', 1);
      await app.visit((request) => request.getSession().setAttribute('request', 2), { cookie });
      return [...session.getAttributeNames()].sort();
    });
    expect(seen).toEqual(['consumer', 'request']);
  });
});
