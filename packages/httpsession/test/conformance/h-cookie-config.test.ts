import { describe, expect, it } from '@jest/globals';
import {
  IllegalArgumentException,
  IllegalStateException,
  NumberFormatException,
  SessionCookieConfig,
} from 'httpsession';
import { serve } from '../support/serve.ts';
import type { Call, Options } from '../support/serve.ts';
import type { ParsedSetCookie } from '../support/set-cookie.ts';
import { cookieOf, findsSession } from '../support/sessions.ts';

/** A configuration as an application's initialisation makes it. */
function configured(set: (config: SessionCookieConfig) => void): SessionCookieConfig {
  const config = new SessionCookieConfig();
  set(config);
  return config;
}

/** The cookie that a new session is sent with. */
async function cookieWith(options: Options, call: Call = {}): Promise<ParsedSetCookie> {
  const app = await serve(options);
  const visit = await app.visit((request) => request.getSession(), call);
  const [cookie] = visit.setCookies;
  if (cookie === undefined) throw new Error('no session cookie was sent');
  return cookie;
}

describe('H. SessionCookieConfig', () => {
  it('SES-121 the configuration is the same object on every call', async () => {
    const { context } = (await serve()).manager;
    expect(context.getSessionCookieConfig()).toBe(context.getSessionCookieConfig());
  });

  it.each<[string, (config: SessionCookieConfig) => void]>([
    ['setName', (config) => config.setName('SID')],
    ['setDomain', (config) => config.setDomain('shop.example')],
    ['setPath', (config) => config.setPath('/x')],
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- it has to throw as well
    ['setComment', (config) => config.setComment('none')],
    ['setHttpOnly', (config) => config.setHttpOnly(false)],
    ['setSecure', (config) => config.setSecure(true)],
    ['setMaxAge', (config) => config.setMaxAge(1)],
    ['setAttribute', (config) => config.setAttribute('SameSite', 'Strict')],
  ])('SES-123 %s throws once the application has started', async (_name, set) => {
    const app = await serve();
    const config = app.manager.context.getSessionCookieConfig();
    const before = [...config.getAttributes()];
    await app.visit(() => {
      expect(() => set(config)).toThrow(IllegalStateException);
    });
    expect([...config.getAttributes()]).toEqual(before);
  });

  it('SES-123 the getters work once the application has started', async () => {
    const app = await serve({ cookie: { name: 'SID', path: '/x', maxAge: 60 } });
    const config = app.manager.context.getSessionCookieConfig();
    expect([config.getName(), config.getPath(), config.getMaxAge()]).toEqual(['SID', '/x', 60]);
  });

  it('SES-124 S3-33 the cookie is called JSESSIONID', async () => {
    expect((await cookieWith({})).name).toBe('JSESSIONID');
  });

  it('SES-125 S4-11 setName names the cookie', async () => {
    const cookie = configured((config) => config.setName('SID'));
    expect(cookie.getName()).toBe('SID');
    expect((await cookieWith({ cookie })).name).toBe('SID');
  });

  it('SES-125 getName is null when no name was set', () => {
    expect(new SessionCookieConfig().getName()).toBeNull();
  });

  it('SES-125 a cookie of another name is not read', async () => {
    const app = await serve({ cookie: { name: 'SID' } });
    const { result } = await app.visit((request) => cookieOf(request.getSession()));
    expect(await findsSession(app, { cookie: result })).toBe(false);
    expect(await findsSession(app, { cookie: result.replace('JSESSIONID', 'sid') })).toBe(false);
    expect(await findsSession(app, { cookie: result.replace('JSESSIONID', 'SID') })).toBe(true);
  });

  it('SES-126 setDomain adds the domain, which is not there otherwise', async () => {
    const cookie = configured((config) => config.setDomain('shop.example'));
    expect((await cookieWith({ cookie })).attributes.get('domain')).toBe('shop.example');
    expect((await cookieWith({})).attributes.has('domain')).toBe(false);
    expect(new SessionCookieConfig().getDomain()).toBeNull();
  });

  it.each([
    ['/shop', undefined, '/shop'],
    ['', undefined, '/'],
    ['/shop', '/other', '/other'],
  ])('SES-127 in context %p with path %p the cookie has path %s', async (context, path, sent) => {
    const cookie = configured((config) => {
      if (path !== undefined) config.setPath(path);
    });
    const { attributes } = await cookieWith({ contextPath: context, cookie });
    expect(attributes.get('path')).toBe(sent);
    expect(cookie.getPath()).toBe(path ?? null);
  });

  it('SES-128 a comment has no effect', async () => {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the subject of this row
    const cookie = configured((config) => config.setComment('none of your business'));
    const sent = await cookieWith({ cookie });
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the subject of this row
    expect(cookie.getComment()).toBeNull();
    expect(sent.attributes.has('comment')).toBe(false);
    expect(sent.attributes.has('version')).toBe(false);
  });

  it.each([true, false])(
    'SES-129 S4-31 setHttpOnly(%p) decides about HttpOnly',
    async (httpOnly) => {
      const cookie = configured((config) => config.setHttpOnly(httpOnly));
      expect(cookie.isHttpOnly()).toBe(httpOnly);
      expect((await cookieWith({ cookie })).attributes.has('httponly')).toBe(httpOnly);
    },
  );

  it('SES-130 S4-11 an application that says nothing gets HttpOnly', async () => {
    expect((await cookieWith({})).attributes.get('httponly')).toBe(true);
    expect(
      (await cookieWith({ cookie: new SessionCookieConfig() })).attributes.get('httponly'),
    ).toBe(true);
  });

  it('SES-131 S4-11 S4-31 setSecure(true) marks the cookie also where the request is not secure', async () => {
    const cookie = configured((config) => config.setSecure(true));
    expect((await cookieWith({ cookie })).attributes.get('secure')).toBe(true);
  });

  it('SES-131 setSecure(false) marks the cookie where the request is secure', async () => {
    const cookie = () => configured((config) => config.setSecure(false));
    const viaTls = { headers: { 'X-Forwarded-Proto': 'https' } };
    const plain = await cookieWith({ cookie: cookie(), trustProxy: 'loopback' });
    const secure = await cookieWith({ cookie: cookie(), trustProxy: 'loopback' }, viaTls);
    const untrusted = await cookieWith({ cookie: cookie() }, viaTls);
    expect([plain, secure, untrusted].map(({ attributes }) => attributes.has('secure'))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('SES-132 S1-09 without a max-age the cookie is for the browser session', async () => {
    const { attributes } = await cookieWith({});
    expect(new SessionCookieConfig().getMaxAge()).toBe(-1);
    expect([attributes.has('max-age'), attributes.has('expires')]).toEqual([false, false]);
  });

  it('SES-132 setMaxAge gives the cookie a lifetime in seconds', async () => {
    const cookie = configured((config) => config.setMaxAge(50_000));
    expect((await cookieWith({ cookie })).attributes.get('max-age')).toBe('50000');
  });

  it('SES-133 a positive max-age comes with Expires', async () => {
    const app = await serve({ cookie: { maxAge: 50_000 } });
    const end = app.clock.now() + 50_000_000;
    const visit = await app.visit((request) => request.getSession());
    const expires = visit.setCookies[0]?.attributes.get('expires');
    expect(Date.parse(String(expires))).toBe(end);
  });

  it('SES-134 setAttribute adds any attribute', async () => {
    const cookie = configured((config) => {
      config.setAttribute('samesite', 'Strict');
      config.setAttribute('Priority', 'High');
    });
    const { attributes } = await cookieWith({ cookie });
    expect([attributes.get('samesite'), attributes.get('priority')]).toEqual(['Strict', 'High']);
  });

  it('SES-135 attributes and setters are two views of one state', () => {
    const config = new SessionCookieConfig();
    config.setAttribute('max-age', '60');
    config.setPath('/p');
    config.setAttribute('DOMAIN', 'shop.example');
    expect([config.getMaxAge(), config.getAttribute('PATH'), config.getDomain()]).toEqual([
      60,
      '/p',
      'shop.example',
    ]);
  });

  it.each([null, '', 'a b', 'a;b', 'a=b'])('SES-136 %p is no name of an attribute', (name) => {
    const config = new SessionCookieConfig();
    expect(() => config.setAttribute(name as string, 'x')).toThrow(IllegalArgumentException);
  });

  it.each(['x', '', '1.5', '1e3', '99999999999'])('SES-136 %p is no max-age', (text) => {
    const config = new SessionCookieConfig();
    expect(() => config.setAttribute('Max-Age', text)).toThrow(NumberFormatException);
    expect(config.getMaxAge()).toBe(-1);
  });

  it('SES-137 getAttribute does not care about case, and gives null for what was not set', () => {
    const config = configured((one) => one.setAttribute('a1', 'v'));
    expect([config.getAttribute('A1'), config.getAttribute('a2')]).toEqual(['v', null]);
  });

  it('SES-138 getAttributes holds all that was set', () => {
    const attributes = configured((config) => {
      config.setPath('/p');
      config.setMaxAge(60);
      config.setAttribute('SameSite', 'Lax');
      config.setAttribute('Version', '1');
    }).getAttributes();
    expect(attributes.get('PATH')).toBe('/p');
    expect([...attributes.keys()].map((name) => name.toLowerCase()).sort()).toEqual([
      'max-age',
      'path',
      'samesite',
    ]);
  });

  it('SES-138 getAttributes cannot be changed', () => {
    const config = configured((one) => one.setPath('/p'));
    const attributes = config.getAttributes() as Map<string, string>;
    expect(() => attributes.set('Path', '/q')).toThrow();
    expect(config.getPath()).toBe('/p');
  });

  it('SES-139 an empty value is written as a bare name', async () => {
    const { raw } = await cookieWith({ cookie: { attributes: { Fresh: '' } } });
    expect(raw.split('; ')).toContain('Fresh');
  });

  it.each(['', 'true'])('SES-140 Secure and HttpOnly set to %p are on', async (text) => {
    const config = configured((one) => {
      one.setAttribute('Secure', text);
      one.setAttribute('HttpOnly', text);
    });
    expect([config.isSecure(), config.isHttpOnly()]).toEqual([true, true]);
    const { attributes } = await cookieWith({ cookie: config });
    expect([attributes.get('secure'), attributes.get('httponly')]).toEqual([true, true]);
  });

  it('SES-140 null removes an attribute', () => {
    const config = configured((one) => one.setAttribute('SameSite', 'Strict'));
    config.setAttribute('samesite', null);
    expect(config.getAttribute('SameSite')).toBeNull();
    expect([...config.getAttributes()]).toEqual([]);
  });
});
