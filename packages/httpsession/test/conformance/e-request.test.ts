import { describe, expect, it } from '@jest/globals';
import { IllegalStateException } from 'httpsession';
import { ListenerLog } from '../support/listener-log.ts';
import { serve } from '../support/serve.ts';
import { cookieOf, findsSession, startSession } from '../support/sessions.ts';
import { isExpired } from '../support/set-cookie.ts';

/** Well-formed, and never given out by a server. */
const UNKNOWN = 'attackersattackersattackersattac';

describe('E. HttpServletRequest', () => {
  it('SES-070 S1-07 S3-41 getSession() makes a session', async () => {
    const app = await serve();
    await app.visit((request) => {
      const session = request.getSession();
      expect(session).not.toBeNull();
      expect(request.getSession(false)).toBe(session);
    });
  });

  it('SES-071 S1-12 getSession(true) joins the session of the request', async () => {
    const app = await serve();
    const first = await app.visit((request) => request.getSession(true).getId());
    const second = await app.visit((request) => request.getSession(true).getId(), {
      cookie: first.cookie,
    });
    expect(second.result).toBe(first.result);
  });

  it('SES-072 getSession(false) without a session is null and has no effect', async () => {
    const log = new ListenerLog();
    const app = await serve({ listeners: [log.listener()] });
    const visit = await app.visit((request) => request.getSession(false));
    expect(visit.result).toBeNull();
    expect(visit.setCookies).toEqual([]);
    expect(log.lines).toEqual([]);
    expect(app.manager.metrics.createdSessions).toBe(0);
  });

  it('SES-073 all calls of one request give the same session', async () => {
    const app = await serve();
    await app.visit((request) => {
      expect(request.getSession()).toBe(request.getSession(false));
      expect(request.getSession(true)).toBe(request.getSession());
    });
  });

  it('SES-074 S1-13 making a session sends one session cookie', async () => {
    const app = await serve();
    const visit = await app.visit((request) => {
      request.getSession();
      return request.getSession().getId();
    });
    expect(visit.setCookies.map(({ name, value }) => [name, value])).toEqual([
      ['JSESSIONID', visit.result],
    ]);
  });

  it.each([
    ['an object', false, { 'X-Page': 'one', 'Set-Cookie': 'theme=dark' }],
    ['an array', false, ['X-Page', 'one', 'Set-Cookie', 'theme=dark']],
    ['an object after setHeader', true, { 'X-Page': 'one', 'Set-Cookie': 'theme=dark' }],
    ['an array after setHeader', true, ['X-Page', 'one', 'Set-Cookie', 'theme=dark']],
  ])(
    'SES-074 headers given to writeHead as %s leave room for the cookie',
    async (_form, isSetBefore, headers) => {
      const app = await serve();
      const visit = await app.visit((request, response) => {
        if (isSetBefore) response.setHeader('X-Before', 'set');
        request.getSession();
        response.writeHead(200, headers);
      });
      expect(visit.setCookies.map(({ name }) => name).sort()).toEqual(['JSESSIONID', 'theme']);
      expect(visit.headers['x-page']).toBe('one');
      expect(visit.headers['x-before']).toBe(isSetBefore ? 'set' : undefined);
    },
  );

  it.each(['setHeader', 'writeHead'] as const)(
    'SES-074 a session cookie that the application passes to %s gives way',
    async (method) => {
      const app = await serve();
      const visit = await app.visit((request, response) => {
        const id = request.getSession().getId();
        if (method === 'setHeader') response.setHeader('Set-Cookie', 'JSESSIONID=made-up');
        else response.writeHead(200, { 'Set-Cookie': 'JSESSIONID=made-up' });
        return id;
      });
      expect(visit.setCookies.map(({ value }) => value)).toEqual([visit.result]);
    },
  );

  it('SES-075 no session can be made after the first byte', async () => {
    const app = await serve();
    const visit = await app.visit((request, response) => {
      response.write('the first byte');
      expect(() => request.getSession()).toThrow(IllegalStateException);
      expect(() => request.getSession(true)).toThrow(IllegalStateException);
    });
    expect(visit.status).toBe(200);
    expect(app.manager.metrics.createdSessions).toBe(0);
  });

  it('SES-076 a session is joined after the first byte', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setAttribute('a', 1));
    await app.visit(
      (request, response) => {
        response.write('the first byte');
        expect(request.getSession().getAttribute('a')).toBe(1);
      },
      { cookie },
    );
  });

  it('SES-076 getSession(false) after the first byte is null', async () => {
    const app = await serve();
    await app.visit((request, response) => {
      response.write('the first byte');
      expect(request.getSession(false)).toBeNull();
    });
  });

  it('SES-077 where no cookie is needed a session can be made after the first byte', async () => {
    const app = await serve({ trackingModes: ['URL'] });
    const { result: id } = await app.visit((request, response) => {
      response.write('the first byte');
      return request.getSession().getId();
    });
    expect(await findsSession(app, { path: `/;jsessionid=${id}` })).toBe(true);
  });

  it.each([UNKNOWN, 'short', 'with%20escapes', 'a.b.c'])(
    'SES-078 the requested id is what the client sent: %s',
    async (sent) => {
      const app = await serve();
      await app.visit(
        (request) => {
          expect(request.getRequestedSessionId()).toBe(sent);
          const session = request.getSession();
          expect(request.getRequestedSessionId()).toBe(sent);
          expect(session.getId()).not.toBe(sent);
        },
        { cookie: `JSESSIONID=${sent}` },
      );
    },
  );

  it('SES-078 the requested id may come in the path', async () => {
    const app = await serve({ trackingModes: ['URL'] });
    const visit = await app.visit((request) => request.getRequestedSessionId(), {
      path: '/page;jsessionid=unknown',
    });
    expect(visit.result).toBe('unknown');
  });

  it('SES-078 the requested id is null when none was sent', async () => {
    const app = await serve();
    await app.visit((request) => {
      expect(request.getRequestedSessionId()).toBeNull();
      request.getSession();
      expect(request.getRequestedSessionId()).toBeNull();
    });
  });

  it('SES-078 the requested id stays after the end of the session', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    await app.visit(
      (request) => {
        request.getSession().invalidate();
        request.getSession();
        expect(`JSESSIONID=${String(request.getRequestedSessionId())}`).toBe(cookie);
      },
      { cookie },
    );
  });

  it('SES-079 an unknown id of the client is not adopted', async () => {
    const app = await serve();
    const visit = await app.visit((request) => request.getSession().getId(), {
      cookie: `JSESSIONID=${UNKNOWN}`,
    });
    expect(visit.result).not.toBe(UNKNOWN);
    expect(await findsSession(app, { cookie: `JSESSIONID=${UNKNOWN}` })).toBe(false);
  });

  it('SES-079 the id of a session that ended is not adopted either', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    await app.visit((request) => request.getSession().invalidate(), { cookie });
    const visit = await app.visit((request) => request.getSession().getId(), { cookie });
    expect(`JSESSIONID=${visit.result}`).not.toBe(cookie);
  });

  it('SES-080 the requested id is valid only if it names a live session', async () => {
    const app = await serve();
    const live = await startSession(app);
    const valid = async (cookie: string): Promise<boolean> =>
      (await app.visit((request) => request.isRequestedSessionIdValid(), { cookie })).result;
    expect(await valid('')).toBe(false);
    expect(await valid(`JSESSIONID=${UNKNOWN}`)).toBe(false);
    expect(await valid(live)).toBe(true);
    await app.visit((request) => request.getSession().invalidate(), { cookie: live });
    expect(await valid(live)).toBe(false);
  });

  it('SES-080 the id of another application is not valid', async () => {
    const [one, other] = [await serve(), await serve()];
    const cookie = await startSession(one);
    const visit = await other.visit((request) => request.isRequestedSessionIdValid(), { cookie });
    expect(visit.result).toBe(false);
  });

  it('SES-080 a session made in the request does not make the requested id valid', async () => {
    const app = await serve();
    const visit = await app.visit(
      (request) => {
        request.getSession();
        return request.isRequestedSessionIdValid();
      },
      { cookie: `JSESSIONID=${UNKNOWN}` },
    );
    expect(visit.result).toBe(false);
  });

  it('SES-081 an id in a cookie came from a cookie', async () => {
    const app = await serve({ trackingModes: ['COOKIE', 'URL'] });
    const fromCookie = async (call: { cookie?: string; path?: string }): Promise<boolean> =>
      (await app.visit((request) => request.isRequestedSessionIdFromCookie(), call)).result;
    expect(await fromCookie({})).toBe(false);
    expect(await fromCookie({ cookie: await startSession(app) })).toBe(true);
    expect(await fromCookie({ path: `/;jsessionid=${UNKNOWN}` })).toBe(false);
  });

  it('SES-082 an id in the path came from the URL', async () => {
    const app = await serve({ trackingModes: ['COOKIE', 'URL'] });
    const fromUrl = async (call: { cookie?: string; path?: string }): Promise<boolean> =>
      (await app.visit((request) => request.isRequestedSessionIdFromURL(), call)).result;
    expect(await fromUrl({})).toBe(false);
    expect(await fromUrl({ cookie: await startSession(app) })).toBe(false);
    expect(await fromUrl({ path: `/;jsessionid=${UNKNOWN}` })).toBe(true);
  });

  it('SES-083 a cookie beats a path parameter', async () => {
    const app = await serve({ trackingModes: ['COOKIE', 'URL'] });
    const cookie = await startSession(app);
    const other = await app.visit((request) => request.getSession().getId());
    const visit = await app.visit((request) => cookieOf(request.getSession()), {
      cookie,
      path: `/;jsessionid=${other.result}`,
    });
    expect(visit.result).toBe(cookie);
  });

  it('SES-083 of several cookies the one that names a live session counts', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    const stale = `JSESSIONID=${UNKNOWN}`;
    expect(await findsSession(app, { cookie: `${stale}; ${cookie}` })).toBe(true);
    expect(await findsSession(app, { cookie: `${cookie}; ${stale}` })).toBe(true);
  });

  it('SES-083 two cookies that name two live sessions are refused and cleared', async () => {
    const called: string[] = [];
    const app = await serve({}, (_request, response) => {
      called.push('handler');
      response.end();
    });
    const [one, other] = [await startSession(app), await startSession(app)];
    const answer = await app.get('/', { cookie: `${one}; ${other}` });
    expect(answer.status).toBe(400);
    expect(answer.setCookies.map((cookie) => [cookie.name, isExpired(cookie)])).toEqual([
      ['JSESSIONID', true],
    ]);
    expect(called).toEqual([]);
  });

  it('SES-084 an id change keeps the session', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => {
      session.setAttribute('a', 1);
      session.setMaxInactiveInterval(77);
    });
    await app.visit(
      (request) => {
        const before = request.getSession().getId();
        const after = request.changeSessionId();
        expect(after).not.toBe(before);
        expect(request.getSession().getId()).toBe(after);
        expect(request.getSession().getAttribute('a')).toBe(1);
        expect(request.getSession().getMaxInactiveInterval()).toBe(77);
      },
      { cookie },
    );
  });

  it('SES-085 without a session there is no id to change', async () => {
    const app = await serve();
    const visit = await app.visit((request) => {
      expect(() => request.changeSessionId()).toThrow(IllegalStateException);
    });
    expect(visit.setCookies).toEqual([]);
  });

  it('SES-086 the id of a session made in the same request can be changed', async () => {
    const app = await serve();
    const visit = await app.visit((request) => {
      request.getSession();
      return request.changeSessionId();
    });
    expect(visit.setCookies.map(({ value }) => value)).toEqual([visit.result]);
  });

  it('SES-087 the client learns the new id, and the old one is dead', async () => {
    const app = await serve();
    const old = await startSession(app, (session) => session.setAttribute('a', 1));
    const { cookie } = await app.visit((request) => request.changeSessionId(), { cookie: old });
    const visit = await app.visit((request): unknown => request.getSession().getAttribute('a'), {
      cookie,
    });
    expect(visit.result).toBe(1);
    expect(await findsSession(app, { cookie: old })).toBe(false);
  });

  it('SES-087 encodeURL writes the new id', async () => {
    const app = await serve({ trackingModes: ['URL'] });
    await app.visit((request, response) => {
      request.getSession();
      const id = request.changeSessionId();
      expect(response.encodeURL('/next')).toBe(`/next;jsessionid=${id}`);
    });
  });

  it('SES-088 an id change is told to id listeners only', async () => {
    const log = new ListenerLog();
    const app = await serve({ listeners: [log.listener()] });
    const cookie = await startSession(app, (session) => {
      session.setAttribute('a', log.value('one'));
      log.take();
    });
    await app.visit((request) => request.changeSessionId(), { cookie });
    expect(log.lines).toEqual(['idChanged']);
  });

  it('SES-089 an id cannot be changed after the first byte', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    await app.visit(
      (request, response) => {
        response.write('the first byte');
        expect(() => request.changeSessionId()).toThrow(IllegalStateException);
        expect(cookieOf(request.getSession())).toBe(cookie);
      },
      { cookie },
    );
  });

  it('SES-089 the requested id stays what the client sent after an id change', async () => {
    const app = await serve();
    const cookie = await startSession(app);
    await app.visit(
      (request) => {
        request.changeSessionId();
        expect(`JSESSIONID=${String(request.getRequestedSessionId())}`).toBe(cookie);
        // It names no session any more.
        expect(request.isRequestedSessionIdValid()).toBe(false);
      },
      { cookie },
    );
  });
});
