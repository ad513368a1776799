import { describe, expect, it } from '@jest/globals';
import type { SessionRequest, SessionResponse } from 'httpsession';
import { headerTracker } from 'httpsession';
import { CachingProxy } from '../support/caching-proxy.ts';
import { once } from '../support/raw-client.ts';
import { serve, type Options } from '../support/serve.ts';
import { startSession } from '../support/sessions.ts';
import { collectWarnings } from '../support/warnings.ts';

// Of answers that were made private; see caching-warning.test.ts.
collectWarnings();

/** Every way in which an answer can come to depend on who asks. */
const uses: Record<string, (request: SessionRequest, response: SessionResponse) => unknown> = {
  'getSession()': (request) => request.getSession(),
  'getSession(true)': (request) => request.getSession(true),
  'getSession(false)': (request) => request.getSession(false),
  'isRequestedSessionIdValid()': (request) => request.isRequestedSessionIdValid(),
  'getRequestedSessionId()': (request) => request.getRequestedSessionId(),
  'isRequestedSessionIdFromCookie()': (request) => request.isRequestedSessionIdFromCookie(),
  'isRequestedSessionIdFromURL()': (request) => request.isRequestedSessionIdFromURL(),
  'encodeURL()': (_request, response) => response.encodeURL('/next'),
  'encodeRedirectURL()': (_request, response) => response.encodeRedirectURL('/next'),
  'changeSessionId()': (request) => {
    if (request.getSession(false) !== null) request.changeSessionId();
  },
  'invalidate()': (request) => request.getSession(false)?.invalidate(),
};

async function answerOf(
  work: (request: SessionRequest, response: SessionResponse) => unknown,
  { options = {}, cookie = '' }: { options?: Options; cookie?: string } = {},
) {
  const app = await serve(options, (request, response) => {
    work(request, response);
    if (!response.writableEnded) response.end();
  });
  return once(app.port, 'GET /', `Cookie: ${cookie}`);
}

describe('what caches between are told', () => {
  describe.each([
    ['without a session', false],
    ['with a session', true],
  ])('%s', (_with, hasSession) => {
    it.each(Object.entries(uses))(
      'S-23 %s makes the answer vary with the cookie',
      async (_name, use) => {
        const app = await serve({ trackingModes: ['COOKIE', 'URL'] }, (request, response) => {
          use(request, response);
          response.end();
        });
        const cookie = hasSession ? await startSession(app) : '';
        const answer = await once(app.port, 'GET /', `Cookie: ${cookie}`);
        expect(answer.field('vary')).toBe('Cookie');
      },
    );
  });

  it('S-23 an answer that does not look at the session does not vary', async () => {
    const app = await serve({}, (_request, response) => response.end());
    const answer = await once(app.port, 'GET /', `Cookie: ${await startSession(app)}`);
    expect(answer.all('vary')).toEqual([]);
    expect(answer.all('cache-control')).toEqual([]);
  });

  it.each<[string, Options['trackingModes'], string | undefined]>([
    ['cookies and a header', ['COOKIE', headerTracker('X-Session')], 'Cookie, X-Session'],
    ['a header', [headerTracker('X-Session')], 'X-Session'],
    ['URLs', ['URL'], undefined],
  ])('S-23 the answer varies with what carries the id: %s', async (_what, trackingModes, vary) => {
    const answer = await answerOf((request) => request.getSession(), {
      options: { trackingModes },
    });
    expect(answer.field('vary')).toBe(vary);
  });

  it.each([
    ['Accept', 'Accept, Cookie'],
    ['cookie', 'cookie'],
    ['Accept, COOKIE', 'Accept, COOKIE'],
    ['*', '*'],
    ['Cookie2', 'Cookie2, Cookie'],
  ])('S-23 Vary: %s becomes %s', async (given, expected) => {
    const bySet = await answerOf((request, response) => {
      response.setHeader('Vary', given);
      request.getSession();
    });
    expect(bySet.field('vary')).toBe(expected);
    const byHead = await answerOf((request, response) => {
      request.getSession();
      response.writeHead(200, { vary: given }).end();
    });
    expect(byHead.field('vary')).toBe(expected);
  });

  it.each([
    [undefined, 'no-store'],
    ['public, max-age=600', 'private, max-age=600'],
    ['PUBLIC, max-age=600', 'private, max-age=600'],
    ['max-age=600, s-maxage=60', 'private, max-age=600'],
    ['max-age=600', 'private, max-age=600'],
    ['no-cache', 'private, no-cache'],
    ['private', 'private'],
    ['no-store', 'no-store'],
    ['private, max-age=5', 'private, max-age=5'],
  ])('S-23 with our cookie, Cache-Control: %s becomes %s', async (given, expected) => {
    const ways: ((request: SessionRequest, response: SessionResponse) => unknown)[] = [
      (request, response) => {
        if (given !== undefined) response.setHeader('Cache-Control', given);
        request.getSession();
      },
      (request, response) => {
        request.getSession();
        if (given !== undefined) response.setHeader('cache-control', given);
      },
      (request, response) => {
        request.getSession();
        response.writeHead(200, given === undefined ? {} : { 'cache-control': given }).end();
      },
      (request, response) => {
        request.getSession();
        response.writeHead(200, given === undefined ? [] : ['CACHE-CONTROL', given]).end();
      },
      (request, response) => {
        request.getSession();
        response.setHeader('X-A', '1');
        response.writeHead(200, given === undefined ? {} : { 'Cache-Control': given }).end();
      },
    ];
    for (const way of ways) {
      const answer = await answerOf(way);
      expect(answer.sessionCookies).toHaveLength(1);
      expect(answer.field('cache-control')).toBe(expected);
    }
  });

  it('S-23 without our cookie the policy of the application stands', async () => {
    const app = await serve({}, (request, response) => {
      request.getSession();
      response.setHeader('Cache-Control', 'public, max-age=600').end();
    });
    const answer = await once(app.port, 'GET /', `Cookie: ${await startSession(app)}`);
    expect(answer.all('set-cookie')).toEqual([]);
    expect(answer.field('cache-control')).toBe('public, max-age=600');
    expect(answer.field('vary')).toBe('Cookie');
  });

  it('S-23 an expired cookie is kept out of caches as well', async () => {
    const app = await serve({}, (request, response) => {
      request.getSession().invalidate();
      response.setHeader('Cache-Control', 'public, max-age=600').end();
    });
    const answer = await once(app.port, 'GET /', `Cookie: ${await startSession(app)}`);
    expect(answer.sessionCookies).toHaveLength(1);
    expect(answer.field('cache-control')).toBe('private, max-age=600');
  });

  describe('behind a shared cache that keeps whatever it may', () => {
    async function behindProxy(
      handler: (request: SessionRequest, response: SessionResponse) => unknown,
    ) {
      const app = await serve({ trackingModes: ['COOKIE', 'URL'] }, handler);
      return { app, proxy: await CachingProxy.start(app.port) };
    }

    it('S-23 it does keep a page that has nothing to do with sessions', async () => {
      let count = 0;
      const { proxy } = await behindProxy((_request, response) => {
        count += 1;
        response.setHeader('Cache-Control', 'public, max-age=600').end(`page ${count}`);
      });
      expect((await once(proxy.port, 'GET /')).body).toBe('page 1');
      expect((await once(proxy.port, 'GET /', 'Cookie: a=b')).body).toBe('page 1');
      expect(proxy.hits).toBe(1);
    });

    it.each([
      ['no policy', undefined],
      ['a public policy', 'public, max-age=600'],
      ['a policy for shared caches', 's-maxage=600'],
    ])('S-23 two users with %s never see each other', async (_which, policy) => {
      const { proxy } = await behindProxy((request, response) => {
        const session = request.getSession();
        const { user } = request.headers;
        if (typeof user === 'string') session.setAttribute('user', user);
        if (policy !== undefined) response.setHeader('Cache-Control', policy);
        response.end(String(session.getAttribute('user')));
      });
      const users = ['ann', 'bob', 'cay'];
      const cookies = new Map<string, string>();
      for (const user of users) {
        const answer = await once(proxy.port, 'GET /', `User: ${user}`);
        expect(answer.body).toBe(user);
        cookies.set(user, answer.cookie);
      }
      expect(new Set(cookies.values()).size).toBe(users.length);
      for (const round of [1, 2]) {
        for (const user of users) {
          const cookie = cookies.get(user) ?? '';
          const answer = await once(proxy.port, 'GET /', `Cookie: ${cookie}`);
          expect([round, user, answer.body]).toEqual([round, user, user]);
          expect(answer.sessionCookies).toEqual([]);
        }
      }
    });

    it.each(Object.entries(uses))(
      'S-23 a page that depends on %s is not given to a stranger',
      async (_name, use) => {
        const { app, proxy } = await behindProxy((request, response) => {
          if (request.url === '/start') request.getSession();
          else use(request, response);
          response.setHeader('Cache-Control', 'public, max-age=600');
          response.end(request.headers.cookie ?? 'nobody');
        });
        const { cookie } = await once(app.port, 'GET /start');
        expect((await once(proxy.port, 'GET /', `Cookie: ${cookie}`)).body).toBe(cookie);
        expect((await once(proxy.port, 'GET /')).body).toBe('nobody');
      },
    );
  });
});
