import { describe, expect, it } from '@jest/globals';
import { connectTo, once } from '../support/raw-client.ts';
import { serve, type Options } from '../support/serve.ts';

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);

/** What comes in; what routers see; the id in it. The same URL twice: nothing is cut out. */
const targets: readonly (readonly [target: string, url: string, id: string | null])[] = [
  ['/plain?x=1', '/plain?x=1', null],
  [`/a;jsessionid=${A}`, '/a', A],
  [`/admin;jsessionid=${A}/x`, '/admin/x', A],
  [`/a;jsessionid=${A};jsessionid=${B}`, '/a', B],
  [`/a;jsessionid=${A}/b;jsessionid=${B}`, '/a/b', B],
  [`/a;JSESSIONID=${A}`, `/a;JSESSIONID=${A}`, null],
  ['/a;jsessionid=', '/a', ''],
  ['/a;jsessionid', '/a;jsessionid', null],
  [`/..;jsessionid=${A}/admin`, `/..;jsessionid=${A}/admin`, null],
  [`/a%3Bjsessionid=${A}`, `/a%3Bjsessionid=${A}`, null],
  [`/a%3bjsessionid%3D${A}`, `/a%3bjsessionid%3D${A}`, null],
  [`/a;jsessionid%3D${A}`, `/a;jsessionid%3D${A}`, null],
  [`/;a=b;jsessionid=${A};c=d?q=;jsessionid=${B}`, `/;a=b;c=d?q=;jsessionid=${B}`, A],
  [`/a?q=;jsessionid=${A}`, `/a?q=;jsessionid=${A}`, null],
  [`//evil/;jsessionid=${A}`, '//evil/', A],
  [`/a;xjsessionid=${A}`, `/a;xjsessionid=${A}`, null],
  [`/a;jsessionidx=${A}`, `/a;jsessionidx=${A}`, null],
  [`/a;;jsessionid=${A};`, '/a;;', A],
  [`/%00;jsessionid=${A}`, '/%00', A],
  [`http://localhost/a;jsessionid=${A}?b`, 'http://localhost/a?b', A],
  [`http://u;jsessionid=${B}@localhost/a`, `http://u;jsessionid=${B}@localhost/a`, null],
];

function echo(options: Options) {
  return serve(options, (request, response) => {
    response.end(
      JSON.stringify({
        url: request.url,
        rawUrl: (request as { rawUrl?: string }).rawUrl ?? null,
        requested: request.getRequestedSessionId(),
      }),
    );
  });
}

describe('the URL of a request', () => {
  it.each<[string, boolean, Options]>([
    ['on', true, { trackingModes: ['COOKIE', 'URL'] }],
    ['off', false, {}],
    ['on, in requests that are skipped', false, { trackingModes: ['URL'], skip: () => true }],
  ])(
    'S-21 loses our parameter and nothing else, with URL tracking %s',
    async (_on, counts, options) => {
      const app = await echo(options);
      const client = await connectTo(app.port);
      for (const [target, url, id] of targets) {
        const { body } = await client.get(target);
        expect([target, JSON.parse(body)]).toEqual([
          target,
          { url, rawUrl: url === target ? null : target, requested: counts ? id : null },
        ]);
      }
    },
  );

  it('S-21 `OPTIONS *` stays what it is', async () => {
    const app = await echo({ trackingModes: ['URL'] });
    const answer = await once(app.port, 'OPTIONS *');
    expect(JSON.parse(answer.body)).toEqual({ url: '*', rawUrl: null, requested: null });
  });

  it('SES-095 the parameter has the configured name', async () => {
    const app = await echo({ trackingModes: ['URL'], cookie: { name: 'SID' } });
    const { body } = await once(app.port, `GET /a;jsessionid=${A};SID=${B}`);
    expect(JSON.parse(body)).toMatchObject({ url: `/a;jsessionid=${A}`, requested: B });
  });

  it('an application that rewrites the URL itself is not overruled', async () => {
    const app = await serve({ trackingModes: ['URL'] }, (request, response) => {
      const id = request.getSession().getId();
      request.url = `/inner;jsessionid=${B}`;
      expect(request.getSession().getId()).toBe(id);
      response.end(request.url);
    });
    expect((await once(app.port, 'GET /outer')).body).toBe(`/inner;jsessionid=${B}`);
  });
});

describe('a URL that is encoded', () => {
  function encoding(url: string, ...lines: string[]) {
    return async (options: Options = {}) => {
      const app = await serve({ trackingModes: ['URL'], ...options }, (request, response) => {
        request.getSession();
        response.end(response.encodeURL(url.replace('PORT', String(app.port))));
      });
      const host = lines.length === 0 ? [] : lines;
      return (await once(app.port, 'GET /dir/page', ...host)).body;
    };
  }

  it.each(['next', '/next?a=b#c', 'http://localhost/next', 'HTTP://LOCALHOST:80/next'])(
    'S-22 carries the id when it leads back here: %s',
    async (url) => {
      expect(await encoding(url)()).toMatch(/;jsessionid=[\w-]{32}/);
    },
  );

  it.each([
    'https://localhost/next',
    'http://localhost:8080/next',
    'http://localhost.evil.example/next',
    'http://localhost@evil.example/',
    '//localhost/next',
    '//evil.example/',
    '?q',
    '/\\evil.example/',
    'mailto:a@b.example',
    'javascript:alert(1)',
    '#top',
  ])('S-22 is as it was when it leads elsewhere: %s', async (url) => {
    expect(await encoding(url)()).toBe(url);
  });

  it('S-22 behind a trusted proxy the scheme is that of the client', async () => {
    const https = encoding('https://localhost/next', 'X-Forwarded-Proto: https');
    const plain = encoding('http://localhost/next', 'X-Forwarded-Proto: https');
    expect(await https({ trustProxy: 'loopback' })).toContain(';jsessionid=');
    expect(await plain({ trustProxy: 'loopback' })).not.toContain(';jsessionid=');
    expect(await https({})).not.toContain(';jsessionid=');
  });

  it('S-19 keeps its page from caches and its address from other sites', async () => {
    const app = await serve({ trackingModes: ['URL'] }, (request, response) => {
      if (request.url === '/own') response.setHeader('Referrer-Policy', 'no-referrer');
      if (request.url === '/own') response.setHeader('Cache-Control', 'public, max-age=9');
      request.getSession();
      response.encodeURL(request.url === '/away' ? 'http://other.example/' : '/next');
      response.end();
    });
    const page = await once(app.port, 'GET /');
    expect(page.field('referrer-policy')).toBe('same-origin');
    expect(page.field('cache-control')).toBe('no-store');
    const own = await once(app.port, 'GET /own');
    expect(own.field('referrer-policy')).toBe('no-referrer');
    expect(own.field('cache-control')).toBe('private, max-age=9');
    const away = await once(app.port, 'GET /away');
    expect(away.all('referrer-policy')).toEqual([]);
  });
});
