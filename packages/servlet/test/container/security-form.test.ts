import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HttpSessionAttributeListener, HttpSessionBindingEvent } from 'httpsession';
import { HttpServlet, type HttpServletRequest, type HttpServletResponse } from '../../src/index.ts';
import { openSite, type Site, TestRealm, type Visitor } from '../support/visitor.ts';

/** Says what it is, which method asks, and for whom. */
class Page extends HttpServlet {
  override service(request: HttpServletRequest, response: HttpServletResponse): void {
    const cart = request.getSession(false)?.getAttribute('cart') as string | null | undefined;
    const says = [this.getServletName(), request.getMethod(), request.getRemoteUser(), cart];
    if (request.getPathInfo() === '/fill') request.getSession().setAttribute('cart', 'books');
    if (request.getPathInfo() === '/logout') request.logout();
    if (request.getPathInfo() === '/invalidate') request.getSession().invalidate();
    response.getWriter().print(says.map((part) => part ?? '-').join(' '));
  }
}

const page = (urlPattern: string) => ({ servlet: Page, urlPatterns: [urlPattern] });

const ANN = { j_username: 'ann', j_password: 'secret' };

let site: Site;
let visitor: Visitor;

beforeEach(async () => {
  site = await openSite({
    contextPath: '/shop',
    realm: new TestRealm(),
    servlets: {
      login: page('/login'),
      wrong: page('/wrong'),
      open: page('/open/*'),
      orders: page('/orders/*'),
      office: page('/office/*'),
      closed: page('/closed/*'),
      channel: page('/channel/*'),
    },
    security: {
      loginConfig: { authMethod: 'FORM', formLoginPage: '/login', formErrorPage: '/wrong' },
      roles: ['clerk', 'manager'],
      constraints: [
        { resources: [{ urlPatterns: ['/orders/*'] }], roles: ['clerk'] },
        { resources: [{ urlPatterns: ['/office/*'] }], roles: ['manager'] },
        { resources: [{ urlPatterns: ['/closed/*'] }], roles: [] },
        { resources: [{ urlPatterns: ['/channel/*'] }], transportGuarantee: 'CONFIDENTIAL' },
      ],
    },
  });
  visitor = site.visitor();
});

afterEach(() => site.close());

async function logIn(form: Record<string, string> = ANN) {
  await visitor.get('/shop/orders/1?print=yes');
  return visitor.post('/shop/orders/j_security_check', form);
}

describe('a page that is only for some', () => {
  it('shows the login page in its place, and sends back to it', async () => {
    expect((await visitor.get('/shop/orders/1?print=yes')).text).toBe('login GET - -');
    const { status, headers } = await visitor.post('/shop/j_security_check', ANN);
    expect([status, headers.get('Location')]).toEqual([303, '/shop/orders/1?print=yes']);
    expect((await visitor.get('/shop/orders/1?print=yes')).text).toBe('orders GET ann -');
  });

  it('shows the login page with GET, also for a form', async () => {
    expect((await visitor.post('/shop/orders/1', { item: '7' })).text).toBe('login GET - -');
  });

  it.each(['/shop//orders/1', '/shop/orders;a=b/1', '/shop/%6Frders/1', '/shop/open/../orders/1'])(
    'cannot be had by writing it otherwise: %s',
    async (path) => {
      expect((await visitor.get(path)).text).toBe('login GET - -');
    },
  );

  it('stays out of caches', async () => {
    await logIn();
    const { headers } = await visitor.get('/shop/orders/1');
    expect(headers.get('Cache-Control')).toMatch(/private|no-store/);
  });

  it('is refused with 403 to those who have logged in and lack the role', async () => {
    await logIn();
    expect((await visitor.get('/shop/office/')).status).toBe(403);
  });

  it('is refused with 403 at once when nobody may have it', async () => {
    expect((await visitor.get('/shop/closed/')).status).toBe(403);
    expect(visitor.cookie).toBeUndefined();
  });

  it('is sent to the secure channel where that is wanted', async () => {
    const { status, headers } = await visitor.get('/shop/channel/a?b=c');
    expect([status, headers.get('Location')]).toEqual([
      302,
      'https://127.0.0.1/shop/channel/a?b=c',
    ]);
  });

  it('leaves others alone', async () => {
    expect((await visitor.get('/shop/open/1')).text).toBe('open GET - -');
    expect(visitor.cookie).toBeUndefined();
  });
});

describe('a form login', () => {
  it('makes a session of its own, for the page to go back to (SES-216)', async () => {
    expect(visitor.cookie).toBeUndefined();
    await visitor.get('/shop/orders/1');
    expect(visitor.cookie).toBeDefined();
  });

  it('keeps the session and what is in it, under another id (SES-213)', async () => {
    await visitor.get('/shop/open/fill');
    await visitor.get('/shop/orders/1');
    const before = visitor.cookie;
    await visitor.post('/shop/j_security_check', ANN);
    expect(visitor.cookie).not.toBe(before);
    expect((await visitor.get('/shop/orders/1')).text).toBe('orders GET ann books');
  });

  it('ends with the session: the next request has to log in again (SES-214)', async () => {
    await logIn();
    expect((await visitor.get('/shop/orders/invalidate')).text).toBe('orders GET ann -');
    expect((await visitor.get('/shop/orders/1')).text).toBe('login GET - -');
  });

  it('shows the error page for a wrong password, and lets the user try again', async () => {
    const { status, text } = await logIn({ ...ANN, j_password: 'wrong' });
    expect([status, text]).toEqual([200, 'wrong GET - -']);
    expect((await visitor.post('/shop/j_security_check', ANN)).status).toBe(303);
  });

  it('says that it took too long when the session has ended meanwhile', async () => {
    expect((await visitor.post('/shop/j_security_check', ANN)).status).toBe(408);
  });

  it('says so when no page was asked for', async () => {
    await visitor.get('/shop/open/fill');
    expect((await visitor.post('/shop/j_security_check', ANN)).status).toBe(400);
  });

  it('sends back once: who has logged out and logs in again without asking for a page has none', async () => {
    await visitor.get('/shop/open/fill');
    await logIn();
    await visitor.get('/shop/open/logout');
    expect((await visitor.post('/shop/j_security_check', ANN)).status).toBe(400);
  });

  it('takes no password from a URL', async () => {
    await visitor.get('/shop/orders/1');
    await visitor.get('/shop/orders/j_security_check?j_username=ann&j_password=secret');
    expect((await visitor.get('/shop/orders/1')).text).toBe('login GET - -');
  });

  it('sends nobody to another host', async () => {
    await visitor.get('//shop/orders/1');
    const { headers } = await visitor.post('/shop/j_security_check', ANN);
    expect(headers.get('Location')).toBe('/shop/orders/1');
  });
});

describe('a session that a login has met', () => {
  it('has no password in it', async () => {
    const seen: unknown[] = [];
    const see = (event: HttpSessionBindingEvent) => void seen.push(event.getValue());
    const listener: HttpSessionAttributeListener = { attributeAdded: see, attributeReplaced: see };
    await site.close();
    site = await openSite({
      realm: new TestRealm(),
      servlets: { orders: page('/orders/*'), login: page('/login') },
      listeners: [listener],
      security: {
        loginConfig: { authMethod: 'FORM', formLoginPage: '/login', formErrorPage: '/login' },
        constraints: [{ resources: [{ urlPatterns: ['/orders/*'] }], roles: ['**'] }],
      },
    });
    visitor = site.visitor();
    await visitor.get('/orders/1');
    await visitor.post('/j_security_check', ANN);
    expect(seen).toEqual(['/orders/1']);
    expect((await visitor.get('/orders/1')).text).toBe('orders GET ann -');
  });
});

describe('the settings of a login', () => {
  it.each([
    ['security.loginConfig.authMethod', { authMethod: 'DIGEST' }],
    ['security.loginConfig.formLoginPage', { authMethod: 'FORM', formErrorPage: '/wrong' }],
    ['security.loginConfig.formErrorPage', { authMethod: 'FORM', formLoginPage: '/login' }],
    [
      'security.loginConfig.formLoginPage',
      { authMethod: 'FORM', formLoginPage: 'login', formErrorPage: '/wrong' },
    ],
  ])('are refused when %s is wrong', async (option, loginConfig) => {
    await expect(openSite({ security: { loginConfig } })).rejects.toThrow(option);
  });
});
