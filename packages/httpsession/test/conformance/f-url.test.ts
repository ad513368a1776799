import { describe, expect, it } from '@jest/globals';
import { IllegalArgumentException, OptionError, SessionManager } from 'httpsession';
import type { HttpRequest } from 'httpsession';
import { serve } from '../support/serve.ts';
import type { TestServer } from '../support/serve.ts';
import { findsSession, startSession } from '../support/sessions.ts';

const UNKNOWN = 'attackersattackersattackersattac';

/** What encodeURL makes of a URL for a client without cookies, with the id shown as ID. */
async function encoded(app: TestServer, url: string, path = '/'): Promise<string> {
  const visit = await app.visit(
    (request, response) => {
      const id = request.getSession().getId();
      return response.encodeURL(url).replaceAll(id, 'ID');
    },
    { path },
  );
  return visit.result;
}

describe('F. Tracking by URL and encoding', () => {
  it('SES-094 S3-33 the id is written as the path parameter jsessionid', async () => {
    const app = await serve({ trackingModes: ['URL'] });
    expect(await encoded(app, '/x/page')).toBe('/x/page;jsessionid=ID');
  });

  it('SES-095 a configured cookie name is the name of the parameter as well', async () => {
    const app = await serve({ trackingModes: ['URL'], cookie: { name: 'SID' } });
    const { result: path } = await app.visit((request, response) => {
      request.getSession();
      return response.encodeURL('/page');
    });
    expect(path.startsWith('/page;SID=')).toBe(true);
    expect(await findsSession(app, { path })).toBe(true);
  });

  it('SES-096 S1-14 a path parameter joins the session', async () => {
    const app = await serve({ trackingModes: ['COOKIE', 'URL'] });
    const { result: id } = await app.visit((request) => request.getSession().getId());
    const visit = await app.visit((request) => request.getSession().getId(), {
      path: `/page;jsessionid=${id}?q=1`,
    });
    expect(visit.result).toBe(id);
  });

  it('SES-097 a client without cookies keeps its session over three links', async () => {
    const app = await serve({ trackingModes: ['COOKIE', 'URL'] });
    const follow = (path: string) =>
      app.visit(
        (request, response) => {
          const session = request.getSession();
          const steps = Number(session.getAttribute('steps') ?? 0) + 1;
          session.setAttribute('steps', steps);
          return { steps, next: response.encodeURL(`/step${steps}`) };
        },
        { path },
      );
    let { result } = await follow('/');
    for (let link = 0; link < 3; link += 1) ({ result } = await follow(result.next));
    expect(result.steps).toBe(4);
  });

  it.each([
    ['COOKIE', '/a;jsessionid=1', '/a'],
    ['URL', '/a;jsessionid=1', '/a'],
    ['URL', '/a/;jsessionid=1', '/a/'],
    ['URL', '/a;jsessionid=1/b;v=2?q=;jsessionid=3', '/a/b;v=2?q=;jsessionid=3'],
    ['URL', '/a%3Bjsessionid=1', '/a%3Bjsessionid=1'],
  ] as const)('SES-098 with %s tracking %s is routed as %s', async (mode, path, url) => {
    const app = await serve({ trackingModes: [mode] });
    const visit = await app.visit((request) => request.url, { path });
    expect(visit.result).toBe(url);
  });

  it('SES-099 the URL as the client sent it is kept', async () => {
    const app = await serve();
    const visit = await app.visit((request: HttpRequest) => request.rawUrl, {
      path: '/a;jsessionid=1/b?q=1',
    });
    expect(visit.result).toBe('/a;jsessionid=1/b?q=1');
  });

  it.each([
    ['the client sent a cookie', ['COOKIE', 'URL'] as const, true, true],
    ['URL tracking is off', ['COOKIE'] as const, false, true],
    ['there is no session', ['COOKIE', 'URL'] as const, false, false],
  ])('SES-100 a URL is left alone when %s', async (_why, modes, withCookie, withSession) => {
    const app = await serve({ trackingModes: [...modes] });
    const cookie = withCookie ? await startSession(app) : '';
    const visit = await app.visit(
      (request, response) => {
        if (withSession) request.getSession();
        return [response.encodeURL('/x?a=1'), response.encodeRedirectURL('/x?a=1')];
      },
      { cookie },
    );
    expect(visit.result).toEqual(['/x?a=1', '/x?a=1']);
  });

  it.each([
    ['p?a=1#f', 'p;jsessionid=ID?a=1#f'],
    ['/p#f?a', '/p;jsessionid=ID#f?a'],
    ['/p?a=1', '/p;jsessionid=ID?a=1'],
    ['/p;v=2/q', '/p;v=2/q;jsessionid=ID'],
    // Without a path there is no place: at the front, the parameter would lead to another page.
    ['?a=1', '?a=1'],
    ['#f', '#f'],
    ['', ''],
  ])('SES-101 the parameter of %p goes to the end of the path', async (url, expected) => {
    const app = await serve({ trackingModes: ['URL'] });
    expect(await encoded(app, url, '/dir/page')).toBe(expected);
  });

  it.each([
    ['c', 'c;jsessionid=ID'],
    ['../c', '../c;jsessionid=ID'],
    ['../../other/c', '../../other/c'],
    ['/shop/c', '/shop/c;jsessionid=ID'],
    ['/shopping', '/shopping'],
  ])('SES-102 %s is relative to the request', async (url, expected) => {
    const app = await serve({ trackingModes: ['URL'], contextPath: '/shop' });
    expect(await encoded(app, url, '/shop/a/b')).toBe(expected);
  });

  it('SES-103 what is no URL at all is refused', async () => {
    const app = await serve({ trackingModes: ['URL'] });
    await app.visit((request, response) => {
      request.getSession();
      const none = null as unknown as string;
      expect(() => response.encodeURL(none)).toThrow(IllegalArgumentException);
      expect(() => response.encodeRedirectURL(none)).toThrow(IllegalArgumentException);
    });
  });

  it.each(['http://[broken/x', 'http://host:port/x'])(
    'SES-103 the malformed %s is left alone',
    async (url) => {
      const app = await serve({ trackingModes: ['URL'] });
      expect(await encoded(app, url)).toBe(url);
    },
  );

  it('SES-104 a redirect has the parameter only if it was encoded', async () => {
    const app = await serve({ trackingModes: ['URL'] }, (request, response) => {
      request.getSession();
      const target = request.url === '/encoded' ? response.encodeRedirectURL('/x') : '/x';
      response.writeHead(302, { Location: target }).end();
    });
    const [withId, without] = [await app.get('/encoded'), await app.get('/plain')];
    expect(withId.headers.location?.startsWith('/x;jsessionid=')).toBe(true);
    expect(without.headers.location).toBe('/x');
  });

  it('SES-105 no other host, port or application is told the id', async () => {
    const app = await serve({ trackingModes: ['URL'], contextPath: '/shop' });
    const elsewhere = [
      'http://other.example/shop/x',
      `http://127.0.0.1:${app.port + 1}/shop/x`,
      `https://127.0.0.1:${app.port}/shop/x`,
      `http://127.0.0.1:${app.port}/forum/x`,
      '//other.example/shop/x',
      '/forum/x',
    ];
    for (const url of elsewhere) expect(await encoded(app, url, '/shop/a')).toBe(url);
  });

  it('SES-105 an absolute URL of this application is told the id', async () => {
    const app = await serve({ trackingModes: ['URL'], contextPath: '/shop' });
    const url = `http://127.0.0.1:${app.port}/shop/x`;
    expect(await encoded(app, url, '/shop/a')).toBe(`${url};jsessionid=ID`);
  });

  it('SES-106 the response that makes a session has the cookie and the parameter', async () => {
    const app = await serve({ trackingModes: ['COOKIE', 'URL'] });
    const visit = await app.visit((request, response) => {
      const id = request.getSession().getId();
      expect(response.encodeURL('/x')).toBe(`/x;jsessionid=${id}`);
      return id;
    });
    expect(visit.cookie).toBe(`JSESSIONID=${visit.result}`);
  });

  it('SES-107 S1-14 ids stay out of URLs unless that was asked for', async () => {
    const app = await serve();
    expect(await encoded(app, '/x')).toBe('/x');
    expect([...app.manager.context.getEffectiveSessionTrackingModes()]).toEqual(['COOKIE']);
  });

  it('SES-109 tracking by TLS session is refused as an option', () => {
    expect(() => new SessionManager({ trackingModes: ['SSL' as 'URL'] })).toThrow(OptionError);
  });

  it('SES-110 S3-39 S4-46 S4-48 two windows of one client share one session', async () => {
    const app = await serve();
    const cookie = await startSession(app, (session) => session.setAttribute('goods', 'full'));
    const windows = await Promise.all(
      [1, 2].map(() =>
        app.visit((request): unknown => request.getSession().getAttribute('goods'), { cookie }),
      ),
    );
    expect(windows.map(({ result }) => result)).toEqual(['full', 'full']);
  });

  it('SES-100 an id already in the URL is replaced', async () => {
    const app = await serve({ trackingModes: ['URL'] });
    expect(await encoded(app, `/x;jsessionid=${UNKNOWN}?a=1`)).toBe('/x;jsessionid=ID?a=1');
  });
});
