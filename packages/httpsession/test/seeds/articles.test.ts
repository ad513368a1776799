// What the articles on sessions tell and show, and the page of an older servlet engine.
import { describe, expect, it } from '@jest/globals';
import { synchronized } from 'httpsession';
import type { HttpSession, MaybePromise, SessionRequest } from 'httpsession';
import { gate } from '../support/gate.ts';
import { serve } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

describe('What a session keeps', () => {
  it('S1-06 S4-17 who somebody is, what they like, what they want to buy', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => {
      session.setAttribute('userId', 7);
      session.setAttribute('language', 'en');
      session.setAttribute('cart', [{ item: 'tea', count: 2 }]);
      session.setPrincipal('ada');
    });
    const { result } = await app.visit(
      (request) => {
        const session = request.getSession();
        return [{ ...session.attributes }, session.getPrincipal()];
      },
      { cookie },
    );
    const kept = { userId: 7, language: 'en', cart: [{ item: 'tea', count: 2 }] };
    expect(result).toEqual([kept, 'ada']);
  });

  it('S0-22 S1-16 S1-17 S4-06 S4-39 stays here: the client gets an id and nothing else', async () => {
    const app = await serve();
    const visit = await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('userId', 'only-here');
      session.setPrincipal('nobody-else');
      return session.getId();
    });
    expect(visit.cookie).toBe(`JSESSIONID=${visit.result}`);
    const sent = JSON.stringify([visit.headers, visit.body]);
    expect(sent).not.toMatch(/only-here|nobody-else|userId/);
    expect(sent).toContain(visit.result);
  });

  it('S4-40 may be larger than any cookie', async () => {
    const app = await serve();
    const text = 'x'.repeat(65_536);
    const cookie = await startSession(app, (session) => session.setAttribute('text', text));
    expect(cookie.length).toBeLessThan(100);
    const { result } = await app.visit(
      (request): unknown => request.getSession().getAttribute('text'),
      { cookie },
    );
    expect(result).toBe(text);
  });

  it('S4-41 ends in its own time, though the cookie lasts a year', async () => {
    const app = await serve({ cookie: { maxAge: 31_536_000 } });
    const cookie = await startSession(app);
    app.clock.advance(31 * 60_000);
    expect(await findsSession(app, { cookie })).toBe(false);
  });
});

describe('S1-20 a session begins', () => {
  const needs: Record<string, (request: SessionRequest) => void> = {
    'at a login': (request) => request.getSession().setPrincipal('ada'),
    'with the first thing in a cart': (request) =>
      request.getSession().setAttribute('cart', ['tea']),
    'at a page that sends to the login and back': (request) =>
      request.getSession().setAttribute('returnTo', '/account'),
  };

  it.each(Object.entries(needs))('%s, and not before', async (_when, need) => {
    const app = await serve();
    expect((await app.get('/')).cookie).toBe('');
    const visit = await app.visit((request) => need(request));
    expect(visit.cookie).toMatch(/^JSESSIONID=/);
    expect(await findsSession(app, { cookie: visit.cookie })).toBe(true);
  });
});

describe('The calls of other languages', () => {
  it('S4-22 S4-23 S4-24 S4-25 S4-26 of a servlet', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setAttribute('user', 'Charmy'));
    await app.visit(
      (request) => {
        const session = request.getSession();
        const user = session.getAttribute('user') as string | null;
        expect(user).toBe('Charmy');
        session.removeAttribute('user');
        expect(session.getAttribute('user')).toBeNull();
        session.invalidate();
      },
      { cookie },
    );
    expect(await findsSession(app, { cookie })).toBe(false);
  });

  it('S4-33 S4-36 S4-37 of express-session and PHP: set, read, remove and log out', async () => {
    const app = await serve();
    const cookie = await startSession(app, ({ attributes }) => {
      attributes['username'] = 'Charmy';
    });
    await app.visit(
      (request) => {
        const { attributes } = request.getSession();
        expect(attributes['username']).toBe('Charmy');
        delete attributes['username'];
        expect(attributes['username']).toBeUndefined();
        request.getSession().invalidate();
      },
      { cookie },
    );
    expect(await findsSession(app, { cookie })).toBe(false);
  });

  it('S4-34 of Flask: a secret signs, and what is kept is not in the cookie', async () => {
    const app = await serve({ secrets: ['0123456789abcdef0123456789abcdef'] });
    const cookie = await startSession(app, (session) => session.setAttribute('username', 'Charmy'));
    expect(decodeURIComponent(cookie)).not.toContain('Charmy');
    expect(await findsSession(app, { cookie })).toBe(true);
    expect(await findsSession(app, { cookie: `${cookie.slice(0, -2)}AA` })).toBe(false);
  });

  it('S4-35 of Flask: what is popped is read once', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      session.setAttribute('username', 'Charmy');
      expect([session.takeAttribute('username'), session.takeAttribute('username')]).toEqual([
        'Charmy',
        null,
      ]);
    });
  });
});

describe('The page of the servlet engine', () => {
  it('S3-01 has no method that is not here', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      const methods: (keyof HttpSession)[] = [
        'getAttribute',
        'getAttributeNames',
        'getCreationTime',
        'getId',
        'getLastAccessedTime',
        'getMaxInactiveInterval',
        'getSessionContext',
        'getValue',
        'getValueNames',
        'invalidate',
        'isNew',
        'putValue',
        'removeAttribute',
        'removeValue',
        'setAttribute',
        'setMaxInactiveInterval',
      ];
      expect(methods.filter((name) => typeof session[name] !== 'function')).toEqual([]);
    });
  });

  const ways: Record<string, (session: HttpSession, look: Look) => MaybePromise<unknown>> = {
    'under a lock': (session, look) =>
      synchronized(session, async () => {
        let user: unknown = session.getAttribute('user');
        if (user === null) {
          user = await look();
          session.setAttribute('user', user);
        }
        return user;
      }),
    'with computeIfAbsent': (session, look) => session.computeIfAbsent('user', look),
  };

  it.each(Object.entries(ways))(
    'S3-38 S3-40 S3-42 S3-43 looks a user up once for two windows, %s',
    async (_way, findUser) => {
      const app = await serve();
      const cookie = await startSession(app);
      const both = gate();
      let requests = 0;
      let lookups = 0;
      const lookupUser: Look = async () => {
        lookups += 1;
        await both.passed;
        return 'ada';
      };
      const visits = await Promise.all(
        [1, 2].map(() =>
          app.visit(
            (request) => {
              const found = findUser(request.getSession(), lookupUser);
              requests += 1;
              if (requests === 2) both.open();
              return found;
            },
            { cookie },
          ),
        ),
      );
      expect(visits.map(({ result }) => result)).toEqual(['ada', 'ada']);
      expect(lookups).toBe(1);
    },
  );
});

type Look = () => Promise<string>;
