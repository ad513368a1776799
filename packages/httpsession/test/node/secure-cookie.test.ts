import { describe, expect, it } from '@jest/globals';
import { OptionError, SessionManager } from 'httpsession';
import { once } from '../support/raw-client.ts';
import { serve, type Options } from '../support/serve.ts';

type TrustProxy = Options['trustProxy'];

/** What a proxy may have written, and whether a server that believes it finds https in it. */
const forwarded: readonly (readonly [lines: readonly string[], isHttps: boolean])[] = [
  [[], false],
  [['X-Forwarded-Proto: https'], true],
  [['X-Forwarded-Proto: HTTPS'], true],
  [['X-Forwarded-Proto: http'], false],
  [['X-Forwarded-Proto: http, https'], true],
  [['X-Forwarded-Proto: https, http'], false],
  [['X-Forwarded-Proto: https,http'], false],
  [['X-Forwarded-Proto: https', 'X-Forwarded-Proto: http'], false],
  [['X-Forwarded-Proto: http', 'X-Forwarded-Proto: https'], true],
  [['X-Forwarded-Proto: httpsx'], false],
  [['X-Forwarded-Proto:'], false],
  [['Forwarded: proto=https'], true],
  [['Forwarded: for=192.0.2.1;proto="https";by=10.0.0.1'], true],
  [['Forwarded: proto=https, for=10.0.0.2;proto=http'], false],
  [['Forwarded: proto=http', 'Forwarded: Proto=HTTPS'], true],
  [['Forwarded: for="a;proto=https"'], false],
  [['Forwarded: proto=https', 'X-Forwarded-Proto: https'], true],
  [['Forwarded: proto=https', 'X-Forwarded-Proto: http'], false],
  [['X-Forwarded-Protocol: https', 'X-Forwarded-Ssl: on', 'Front-End-Https: on'], false],
];

const peers: readonly (readonly [trustProxy: TrustProxy, isTrusted: boolean])[] = [
  [undefined, false],
  [false, false],
  ['loopback', true],
  [['127.0.0.1'], true],
  [['127.0.0.0/8'], true],
  [['10.0.0.0/8', '::1'], false],
  [[], false],
];

describe('the Secure attribute', () => {
  it.each(peers)('S-15 by itself, with trustProxy %j', async (trustProxy, isTrusted) => {
    const app = await serve({ trustProxy }, (request, response) => {
      request.getSession();
      response.end();
    });
    for (const [lines, isHttps] of forwarded) {
      const answer = await once(app.port, 'GET /', ...lines);
      const isSecure = answer.sessionCookies[0]?.attributes.has('secure');
      expect([lines, isSecure]).toEqual([lines, isTrusted && isHttps]);
    }
  });

  it.each([
    [true, true],
    [false, false],
  ])('S-15 with secure: %s nothing that is forwarded counts', async (secure, expected) => {
    const app = await serve({ cookie: { secure }, trustProxy: 'loopback' }, (request, response) => {
      request.getSession();
      response.end();
    });
    for (const [lines] of forwarded) {
      const answer = await once(app.port, 'GET /', ...lines);
      expect(answer.sessionCookies[0]?.attributes.has('secure')).toBe(expected);
    }
  });

  it('S-18 an ended session takes its cookie back as it gave it', async () => {
    const cookie = { domain: 'example.org', path: '/shop', secure: true, partitioned: true };
    const app = await serve({ cookie: { ...cookie, sameSite: 'none' } }, (request, response) => {
      if (request.url === '/end') request.getSession().invalidate();
      else request.getSession();
      response.end();
    });
    const given = await once(app.port, 'GET /');
    const taken = await once(app.port, 'GET /end', `Cookie: ${given.cookie}`);
    const attributesOf = (raw = '') =>
      raw.split('; ').filter((part) => !/^(?:JSESSIONID|Expires|Max-Age)=/.test(part));
    expect(attributesOf(taken.sessionCookies[0]?.raw)).toEqual(
      attributesOf(given.sessionCookies[0]?.raw),
    );
    expect(taken.sessionCookies[0]?.attributes.get('max-age')).toBe('0');
    expect(taken.sessionCookies[0]?.attributes.get('expires')).toMatch(/ 19(?:70|69) /);
  });

  it('S-16 cookies are HttpOnly and SameSite=Lax by themselves', async () => {
    const app = await serve({}, (request, response) => {
      request.getSession();
      response.end();
    });
    const [cookie] = (await once(app.port, 'GET /')).sessionCookies;
    expect(cookie?.attributes.has('httponly')).toBe(true);
    expect(cookie?.attributes.get('samesite')).toBe('Lax');
  });
});

describe('names with a prefix', () => {
  it.each<[string, Options]>([
    ['cookie.secure', { cookie: { name: '__Host-id' } }],
    ['cookie.secure', { cookie: { name: '__Host-id', secure: false } }],
    ['cookie.secure', { cookie: { name: '__Host-id', secure: 'auto' } }],
    ['cookie.secure', { cookie: { name: '__HOST-id' } }],
    ['cookie.domain', { cookie: { name: '__Host-id', secure: true, domain: 'example.org' } }],
    ['cookie.path', { cookie: { name: '__Host-id', secure: true, path: '/shop' } }],
    ['cookie.path', { cookie: { name: '__host-id', secure: true }, contextPath: '/shop' }],
    ['cookie.secure', { cookie: { name: '__Secure-id' } }],
    ['cookie.secure', { cookie: { name: '__Http-id' } }],
    ['cookie.httpOnly', { cookie: { name: '__Http-id', secure: true, httpOnly: false } }],
    ['cookie.secure', { cookie: { sameSite: 'none' } }],
    ['cookie.secure', { cookie: { partitioned: true } }],
  ])('S-11 a promise that is not kept is refused at the start: %s, %j', (option, options) => {
    let error: unknown;
    try {
      new SessionManager(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(OptionError);
    expect(error).toMatchObject({ option });
  });

  it('S-11 a promise that is kept is good', async () => {
    const app = await serve(
      { cookie: { name: '__Host-id', secure: true } },
      (request, response) => {
        response.end(request.getSession().isNew() ? 'new' : 'known');
      },
    );
    const first = await once(app.port, 'GET /');
    const value = first.setCookies.find(({ name }) => name === '__Host-id')?.value ?? '';
    expect((await once(app.port, 'GET /', `Cookie: __Host-id=${value}`)).body).toBe('known');
  });

  it.each([
    '%5F_Host-id',
    '__host-id',
    '\u00a0__Host-id',
    'x=; __Host-id\u00a0',
    '=__Host-id',
    '__Host-id\u0000',
  ])('S-12 no other name counts: %j', async (name) => {
    const app = await serve(
      { cookie: { name: '__Host-id', secure: true } },
      (request, response) => {
        response.end(request.getSession().isNew() ? 'new' : 'known');
      },
    );
    const first = await once(app.port, 'GET /');
    const value = first.setCookies.find((one) => one.name === '__Host-id')?.value ?? '';
    const answer = await once(app.port, 'GET /', `Cookie: ${name}=${value}`);
    // Node itself refuses some of them.
    expect([answer.status, answer.body]).not.toEqual([200, 'known']);
  });
});
