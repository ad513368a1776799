import { describe, expect, it } from '@jest/globals';
import { IllegalStateException, MemoryStore } from 'httpsession';
import type { HttpSessionBindingEvent, HttpSessionEvent, SessionStore } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { gate } from '../support/gate.ts';
import { ListenerLog } from '../support/listener-log.ts';
import { serve } from '../support/serve.ts';
import { cookieOf, findsSession, startSession } from '../support/sessions.ts';
import { isExpired } from '../support/set-cookie.ts';

/** More than any sweep waits. */
const SWEEP = 120_000;

/** A store that forgets no session before `until`. */
function slowToDelete(store: SessionStore, until: Promise<void>): SessionStore {
  return {
    create: (record) => store.create(record),
    load: (key, known) => store.load(key, known),
    update: (key, change) => store.update(key, change),
    rename: (oldKey, newKey, sealedId) => store.rename(oldKey, newKey, sealedId),
    delete: async (key) => {
      await until;
      return store.delete(key);
    },
    takeExpired: (limit, leaseMs) => store.takeExpired(limit, leaseMs),
    close: () => store.close(),
  };
}

describe('D. Invalidation and expiry', () => {
  it('SES-047 S1-24 S3-26 invalidation unbinds every object', async () => {
    const log = new ListenerLog();
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('a', log.value('one'));
      session.setAttribute('b', log.value('two'));
      session.invalidate();
      expect(() => session.getAttribute('a') as unknown).toThrow(IllegalStateException);
    });
    expect(log.lines.slice(2).sort()).toEqual(['unbound one', 'unbound two']);
  });

  it('SES-048 a session ends once only', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.invalidate();
      expect(() => session.invalidate()).toThrow(IllegalStateException);
    });
  });

  it('SES-049 the times, the newness and the accessor are gone after the end', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.invalidate();
      expect(() => session.getCreationTime()).toThrow(IllegalStateException);
      expect(() => session.getLastAccessedTime()).toThrow(IllegalStateException);
      expect(() => session.isNew()).toThrow(IllegalStateException);
      expect(() => session.getAccessor()).toThrow(IllegalStateException);
    });
  });

  it('SES-050 the application and the interval outlive the session', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.invalidate();
      session.setMaxInactiveInterval(77);
      expect(session.getMaxInactiveInterval()).toBe(77);
      expect(session.getServletContext()).toBe(app.manager.context);
    });
  });

  it('SES-050 an interval that is set after the end starts no timer', async () => {
    const app = await serve({ sessionTimeout: 0 });
    await app.visit((request) => {
      const session = request.getSession();
      session.invalidate();
      const timers = app.clock.pendingTimers;
      session.setMaxInactiveInterval(77);
      expect(app.clock.pendingTimers).toBe(timers);
    });
  });

  it('SES-051 after the end the same request has no session', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    await app.visit(
      (request) => {
        const session = request.getSession();
        expect(request.isRequestedSessionIdValid()).toBe(true);
        session.invalidate();
        expect(request.getSession(false)).toBeNull();
        expect(request.isRequestedSessionIdValid()).toBe(false);
        expect(request.getRequestedSessionId()).toBe(session.getId());
      },
      { cookie },
    );
  });

  it('SES-052 a session made after the end of another has its own id and the only cookie', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setAttribute('old', 1));
    const visit = await app.visit(
      (request) => {
        const before = request.getSession();
        before.invalidate();
        const after = request.getSession();
        expect(after.getId()).not.toBe(before.getId());
        expect([...after.getAttributeNames()]).toEqual([]);
        return after.getId();
      },
      { cookie },
    );
    expect(visit.setCookies.map(({ value }) => value)).toEqual([visit.result]);
  });

  it('SES-053 S1-08 S4-14 the id of an invalidated session finds nothing later', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    await app.visit((request) => request.getSession().invalidate(), { cookie });
    await app.visit(
      (request) => {
        expect(request.getSession(false)).toBeNull();
        expect(request.getSession().isNew()).toBe(true);
        expect(cookieOf(request.getSession())).not.toBe(cookie);
      },
      { cookie },
    );
  });

  it('SES-053 the id of an expired session finds nothing later', async () => {
    const app = await serve({ sessionTimeout: 1 });
    const cookie = await startSession(app, (session) => session.setAttribute('a', 1));
    app.clock.advance(60_010);
    await app.visit(
      (request) => {
        expect(request.getSession(false)).toBeNull();
        expect([...request.getSession().getAttributeNames()]).toEqual([]);
        expect(cookieOf(request.getSession())).not.toBe(cookie);
      },
      { cookie },
    );
  });

  it('SES-054 a session can be read while it is destroyed', async () => {
    const seen: unknown[] = [];
    const sessionDestroyed = (event: HttpSessionEvent): void => {
      const session = event.getSession();
      seen.push(session.getAttribute('x'), session.getCreationTime());
      seen.push(session.getLastAccessedTime(), [...session.getAttributeNames()]);
    };
    const app = await serve({ listeners: [{ sessionDestroyed }] });
    const madeAt = app.clock.now();
    await app.visit((request) => {
      request.getSession().setAttribute('x', 'readable');
      request.getSession().invalidate();
    });
    expect(seen).toEqual(['readable', madeAt, madeAt, ['x']]);
  });

  it.each(['invalidation', 'expiry'])(
    'SES-055 on %s each bound value and each attribute listener hears of it once',
    async (cause) => {
      const log = new ListenerLog();
      const app = await serve({ listeners: [log.listener()] });
      const cookie = await startSession(app, (session) => {
        session.setAttribute('a', log.value('one'));
        session.setAttribute('b', log.value('two'));
        session.setMaxInactiveInterval(10);
        log.take();
      });
      if (cause === 'expiry') app.clock.advance(10_000 + SWEEP);
      else await app.visit((request) => request.getSession().invalidate(), { cookie });
      expect(log.lines.sort()).toEqual([
        'destroyed',
        'removed a=one',
        'removed b=two',
        'unbound one',
        'unbound two',
      ]);
    },
  );

  it.each(['invalidation', 'expiry'])(
    'SES-056 on %s the session is destroyed before its values are unbound',
    async (cause) => {
      const log = new ListenerLog();
      const app = await serve({ listeners: [log.listener()] });
      const cookie = await startSession(app, (session) => {
        session.setAttribute('a', log.value('one'));
        session.setMaxInactiveInterval(10);
        log.take();
      });
      if (cause === 'expiry') app.clock.advance(10_000 + SWEEP);
      else await app.visit((request) => request.getSession().invalidate(), { cookie });
      expect(log.lines).toEqual(['destroyed', 'unbound one', 'removed a=one']);
    },
  );

  it('SES-057 attributes can be read while others are unbound by the end', async () => {
    const seen: unknown[] = [];
    const read = (event: HttpSessionBindingEvent): void => {
      const session = event.getSession();
      for (const name of ['before', 'listener', 'after']) {
        if (name !== event.getName()) seen.push(session.getAttribute(name));
      }
    };
    const app = await serve({ listeners: [{ attributeRemoved: read }] });
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('before', 1);
      session.setAttribute('listener', { valueUnbound: read });
      session.setAttribute('after', 3);
      session.invalidate();
    });
    // Three removals and one unbinding, each of which reads the two others without an exception.
    expect(seen).toHaveLength(8);
  });

  it('SES-058 S3-47 every attribute is unbound, in whatever order', async () => {
    const log = new ListenerLog();
    const app = await serve({ listeners: [log.listener()] });
    await app.visit((request) => {
      const session = request.getSession();
      for (const name of ['c', 'a', 'b']) session.setAttribute(name, name);
      log.take();
      session.invalidate();
    });
    expect(log.lines.sort()).toEqual(['destroyed', 'removed a=a', 'removed b=b', 'removed c=c']);
  });

  it('SES-059 invalidate inside sessionDestroyed does not end the session twice', async () => {
    const log = new ListenerLog();
    const again = {
      sessionDestroyed: (event: HttpSessionEvent) => event.getSession().invalidate(),
    };
    const app = await serve({ listeners: [log.listener(), again] });
    await app.visit((request) => {
      request.getSession().setAttribute('a', log.value('one'));
      log.take();
      request.getSession().invalidate();
    });
    expect(log.lines).toEqual(['destroyed', 'unbound one', 'removed a=one']);
  });

  it('SES-059 a session that expires while it is invalidated ends once', async () => {
    const log = new ListenerLog();
    const late = { sessionDestroyed: () => app.clock.advance(10_000 + SWEEP) };
    const app = await serve({ listeners: [log.listener(), late] });
    await app.visit((request) => {
      const session = request.getSession();
      session.setMaxInactiveInterval(10);
      session.setAttribute('a', log.value('one'));
      log.take();
      session.invalidate();
    });
    app.clock.advance(10_000 + SWEEP);
    expect(log.lines).toEqual(['destroyed', 'unbound one', 'removed a=one']);
  });

  it('SES-060 S1-10 S4-07 a session ends when the client stays away longer than the interval', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setMaxInactiveInterval(2));
    app.clock.advance(2_100);
    expect(await findsSession(app, { cookie })).toBe(false);
  });

  it('SES-060 a correction of the wall clock ends no session and keeps none', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setMaxInactiveInterval(60));
    app.clock.jumpWall(3_600_000);
    app.clock.advance(30_000);
    expect(await findsSession(app, { cookie })).toBe(true);
    app.clock.jumpWall(-7_200_000);
    app.clock.advance(60_010);
    expect(await findsSession(app, { cookie })).toBe(false);
  });

  it('SES-061 S3-06 expiry is exact when a request comes, however late the sweep', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setMaxInactiveInterval(2));
    app.clock.pass(1_990);
    expect(await findsSession(app, { cookie })).toBe(true);
    app.clock.pass(2_010);
    expect(await findsSession(app, { cookie })).toBe(false);
  });

  it('SES-061 an interval that was shortened counts at once', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    await app.visit((request) => request.getSession().setMaxInactiveInterval(1), { cookie });
    app.clock.pass(1_010);
    expect(await findsSession(app, { cookie })).toBe(false);
  });

  it('SES-062 each access restarts the interval', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setMaxInactiveInterval(3));
    for (let visit = 0; visit < 5; visit += 1) {
      app.clock.advance(2_000);
      expect(await findsSession(app, { cookie })).toBe(true);
    }
  });

  it('SES-063 a session does not expire under a running request', async () => {
    const log = new ListenerLog();
    const app = await serve({ listeners: [log.listener()] });
    const cookie = await startSession(app, (session) => session.setMaxInactiveInterval(1));
    await app.visit(
      (request) => {
        app.clock.advance(3_000 + SWEEP);
        expect(request.getSession(false)).not.toBeNull();
      },
      { cookie },
    );
    expect(log.take()).toEqual(['created']);
    app.clock.advance(1_000 + SWEEP);
    expect(log.lines).toEqual(['destroyed']);
  });

  it('SES-063 a second request finds a session that only the first one keeps alive', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setMaxInactiveInterval(1));
    await app.visit(
      async () => {
        app.clock.advance(3_000 + SWEEP);
        expect(await findsSession(app, { cookie })).toBe(true);
      },
      { cookie },
    );
  });

  it('SES-064 an invalidation ends the session for requests under way at once', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    const entered = gate();
    const leave = gate();
    const slow = app.visit(
      async (request) => {
        const session = request.getSession();
        entered.open();
        await leave.passed;
        expect(() => session.getAttribute('a') as unknown).toThrow(IllegalStateException);
        expect(request.getSession(false)).toBeNull();
      },
      { cookie },
    );
    await entered.passed;
    await app.visit((request) => request.getSession().invalidate(), { cookie });
    leave.open();
    expect((await slow).status).toBe(200);
  });

  it('SES-065 a session that is being destroyed is found by no later request', async () => {
    let later: Promise<boolean> | undefined;
    const app = await serve({
      listeners: [
        {
          sessionDestroyed: (event) => {
            later = findsSession(app, { cookie: cookieOf(event.getSession()) });
          },
        },
      ],
    });
    const cookie = await startSession(app);
    await app.visit(
      async (request) => {
        request.getSession().invalidate();
        expect(await later).toBe(false);
      },
      { cookie },
    );
  });

  it('SES-065 a store that deletes slowly does not bring an ended session back', async () => {
    const deleted = gate();
    const clock = new FakeClock();
    const store = slowToDelete(new MemoryStore({ clock }), deleted.passed);
    const app = await serve({ clock, store });
    const cookie = await startSession(app);
    const invalidated = gate();
    const ending = app.visit(
      (request) => {
        request.getSession().invalidate();
        invalidated.open();
      },
      { cookie },
    );
    await invalidated.passed;
    expect(await findsSession(app, { cookie })).toBe(false);
    deleted.open();
    await ending;
  });

  it('SES-066 S1-23 S3-36 expiry tells all listeners although no request is there', async () => {
    const log = new ListenerLog();
    const app = await serve({ listeners: [log.listener()] });
    await startSession(app, (session) => {
      session.setMaxInactiveInterval(2);
      session.setAttribute('a', log.value('one'));
      log.take();
    });
    app.clock.advance(2_000 + SWEEP);
    expect(log.lines).toEqual(['destroyed', 'unbound one', 'removed a=one']);
  });

  it('SES-067 the event of the end tells why the session ended', async () => {
    const reasons: unknown[] = [];
    const app = await serve({
      sessionTimeout: 1,
      listeners: [{ sessionDestroyed: (event) => reasons.push(event.getReason()) }],
    });
    await app.visit((request) => request.getSession().invalidate());
    await startSession(app);
    app.clock.advance(60_000 + SWEEP);
    expect(reasons).toEqual(['invalidated', 'timeout']);
  });

  it('SES-068 the idle clock starts at the end of the last request', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setMaxInactiveInterval(3));
    await app.visit(() => app.clock.advance(5_000), { cookie });
    app.clock.advance(2_900);
    expect(await findsSession(app, { cookie })).toBe(true);
  });

  it('SES-069 invalidation makes the client forget the cookie', async () => {
    const app = await serve({ contextPath: '/shop', cookie: { domain: 'shop.example' } });
    const cookie = await startSession(app);
    const visit = await app.visit((request) => request.getSession().invalidate(), { cookie });
    const [expired] = visit.setCookies;
    expect(visit.setCookies).toHaveLength(1);
    expect(expired === undefined ? false : isExpired(expired)).toBe(true);
    expect(expired?.attributes.get('path')).toBe('/shop');
    expect(expired?.attributes.get('domain')).toBe('shop.example');
  });

  it('SES-069 a session that begins and ends in one request leaves no cookie', async () => {
    const app = await serve();
    const visit = await app.visit((request) => {
      request.getSession().invalidate();
    });
    expect(visit.cookie).toBe('');
  });
});
