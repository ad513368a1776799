import { describe, expect, it } from '@jest/globals';
import { OptionError } from '../../src/common/errors.ts';
import { SessionCookieConfig } from '../../src/servlet-api/session-cookie-config.ts';
import { resolveCookie, toCookieConfig } from '../../src/tracking/cookie-options.ts';
import type { CookieOptions } from '../../src/tracking/cookie-options.ts';

function optionRefused(options: unknown, contextPath = ''): string {
  try {
    resolveCookie(options as CookieOptions, contextPath);
  } catch (error) {
    if (error instanceof OptionError) return error.option;
    throw error;
  }
  return 'none';
}

describe('resolveCookie', () => {
  it('S-16 has safe defaults', () => {
    expect(resolveCookie(undefined, '')).toEqual({
      name: 'JSESSIONID',
      parameterName: 'jsessionid',
      path: '/',
      domain: undefined,
      httpOnly: true,
      secure: 'auto',
      sameSite: 'Lax',
      maxAge: -1,
      partitioned: false,
      extra: [],
    });
  });

  it('tells an unknown option apart, whatever its value is', () => {
    expect(() => resolveCookie({ samesite: 'Lax' } as CookieOptions, '')).toThrow(
      'Option cookie.samesite is a string; it must be left out: it is none of name, path,',
    );
  });

  it('takes an option that is undefined for one that is not there', () => {
    const undefinedOptions = { name: undefined, secure: undefined, attributes: undefined };
    expect(resolveCookie(undefinedOptions, '')).toEqual(resolveCookie(undefined, ''));
  });

  it('takes everything from the options', () => {
    expect(
      resolveCookie(
        {
          name: 'SID',
          path: '/p',
          domain: 'example.com',
          httpOnly: false,
          secure: true,
          sameSite: 'none',
          maxAge: 60,
          partitioned: true,
          attributes: { Priority: 'High' },
        },
        '/shop',
      ),
    ).toEqual({
      name: 'SID',
      parameterName: 'SID',
      path: '/p',
      domain: 'example.com',
      httpOnly: false,
      secure: true,
      sameSite: 'None',
      maxAge: 60,
      partitioned: true,
      extra: [['Priority', 'High']],
    });
  });

  it('can leave SameSite out, and Secure off', () => {
    const resolved = resolveCookie({ sameSite: false, secure: false }, '');
    expect([resolved.sameSite, resolved.secure]).toEqual([undefined, false]);
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(resolveCookie({}, ''))).toBe(true);
  });

  it.each<[string, unknown, string]>([
    ['a domain with an attribute', { domain: 'a.com; HttpOnly' }, 'cookie.domain'],
    ['a domain with a leading dot', { domain: '.a.com' }, 'cookie.domain'],
    ['a domain with a port', { domain: 'a.com:80' }, 'cookie.domain'],
    ['a domain beyond ASCII', { domain: 'bücher.example' }, 'cookie.domain'],
    ['a domain with an empty label', { domain: 'a..com' }, 'cookie.domain'],
    ['a label that is too long', { domain: `${'a'.repeat(64)}.com` }, 'cookie.domain'],
    ['a domain that is too long', { domain: 'ab.'.repeat(90) + 'com' }, 'cookie.domain'],
    ['a label with a hyphen in front', { domain: '-a.com' }, 'cookie.domain'],
    ['a label with a hyphen at the end', { domain: 'a-.com' }, 'cookie.domain'],
    ['an empty domain', { domain: '' }, 'cookie.domain'],
    ['a path with an attribute', { path: '/;Domain=x' }, 'cookie.path'],
    ['a path with a line end', { path: '/\r\nX: y' }, 'cookie.path'],
    ['a path with a comma', { path: '/a,b' }, 'cookie.path'],
    ['a relative path', { path: 'shop' }, 'cookie.path'],
    ['an empty path', { path: '' }, 'cookie.path'],
    ['a name with an equals sign', { name: 'a=b' }, 'cookie.name'],
    ['an empty name', { name: '' }, 'cookie.name'],
    ['a name with a blank', { name: 'a b' }, 'cookie.name'],
    ['a name that a URL would cut off', { name: 'a#b' }, 'cookie.name'],
    ['a name beyond ASCII', { name: 'ä' }, 'cookie.name'],
    ['a SameSite with an attribute', { sameSite: 'None; Secure' }, 'cookie.sameSite'],
    ['an attribute of another type', { attributes: { Priority: 1 } }, 'cookie.attributes.Priority'],
    ['an attribute with an attribute', { attributes: { A: 'b; Secure' } }, 'cookie.attributes.A'],
    ['an attribute beyond ASCII', { attributes: { A: 'ä' } }, 'cookie.attributes.A'],
    ['a bad attribute name', { attributes: { 'a;b': '' } }, 'cookie.attributes.a;b'],
    [
      'an attribute name with a hyphen in front',
      { attributes: { '-a': '' } },
      'cookie.attributes.-a',
    ],
    [
      'the attribute __proto__',
      { attributes: Object.fromEntries([['__proto__', 'x']]) },
      'cookie.attributes.__proto__',
    ],
    ['a path among the attributes', { attributes: { PATH: '/' } }, 'cookie.attributes.PATH'],
    ['a date of its own', { attributes: { Expires: 'never' } }, 'cookie.attributes.Expires'],
  ])('S-14 refuses %s', (_what, options, option) => {
    expect(optionRefused(options)).toBe(option);
  });

  it('S-14 refuses a context path that a cookie cannot carry', () => {
    expect(optionRefused({}, '/a;b')).toBe('contextPath');
    expect(optionRefused({ path: '/' }, '/a;b')).toBe('none');
  });

  it.each<[unknown, string]>([
    [null, 'cookie'],
    ['JSESSIONID', 'cookie'],
    [{ name: 1 }, 'cookie.name'],
    [{ httpOnly: 'yes' }, 'cookie.httpOnly'],
    [{ secure: 'always' }, 'cookie.secure'],
    [{ sameSite: true }, 'cookie.sameSite'],
    [{ sameSite: 'Lax' }, 'cookie.sameSite'],
    [{ maxAge: 1.5 }, 'cookie.maxAge'],
    [{ maxAge: NaN }, 'cookie.maxAge'],
    [{ maxAge: '60' }, 'cookie.maxAge'],
    [{ maxAge: 2 ** 31 }, 'cookie.maxAge'],
    [{ maxAge: 2 ** 31 - 1 }, 'none'],
    [{ partitioned: 1 }, 'cookie.partitioned'],
    [{ attributes: 'x' }, 'cookie.attributes'],
    [{ attributes: ['x'] }, 'cookie.attributes'],
    [[], 'cookie'],
    [{ samesite: 'lax' }, 'cookie.samesite'],
    [{ toString: 'x' }, 'cookie.toString'],
  ])('names what is wrong with %j: %s', (options, option) => {
    expect(optionRefused(options)).toBe(option);
  });

  it.each<[CookieOptions, string]>([
    [{ name: '__Host-id', secure: true }, 'none'],
    [{ name: '__Host-id', secure: true, path: '/' }, 'none'],
    [{ name: '__Host-id' }, 'cookie.secure'],
    [{ name: '__Host-id', secure: false }, 'cookie.secure'],
    [{ name: '__Host-id', secure: true, domain: 'a.com' }, 'cookie.domain'],
    [{ name: '__Host-id', secure: true, path: '/shop' }, 'cookie.path'],
    [{ name: '__host-id' }, 'cookie.secure'],
    [{ name: '__Secure-id', secure: true, domain: 'a.com', path: '/shop' }, 'none'],
    [{ name: '__Secure-id' }, 'cookie.secure'],
    [{ name: '__Http-id', secure: true }, 'none'],
    [{ name: '__Http-id' }, 'cookie.secure'],
    [{ name: '__Http-id', secure: true, httpOnly: false }, 'cookie.httpOnly'],
    [{ name: '__Host-Http-id', secure: true, httpOnly: false }, 'cookie.httpOnly'],
    [{ name: '__Host-Http-id', secure: true, domain: 'a.com' }, 'cookie.domain'],
    [{ name: '__Hostess' }, 'none'],
  ])('S-11 keeps the promise of the prefix: %j is refused for %s', (options, option) => {
    expect(optionRefused(options)).toBe(option);
  });

  it('S-11 refuses the prefix __Host- below a context path', () => {
    expect(optionRefused({ name: '__Host-id', secure: true }, '/shop')).toBe('cookie.path');
  });

  it.each<[CookieOptions, string]>([
    [{ sameSite: 'none' }, 'cookie.secure'],
    [{ sameSite: 'none', secure: false }, 'cookie.secure'],
    [{ sameSite: 'none', secure: true }, 'none'],
    [{ partitioned: true }, 'cookie.secure'],
    [{ partitioned: true, secure: true }, 'none'],
    [{ sameSite: 'strict' }, 'none'],
  ])(
    'S-16 allows nothing to other sites without Secure: %j is refused for %s',
    (options, option) => {
      expect(optionRefused(options)).toBe(option);
    },
  );
});

describe('toCookieConfig', () => {
  it('SES-121 passes a configuration on as it is', () => {
    const config = new SessionCookieConfig();
    expect(toCookieConfig(config)).toBe(config);
  });

  it('shows the options through the methods of Java', () => {
    const config = toCookieConfig({ name: 'SID', path: '/p', maxAge: 60, sameSite: 'strict' });
    expect([config.getName(), config.getPath(), config.getMaxAge()]).toEqual(['SID', '/p', 60]);
    expect(config.getAttribute('SameSite')).toBe('Strict');
  });

  it('shows nothing that was not set', () => {
    expect([...toCookieConfig({ secure: false, sameSite: false }).getAttributes()]).toEqual([]);
  });

  it('lets the application go on from the options', () => {
    const config = toCookieConfig({ sameSite: false, secure: false });
    config.setSecure(true);
    config.setAttribute('SameSite', 'Strict');
    const resolved = resolveCookie(config, '');
    expect([resolved.secure, resolved.sameSite]).toEqual([true, 'Strict']);
  });
});
