import { describe, expect, it } from '@jest/globals';
import { IllegalArgumentException, NumberFormatException } from 'httpsession';
import { Cookie } from '../../src/api/index.ts';

describe('the name of a cookie', () => {
  it.each(['', ' ', 'a b', 'a\tb', 'a\u0000b', 'é', ...'/()<>@,;:\\"[]?={}'])(
    'is refused: %j (SES-198)',
    (name) => {
      expect(() => new Cookie(name, 'v')).toThrow(IllegalArgumentException);
    },
  );

  it.each(['name', '$Version', 'Path', 'Expires', '!#%&*+-.^_`|~'])(
    'may be %j, reserved or not before Servlet 6 (SES-198)',
    (name) => {
      expect(new Cookie(name, 'v').getName()).toBe(name);
    },
  );
});

it('changes the value of a cookie, without a look at it (SES-199)', () => {
  const cookie = new Cookie('name', 'one');
  cookie.setValue('two; "quoted"\n');
  expect(cookie.getValue()).toBe('two; "quoted"\n');
});

describe('the attributes of a cookie', () => {
  it('are one map, whatever the case of the names (SES-200)', () => {
    const cookie = new Cookie('name', 'v');
    cookie.setDomain('Shop.Example');
    cookie.setPath('/shop');
    cookie.setMaxAge(60);
    cookie.setAttribute('SameSite', 'Lax');
    expect(Object.fromEntries(cookie.getAttributes())).toEqual({
      Domain: 'shop.example',
      Path: '/shop',
      'Max-Age': '60',
      SameSite: 'Lax',
    });
    expect(cookie.getAttribute('samesite')).toBe('Lax');
    cookie.setAttribute('PATH', '/other');
    expect(cookie.getPath()).toBe('/other');
    expect([...cookie.getAttributes().keys()]).toContain('Path');
  });

  it('are removed by null (SES-200)', () => {
    const cookie = new Cookie('name', 'v');
    cookie.setPath('/shop');
    cookie.setAttribute('path', null);
    cookie.setDomain('a.example');
    cookie.setDomain(null);
    expect(cookie.getPath()).toBeNull();
    expect(cookie.getDomain()).toBeNull();
    expect(cookie.getAttributes().size).toBe(0);
  });

  it('are a snapshot that later changes do not reach', () => {
    const cookie = new Cookie('name', 'v');
    const before = cookie.getAttributes();
    cookie.setPath('/');
    expect(before.size).toBe(0);
  });

  it.each(['', 'a b', 'a=b', 'a;b', 'é'])('do not have the name %j', (name) => {
    expect(() => new Cookie('name', 'v').setAttribute(name, 'x')).toThrow(IllegalArgumentException);
  });
});

describe('the flags of a cookie', () => {
  it('are on when their attribute is empty, and only then (SES-201)', () => {
    const cookie = new Cookie('name', 'v');
    expect([cookie.getSecure(), cookie.isHttpOnly()]).toEqual([false, false]);
    cookie.setSecure(true);
    cookie.setHttpOnly(true);
    expect([cookie.getAttribute('Secure'), cookie.getAttribute('HttpOnly')]).toEqual(['', '']);
    expect([cookie.getSecure(), cookie.isHttpOnly()]).toEqual([true, true]);
    cookie.setAttribute('secure', 'other');
    expect(cookie.getSecure()).toBe(false);
    cookie.setHttpOnly(false);
    expect(cookie.getAttribute('HttpOnly')).toBeNull();
  });
});

describe('the max-age of a cookie', () => {
  it('is -1 until it is set, and again for all below zero (SES-203)', () => {
    const cookie = new Cookie('name', 'v');
    expect(cookie.getMaxAge()).toBe(-1);
    cookie.setMaxAge(0);
    expect(cookie.getMaxAge()).toBe(0);
    cookie.setMaxAge(-60);
    expect(cookie.getMaxAge()).toBe(-1);
    expect(cookie.getAttribute('Max-Age')).toBeNull();
  });

  it.each(['', 'x', '1.5', '1e3', ' 1', '2147483648', '--1'])(
    'is a whole number as an attribute, not %j (SES-205)',
    (text) => {
      const set = () => new Cookie('name', 'v').setAttribute('max-age', text);
      expect(set).toThrow(NumberFormatException);
    },
  );

  it('may be set as an attribute', () => {
    const cookie = new Cookie('name', 'v');
    cookie.setAttribute('max-age', '+90');
    expect(cookie.getMaxAge()).toBe(90);
  });

  it.each([1.5, Number.NaN, 2 ** 31])('is a whole number of 32 bits, not %p', (seconds) => {
    expect(() => new Cookie('name', 'v').setMaxAge(seconds)).toThrow(IllegalArgumentException);
  });
});

/* eslint-disable @typescript-eslint/no-deprecated -- that they do nothing is what is tested */
it('has no comment and no version any more (SES-206)', () => {
  const cookie = new Cookie('name', 'v');
  cookie.setComment('for the cart');
  cookie.setVersion(1);
  expect([cookie.getComment(), cookie.getVersion()]).toEqual([null, 0]);
  expect(cookie.getAttributes().size).toBe(0);
});
/* eslint-enable @typescript-eslint/no-deprecated */

describe('a clone of a cookie (SES-212)', () => {
  it('equals it until one of them changes', () => {
    const cookie = new Cookie('name', 'v');
    cookie.setPath('/');
    const copy = cookie.clone();
    expect(copy.equals(cookie)).toBe(true);
    copy.setPath('/other');
    expect(copy.equals(cookie)).toBe(false);
    expect(cookie.getPath()).toBe('/');
  });

  it('differs by value, name and attributes', () => {
    const cookie = new Cookie('name', 'v');
    const secure = new Cookie('name', 'v');
    secure.setSecure(true);
    expect(cookie.equals(new Cookie('name', 'w'))).toBe(false);
    expect(cookie.equals(new Cookie('Name', 'v'))).toBe(false);
    expect(cookie.equals(secure)).toBe(false);
    expect(cookie.equals('name=v')).toBe(false);
  });
});
