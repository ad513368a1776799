import { describe, expect, it } from '@jest/globals';
import {
  IllegalArgumentException,
  IllegalStateException,
  NumberFormatException,
  OptionError,
} from '../../src/common/errors.ts';
import {
  freezeCookieConfig,
  SessionCookieConfig,
  setCookieDefaults,
} from '../../src/servlet-api/session-cookie-config.ts';
import { resolveCookie } from '../../src/tracking/cookie-options.ts';
import { SetCookieWriter } from '../../src/tracking/set-cookie.ts';
import { parseSetCookie } from '../support/set-cookie.ts';

const ID = 'abcdefghijklmnopqrstuvwxyz012345';

function config(
  change: (config: SessionCookieConfig) => void = () => undefined,
): SessionCookieConfig {
  const made = new SessionCookieConfig();
  change(made);
  return made;
}

/** The Set-Cookie field that comes of it, for a request that is secure or not. */
function setCookie(
  change: (config: SessionCookieConfig) => void,
  { contextPath = '', secure = false } = {},
) {
  const resolved = resolveCookie(config(change), contextPath);
  const isSecure = resolved.secure === 'auto' ? secure : resolved.secure;
  return parseSetCookie(new SetCookieWriter(resolved).issue(ID, isSecure, 0));
}

const SETTERS: [string, (config: SessionCookieConfig) => void][] = [
  ['setName', (c) => c.setName('SID')],
  ['setDomain', (c) => c.setDomain('a.com')],
  ['setPath', (c) => c.setPath('/p')],
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the test is about it
  ['setComment', (c) => c.setComment('hello')],
  ['setHttpOnly', (c) => c.setHttpOnly(false)],
  ['setSecure', (c) => c.setSecure(true)],
  ['setMaxAge', (c) => c.setMaxAge(60)],
  ['setAttribute', (c) => c.setAttribute('SameSite', 'Strict')],
];

describe('SessionCookieConfig', () => {
  it.each(SETTERS)('SES-123 %s throws once the application has started', (_name, set) => {
    const frozen = config();
    freezeCookieConfig(frozen);
    expect(() => set(frozen)).toThrow(IllegalStateException);
    expect(() => set(frozen)).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_CONTEXT_INITIALIZED' }),
    );
    expect([frozen.getName(), [...frozen.getAttributes()]]).toEqual([null, []]);
  });

  it('SES-123 the getters keep working', () => {
    const frozen = config((c) => SETTERS.forEach(([, set]) => set(c)));
    freezeCookieConfig(frozen);
    expect(frozen.getName()).toBe('SID');
    expect(frozen.getDomain()).toBe('a.com');
    expect(frozen.getPath()).toBe('/p');
    expect(frozen.isHttpOnly()).toBe(false);
    expect(frozen.isSecure()).toBe(true);
    expect(frozen.getMaxAge()).toBe(60);
    expect(frozen.getAttribute('SameSite')).toBe('Strict');
  });

  it('SES-123 what holds where the application is silent is fixed as well', () => {
    const frozen = config();
    freezeCookieConfig(frozen);
    expect(() => setCookieDefaults(frozen, { secure: false, sameSite: undefined })).toThrow(
      IllegalStateException,
    );
  });

  it('SES-125 the name is null until it is set, and then that of the cookie', () => {
    expect(config().getName()).toBeNull();
    expect(config((c) => c.setName('SID')).getName()).toBe('SID');
    expect(setCookie((c) => c.setName('SID')).name).toBe('SID');
  });

  it('SES-095 the name is also that of the path parameter, even when it is the usual one', () => {
    const parameterOf = (name: string | null) =>
      resolveCookie(
        config((c) => c.setName(name)),
        '',
      ).parameterName;
    expect(parameterOf('SID')).toBe('SID');
    expect(parameterOf('JSESSIONID')).toBe('JSESSIONID');
    expect(parameterOf(null)).toBe('jsessionid');
  });

  it('SES-126 a domain is written when it is set', () => {
    expect(config().getDomain()).toBeNull();
    expect(setCookie(() => undefined).attributes.has('domain')).toBe(false);
    expect(setCookie((c) => c.setDomain('a.com')).attributes.get('domain')).toBe('a.com');
  });

  it.each([
    [null, '', '/'],
    [null, '/app', '/app'],
    ['/p', '/app', '/p'],
  ])(
    'SES-127 with the path %j in the context %j the cookie has Path=%s',
    (path, contextPath, written) => {
      expect(config((c) => c.setPath(path)).getPath()).toBe(path);
      const line = setCookie((c) => c.setPath(path), { contextPath });
      expect(line.attributes.get('path')).toBe(written);
    },
  );

  it('SES-128 a comment has no effect', () => {
    const commented = config((c) => {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the test is about it
      c.setComment('hello');
      c.setAttribute('Comment', 'hello');
    });
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the test is about it
    expect(commented.getComment()).toBeNull();
    expect([...commented.getAttributes()]).toEqual([]);
  });

  it('SES-129 HttpOnly is written as it was set', () => {
    expect(config((c) => c.setHttpOnly(true)).isHttpOnly()).toBe(true);
    expect(config((c) => c.setHttpOnly(false)).isHttpOnly()).toBe(false);
    expect(setCookie((c) => c.setHttpOnly(true)).attributes.get('httponly')).toBe(true);
    expect(setCookie((c) => c.setHttpOnly(false)).attributes.has('httponly')).toBe(false);
  });

  it('SES-130 HttpOnly is written where the application says nothing', () => {
    expect(setCookie(() => undefined).attributes.get('httponly')).toBe(true);
    expect(config().isHttpOnly()).toBe(true);
  });

  it.each([
    [true, false, true],
    [true, true, true],
    [false, false, false],
    [false, true, true],
    [undefined, false, false],
    [undefined, true, true],
  ])('SES-131 setSecure(%s) on a request that is secure: %s', (set, secure, written) => {
    const change = (c: SessionCookieConfig) => {
      if (set !== undefined) c.setSecure(set);
    };
    expect(config(change).isSecure()).toBe(set ?? false);
    expect(setCookie(change, { secure }).attributes.has('secure')).toBe(written);
  });

  it('SES-132 a cookie lives as long as the browser unless a max-age is set', () => {
    expect(config().getMaxAge()).toBe(-1);
    expect(config((c) => c.setMaxAge(50_000)).getMaxAge()).toBe(50_000);
    const lifetime = (maxAge?: number) => {
      const { attributes } = setCookie((c) => {
        if (maxAge !== undefined) c.setMaxAge(maxAge);
      });
      return [attributes.get('max-age'), attributes.get('expires')];
    };
    expect(lifetime()).toEqual([undefined, undefined]);
    expect(lifetime(-5)).toEqual([undefined, undefined]);
    expect(lifetime(50_000)).toEqual(['50000', 'Thu, 01 Jan 1970 13:53:20 GMT']);
  });

  it.each([1.5, NaN, Infinity, 2 ** 31, -(2 ** 31) - 1])('SES-132 %d is no max-age', (maxAge) => {
    expect(() => config((c) => c.setMaxAge(maxAge))).toThrow(IllegalArgumentException);
  });

  it('SES-133 a positive max-age comes with a date', () => {
    const line = setCookie((c) => c.setMaxAge(60));
    expect(line.attributes.get('expires')).toBe('Thu, 01 Jan 1970 00:01:00 GMT');
  });

  it('SES-134 an attribute of any name is written, its case as it was set', () => {
    const line = setCookie((c) => c.setAttribute('Priority', 'High'));
    expect(line.raw).toContain('; Priority=High');
  });

  it.each([
    ['SameSite', 'Strict'],
    ['samesite', 'strict'],
    ['SAMESITE', 'STRICT'],
  ])('SES-134 %s=%s replaces the default', (name, value) => {
    const line = setCookie((c) => c.setAttribute(name, value));
    expect(line.raw).toContain('; SameSite=Strict');
    expect(line.raw).not.toContain('Lax');
  });

  it('SES-134 an empty SameSite leaves the attribute out', () => {
    expect(setCookie((c) => c.setAttribute('SameSite', '')).attributes.has('samesite')).toBe(false);
  });

  it('SES-134 what browsers do not know as SameSite is refused at the start', () => {
    expect(() => setCookie((c) => c.setAttribute('SameSite', 'Most'))).toThrow(OptionError);
  });

  it('SES-135 attributes and methods are two views of one state', () => {
    const seen = config((c) => {
      c.setAttribute('max-age', '60');
      c.setAttribute('DOMAIN', 'a.com');
      c.setPath('/p');
      c.setHttpOnly(false);
      c.setSecure(true);
    });
    expect(seen.getMaxAge()).toBe(60);
    expect(seen.getDomain()).toBe('a.com');
    expect(seen.getAttribute('PATH')).toBe('/p');
    expect(seen.getAttribute('httponly')).toBe('false');
    expect(seen.getAttribute('secure')).toBe('true');
    expect([...seen.getAttributes().keys()]).toEqual([
      'Max-Age',
      'Domain',
      'Path',
      'HttpOnly',
      'Secure',
    ]);
  });

  it.each([null, undefined, 'a b', 'a;b', 'a=b', '', 'ä', 'a,b', 'a\r\nb'])(
    'SES-136 %j is no name of an attribute',
    (name) => {
      expect(() => config((c) => c.setAttribute(name!, 'x'))).toThrow(IllegalArgumentException);
    },
  );

  it.each(['x', '', '1.5', '1e3', '0x10', ' 1', '1 ', '-', '2147483648', 'Infinity'])(
    'SES-136 %j is no number for Max-Age',
    (value) => {
      expect(() => config((c) => c.setAttribute('Max-Age', value))).toThrow(NumberFormatException);
    },
  );

  it.each([
    ['60', 60],
    ['-1', -1],
    ['+7', 7],
    ['007', 7],
    ['2147483647', 2_147_483_647],
    ['-2147483648', -2_147_483_648],
  ])('SES-136 %j is a number for Max-Age', (value, expected) => {
    expect(config((c) => c.setAttribute('Max-Age', value)).getMaxAge()).toBe(expected);
  });

  it('SES-137 an attribute is found whatever the case of its name', () => {
    const set = config((c) => c.setAttribute('a1', 'x'));
    expect([set.getAttribute('A1'), set.getAttribute('a1')]).toEqual(['x', 'x']);
    expect(set.getAttribute('a2')).toBeNull();
    expect(set.getAttribute('__proto__')).toBeNull();
  });

  it('SES-138 the map of attributes has all that was set, whatever the case of the names', () => {
    const map = config((c) => {
      c.setPath('/p');
      c.setAttribute('SameSite', 'Lax');
      c.setAttribute('Version', '1');
    }).getAttributes();
    expect([...map]).toEqual([
      ['Path', '/p'],
      ['SameSite', 'Lax'],
    ]);
    expect([map.get('path'), map.get('SAMESITE'), map.has('pAtH')]).toEqual(['/p', 'Lax', true]);
    expect([map.size, [...map.keys()], [...map.values()]]).toEqual([
      2,
      ['Path', 'SameSite'],
      ['/p', 'Lax'],
    ]);
    const visited: string[] = [];
    map.forEach((value, name) => visited.push(name, value));
    expect(visited).toEqual(['Path', '/p', 'SameSite', 'Lax']);
  });

  it('SES-138 a name is shown as it was first set, with its last value', () => {
    const set = config((c) => {
      c.setAttribute('Flag', '1');
      c.setAttribute('FLAG', '2');
    });
    expect([...set.getAttributes()]).toEqual([['Flag', '2']]);
  });

  it('SES-138 the map of attributes is a snapshot', () => {
    const set = config((c) => c.setPath('/p'));
    const before = set.getAttributes();
    set.setPath('/q');
    set.setDomain('a.com');
    expect([...before]).toEqual([['Path', '/p']]);
  });

  it('SES-138 the map of attributes cannot be changed', () => {
    const set = config((c) => c.setPath('/p'));
    const map = set.getAttributes() as Map<string, string>;
    expect(() => map.set('Path', '/q')).toThrow(TypeError);
    expect(() => map.delete('Path')).toThrow(TypeError);
    expect(() => map.clear()).toThrow(TypeError);
    expect(set.getPath()).toBe('/p');
  });

  it('SES-139 an attribute with an empty value is a bare name', () => {
    const line = setCookie((c) => {
      c.setSecure(true);
      c.setAttribute('Partitioned', '');
      c.setAttribute('Flag', '');
    });
    expect(line.attributes.get('partitioned')).toBe(true);
    expect(line.attributes.get('flag')).toBe(true);
  });

  it.each([
    ['', true],
    ['true', true],
    ['TRUE', true],
    ['false', false],
    ['yes', false],
  ])('SES-140 Secure and HttpOnly set to %j are on: %s', (value, on) => {
    const set = config((c) => {
      c.setAttribute('Secure', value);
      c.setAttribute('HttpOnly', value);
    });
    expect([set.isSecure(), set.isHttpOnly()]).toEqual([on, on]);
  });

  it('SES-140 null takes an attribute back', () => {
    const set = config((c) => {
      c.setPath('/p');
      c.setAttribute('path', null);
      c.setMaxAge(60);
      c.setAttribute('Max-Age', null);
      c.setDomain('a.com');
      c.setDomain(null);
    });
    expect([...set.getAttributes()]).toEqual([]);
    expect([set.getPath(), set.getMaxAge(), set.getDomain()]).toEqual([null, -1, null]);
  });

  it('refuses what is no text', () => {
    expect(() => config((c) => c.setPath(1 as unknown as string))).toThrow(
      IllegalArgumentException,
    );
    expect(() => config((c) => c.setName({} as unknown as string))).toThrow(
      IllegalArgumentException,
    );
    expect(() => config((c) => c.setAttribute('a', 1 as unknown as string))).toThrow(
      IllegalArgumentException,
    );
  });
});
