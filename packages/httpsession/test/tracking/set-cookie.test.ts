import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IllegalArgumentException, OptionError } from '../../src/common/errors.ts';
import { resolveCookie } from '../../src/tracking/cookie-options.ts';
import type { CookieOptions } from '../../src/tracking/cookie-options.ts';
import { SetCookieWriter } from '../../src/tracking/set-cookie.ts';
import type { CookieAttributes } from '../../src/tracking/set-cookie.ts';
import { BrowserJar } from '../support/browser-jar.ts';
import { isExpired, parseSetCookie } from '../support/set-cookie.ts';

const ID = 'abcdefghijklmnopqrstuvwxyz012345';
const NOW = Date.UTC(2026, 0, 31, 12, 0, 0);

const PLAIN: CookieAttributes = {
  name: 'JSESSIONID',
  path: '/',
  domain: undefined,
  httpOnly: true,
  sameSite: 'Lax',
  maxAge: -1,
  partitioned: false,
  extra: [],
};

const writer = (changes: Partial<CookieAttributes> = {}) =>
  new SetCookieWriter({ ...PLAIN, ...changes });
const fromOptions = (options: CookieOptions) => new SetCookieWriter(resolveCookie(options, ''));
const attributesOf = (line: string) => parseSetCookie(line).attributes;

describe('SetCookieWriter', () => {
  it('SES-124 names the cookie JSESSIONID and writes it for the browser session', () => {
    expect(fromOptions({}).issue(ID, false, NOW)).toBe(
      `JSESSIONID=${ID}; Path=/; HttpOnly; SameSite=Lax`,
    );
  });

  it('writes Secure where the request asks for it', () => {
    expect(writer().issue(ID, true, NOW)).toBe(`${writer().issue(ID, false, NOW)}; Secure`);
  });

  it('writes all that was asked for', () => {
    const line = writer({
      path: '/shop',
      domain: 'example.com',
      sameSite: 'None',
      partitioned: true,
      extra: [
        ['Priority', 'High'],
        ['Flag', ''],
      ],
    }).issue(ID, true, NOW);
    expect([...attributesOf(line)]).toEqual([
      ['path', '/shop'],
      ['domain', 'example.com'],
      ['httponly', true],
      ['samesite', 'None'],
      ['partitioned', true],
      ['priority', 'High'],
      ['flag', true],
      ['secure', true],
    ]);
  });

  it('SES-132 writes no lifetime when it is negative', () => {
    const attributes = attributesOf(writer().issue(ID, false, NOW));
    expect([attributes.has('max-age'), attributes.has('expires')]).toEqual([false, false]);
  });

  it('SES-133 writes a positive lifetime twice, the date counted from now', () => {
    const keeps = writer({ maxAge: 3600 });
    const expiresAt = (nowMs: number) => attributesOf(keeps.issue(ID, false, nowMs)).get('expires');
    expect(attributesOf(keeps.issue(ID, false, NOW)).get('max-age')).toBe('3600');
    expect(expiresAt(NOW)).toBe('Sat, 31 Jan 2026 13:00:00 GMT');
    expect(expiresAt(NOW + 999)).toBe('Sat, 31 Jan 2026 13:00:00 GMT');
    expect(expiresAt(NOW + 1000)).toBe('Sat, 31 Jan 2026 13:00:01 GMT');
    expect(expiresAt(NOW - 1000)).toBe('Sat, 31 Jan 2026 12:59:59 GMT');
  });

  it('SES-133 writes a date of four digits for the longest lifetime', () => {
    const line = writer({ maxAge: 2_147_483_647 }).issue(ID, false, 253_402_300_799_000);
    expect(attributesOf(line).get('expires')).toBe('Fri, 31 Dec 9999 23:59:59 GMT');
  });

  it('SES-132 writes a lifetime of zero as a date long past, and no Max-Age', () => {
    const attributes = attributesOf(writer({ maxAge: 0 }).issue(ID, false, NOW));
    expect(attributes.get('expires')).toBe('Thu, 01 Jan 1970 00:00:00 GMT');
    expect(attributes.has('max-age')).toBe(false);
  });

  it.each([true, false])('S-18 expires with the attributes of creation (secure: %s)', (secure) => {
    const shop = writer({ path: '/shop', domain: 'example.com', partitioned: true, maxAge: 60 });
    const issued = attributesOf(shop.issue(ID, secure, NOW));
    const expired = parseSetCookie(shop.expire(secure));
    expect(expired.value).toBe('');
    expect(isExpired(expired)).toBe(true);
    expect(expired.attributes.get('max-age')).toBe('0');
    expect(expired.attributes.get('expires')).toBe('Thu, 01 Jan 1970 00:00:00 GMT');
    const scope = (attributes: ReadonlyMap<string, unknown>) =>
      [...attributes].filter(([name]) => name !== 'max-age' && name !== 'expires');
    expect(scope(expired.attributes)).toEqual(scope(issued));
  });

  it.each<[string, Partial<CookieAttributes>]>([
    ['name with an equals sign', { name: 'a=b' }],
    ['empty name', { name: '' }],
    ['name with a line end', { name: 'a\r\nX' }],
    ['domain', { domain: 'a.com; HttpOnly' }],
    ['path with an attribute', { path: '/;Domain=x' }],
    ['path with a line end', { path: '/\r\nX: y' }],
    ['path with a comma', { path: '/a,b' }],
    ['path beyond ASCII', { path: '/ä' }],
    ['path with a NUL', { path: '/\0' }],
    ['path with a DEL', { path: '/\x7f' }],
    ['attribute name', { extra: [['a;b', 'c']] }],
    ['empty attribute name', { extra: [['', 'c']] }],
    ['attribute value', { extra: [['SameSite', 'None; Secure']] }],
  ])('S-14 refuses a bad %s when it is made', (_what, changes) => {
    expect(() => writer(changes)).toThrow(IllegalArgumentException);
  });

  it.each(['', 'a;b', 'a,b', 'a b', 'a\r\nb', 'a"b', 'a\\b', 'ä', 'a\0', 'a\x7f', '\u010d\u010a'])(
    'S-14 refuses the value %j when it is written',
    (value) => {
      expect(() => writer().issue(value, false, NOW)).toThrow(
        expect.objectContaining({ code: 'HTTPSESSION_BAD_COOKIE' }),
      );
    },
  );

  it('writes every value that a cookie can carry', () => {
    const signed = `${ID}.node1.aZ09+/-_!#$%&'()*:<=>?@[]^\`{|}~`;
    expect(parseSetCookie(writer().issue(signed, false, NOW)).value).toBe(signed);
  });
});

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const host = fc.tuple(label, label).map(([name, zone]) => `h${name}.h${zone}.test`);
const segment = fc
  .stringMatching(/^[a-z0-9._~-]{1,8}$/)
  .filter((text) => text.split('.').join('') !== '');
const legal = fc.record({
  name: fc.constantFrom('JSESSIONID', 'SID', '__Secure-id', 'a.b'),
  path: fc.array(segment, { maxLength: 3 }).map((segments) => `/${segments.join('/')}`),
  domain: fc.option(host, { nil: undefined }),
  httpOnly: fc.boolean(),
  sameSite: fc.constantFrom<CookieOptions['sameSite']>('lax', 'strict', 'none', false),
  maxAge: fc.constantFrom(-1, 1, 60, 2_147_483_647),
  partitioned: fc.boolean(),
}) satisfies fc.Arbitrary<CookieOptions>;

const cookieGrammar =
  /^[\w!#$%&'*+.^`|~-]+=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*(; [\w-]+(=[\x20-\x3a\x3c-\x7e]*)?)*$/;

function lineOrCode(options: CookieOptions): string {
  try {
    return fromOptions(options).issue(ID, false, NOW);
  } catch (error) {
    return error instanceof OptionError ? error.code : 'another error';
  }
}

describe('SetCookieWriter, properties', () => {
  it('P-8 writes what a browser accepts, sends back where it belongs, and drops on request', () => {
    fc.assert(
      fc.property(legal, host, (options, elsewhere) => {
        fc.pre(elsewhere !== options.domain);
        const resolved = resolveCookie({ ...options, secure: true }, '');
        const cookie = new SetCookieWriter(resolved);
        const home = options.domain ?? 'here.test';
        const url = (name: string, path: string, scheme = 'https') => `${scheme}://${name}${path}`;
        const jar = new BrowserJar();

        const line = cookie.issue(ID, true, NOW);
        expect(line).toMatch(cookieGrammar);
        expect(jar.take(line, url(home, options.path), NOW)).toBe(true);

        const sent = `${options.name}=${ID}`;
        expect(jar.cookieFor(url(home, options.path), NOW)).toBe(sent);
        expect(jar.cookieFor(url(home, `${resolved.path}/below`.replace('//', '/')), NOW)).toBe(
          sent,
        );
        expect(jar.cookieFor(url(`sub.${home}`, options.path), NOW)).toBe(
          options.domain === undefined ? '' : sent,
        );
        expect(jar.cookieFor(url(home, options.path, 'http'), NOW)).toBe('');
        expect(jar.cookieFor(url(`not${home}`, options.path), NOW)).toBe('');
        expect(jar.cookieFor(url(elsewhere, options.path), NOW)).toBe('');
        expect(jar.cookieFor(url(home, '/'), NOW)).toBe(options.path === '/' ? sent : '');

        const gone = cookie.expire(true);
        expect(gone).toMatch(cookieGrammar);
        expect(jar.take(gone, url(home, options.path), NOW)).toBe(true);
        expect(jar.size).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('P-8 writes one well-formed line or refuses, whatever it is configured with', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('/', '/a', 'a.b', '; Secure', '\r\nX: y', '__proto__', ''),
    );
    const mostly = (good: string) =>
      fc.oneof({ weight: 3, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: text });
    const anything = fc.record({
      name: mostly('SID'),
      path: mostly('/shop'),
      domain: mostly('example.com'),
      attributes: fc.dictionary(mostly('Priority'), mostly('High'), { maxKeys: 2 }),
    });
    let written = 0;
    fc.assert(
      fc.property(anything, (options) => {
        const outcome = lineOrCode(options);
        if (outcome !== 'HTTPSESSION_BAD_OPTION') written += 1;
        expect(outcome === 'HTTPSESSION_BAD_OPTION' || cookieGrammar.test(outcome)).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(written).toBeGreaterThan(50);
  });
});
