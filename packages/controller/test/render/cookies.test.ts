import { Cookie } from '@httpsession/servlet';
import { describe, expect, it } from '@jest/globals';

import { Constants } from '../../src/config/constants.ts';
import type { CookieParts } from '../../src/render/cookie-methods.ts';

import { statusOf, TestController } from '../support/fake-exchange.ts';

const sent = (controller: TestController): Record<string, unknown>[] =>
  controller.response.cookies.map((cookie) => ({
    name: cookie.getName(),
    value: cookie.getValue(),
    maxAge: cookie.getMaxAge(),
    path: cookie.getPath(),
    domain: cookie.getDomain(),
    httpOnly: cookie.isHttpOnly(),
  }));

const plain = { name: 'a', value: 'b', maxAge: 60, path: '/', domain: null, httpOnly: false };

describe('setCookie', () => {
  it.each([
    ['no more', [], {}],
    ['HttpOnly', [true], { httpOnly: true }],
    ['a path', ['/x'], { path: '/x' }],
    ['a path and HttpOnly', ['/x', true], { path: '/x', httpOnly: true }],
    [
      'path, domain and HttpOnly',
      ['/x', 'example.com', true],
      { path: '/x', domain: 'example.com', httpOnly: true },
    ],
  ] as const)('takes name, value, age and %s', (_what, rest, parts) => {
    const controller = new TestController();
    const args = ['a', 'b', 60, ...rest] as unknown as Parameters<TestController['setCookie']>;
    controller.setCookie(...args);
    expect(sent(controller)).toEqual([{ ...plain, ...parts }]);
  });

  it('takes a cookie as it is', () => {
    const cookie = new Cookie('a', 'b');
    expect(new TestController().setCookie(cookie).response.cookies).toEqual([cookie]);
  });

  it('has one way out, which applications can change', () => {
    class Strict extends TestController {
      protected override doSetCookie(parts: CookieParts): this {
        return super.doSetCookie({ ...parts, httpOnly: true });
      }
    }
    expect(sent(new Strict().setCookie('a', 'b', 60))).toEqual([{ ...plain, httpOnly: true }]);
  });

  it('refuses names that would start another field', () => {
    expect(() => new TestController().setCookie('a\r\nX: y', 'b', 1)).toThrow();
  });
});

describe('removeCookie', () => {
  it('sends the cookie empty and out of date, where it was set', () => {
    const controller = new TestController()
      .removeCookie('a')
      .removeCookie('a', '/x', 'example.com');
    const gone = { ...plain, value: '', maxAge: 0 };
    expect(sent(controller)).toEqual([gone, { ...gone, path: '/x', domain: 'example.com' }]);
  });
});

describe('getCookie', () => {
  const cookies = [new Cookie('a', '1'), new Cookie('a', '2'), new Cookie('b', 'x')];

  it('gives the first one of the name', () => {
    const controller = new TestController({ cookies });
    expect(controller.getCookie('a')).toBe('1');
    expect(controller.getCookie('c')).toBeNull();
    expect(controller.getCookie('c', 'd')).toBe('d');
    expect(controller.getCookieObject('b')).toBe(cookies[2]);
    expect(controller.getCookieObjects()).toHaveLength(3);
    expect(new TestController().getCookieObjects()).toEqual([]);
  });

  it('converts, and answers 400 to what is no number', () => {
    const controller = new TestController({ cookies });
    expect(controller.getCookieToInt('a')).toBe(1);
    expect(controller.getCookieToLong('a')).toBe(1);
    expect(controller.getCookieToInt('c', 5)).toBe(5);
    expect(statusOf(() => controller.getCookieToInt('b'))).toBe(400);
    expect(statusOf(() => controller.getCookieToLong('b'))).toBe(400);
  });
});

describe('setCookieDefaults', () => {
  const cookieDefaults = {
    path: '/app',
    domain: 'example.com',
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
  } as const;
  const site = (): TestController => new TestController({ config: { cookieDefaults } });
  const strict = { ...plain, path: '/app', domain: 'example.com', httpOnly: true };

  it('fills what an action does not say', () => {
    const controller = site().setCookie('a', 'b', 60);
    expect(sent(controller)).toEqual([strict]);
    const [cookie] = controller.response.cookies;
    expect([cookie?.getSecure(), cookie?.getAttribute('SameSite')]).toEqual([true, 'Strict']);
  });

  it('leaves what an action says', () => {
    const said = site().setCookie('a', 'b', 60, '/x', 'example.org', false);
    expect(sent(said)).toEqual([{ ...plain, path: '/x', domain: 'example.org', httpOnly: false }]);
  });

  it('takes away the cookie that it has set: path and domain are the same', () => {
    expect(sent(site().removeCookie('a'))).toEqual([{ ...strict, value: '', maxAge: 0 }]);
  });

  it('leaves a ready-made cookie as it is', () => {
    const [cookie] = site().setCookie(new Cookie('a', 'b')).response.cookies;
    expect([cookie?.getPath(), cookie?.isHttpOnly(), cookie?.getSecure()]).toEqual([
      null,
      false,
      false,
    ]);
  });

  it.each([
    [{ samesite: 'Lax' }, 'Cookie defaults have no samesite'],
    [{ path: 'app' }, 'must begin with a slash'],
    [{ sameSite: 'lax' }, 'Strict, Lax or None'],
    // RFC 6265bis, 5.7: a user agent ignores such a cookie.
    [{ sameSite: 'None' }, 'must be secure as well'],
  ])('refuses %j', (defaults, message) => {
    expect(() => new Constants().setCookieDefaults(defaults as object)).toThrow(message);
    expect(() =>
      new Constants().setCookieDefaults({ sameSite: 'None', secure: true }),
    ).not.toThrow();
  });
});
