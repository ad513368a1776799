import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  ServletException,
} from '../../src/index.ts';
import { openSite, type Site, TestRealm, type Visitor } from '../support/visitor.ts';

/** Says who asks. */
function describeCaller(request: HttpServletRequest): string {
  return [
    request.getRemoteUser(),
    request.getAuthType(),
    request.isUserInRole('clerk'),
    request.getSession(false)?.getAttribute('cart') ?? 'no cart',
  ].join(' ');
}

class Desk extends HttpServlet {
  override async doGet(request: HttpServletRequest, response: HttpServletResponse): Promise<void> {
    const action = request.getPathInfo() ?? '/';
    try {
      await this.#act(action, request, response);
      response.getWriter().print(describeCaller(request));
    } catch (error) {
      if (!(error instanceof ServletException)) throw error;
      response.getWriter().print(`refused: ${error.message}, ${describeCaller(request)}`);
    }
  }

  async #act(
    action: string,
    request: HttpServletRequest,
    response: HttpServletResponse,
  ): Promise<void> {
    if (action === '/fill') request.getSession().setAttribute('cart', 'books');
    if (action === '/login') {
      await request.login(request.getParameter('name') ?? '', request.getParameter('pw') ?? '');
    }
    if (action === '/logout') request.logout();
    if (action === '/invalidate') request.getSession().invalidate();
    if (action === '/authenticate') await request.authenticate(response);
  }
}

let site: Site;
let realm: TestRealm;
let visitor: Visitor;

beforeEach(async () => {
  realm = new TestRealm();
  site = await openSite({
    realm,
    servlets: { desk: { servlet: Desk, urlPatterns: ['/desk/*'] } },
  });
  visitor = site.visitor();
});

afterEach(() => site.close());

describe('request.login', () => {
  it('S2-26 keeps the session and what is in it, under another id (SES-213)', async () => {
    await visitor.get('/desk/fill');
    const before = visitor.cookie;
    const { text } = await visitor.get('/desk/login?name=ann&pw=secret');
    expect(text).toBe('ann NONE true books');
    expect(visitor.cookie).not.toBe(before);
    expect((await visitor.get('/desk/')).text).toBe('ann NONE true books');
  });

  it('makes the id of before worthless', async () => {
    await visitor.get('/desk/fill');
    const thief = site.visitor();
    thief.cookie = visitor.cookie;
    await visitor.get('/desk/login?name=ann&pw=secret');
    expect((await thief.get('/desk/')).text).toBe('  false no cart');
  });

  it('waits for a realm that looks the user up', async () => {
    await visitor.get('/desk/fill');
    const { text } = await visitor.get(
      `/desk/login?name=bob&pw=${encodeURIComponent('geheim:äöü')}`,
    );
    expect(text).toBe('bob NONE false books');
  });

  it('makes no session of its own: it is for one request where there is none (SES-216)', async () => {
    expect((await visitor.get('/desk/login?name=ann&pw=secret')).text).toBe(
      'ann NONE true no cart',
    );
    expect(visitor.cookie).toBeUndefined();
    expect((await visitor.get('/desk/')).text).toContain('false no cart');
  });

  it.each([
    ['a wrong password', 'ann', 'wrong'],
    ['no password', 'ann', ''],
    ['a wrong password, looked up', 'bob', 'wrong'],
    ['an unknown user', 'eve', 'secret'],
  ])('refuses %s, and changes nothing', async (_case, name, pw) => {
    await visitor.get('/desk/fill');
    const before = visitor.cookie;
    const { text } = await visitor.get(`/desk/login?name=${name}&pw=${pw}`);
    expect(text).toMatch(/^refused: Login failed, /);
    expect(visitor.cookie).toBe(before);
    expect((await visitor.get('/desk/')).text).not.toContain(name);
  });

  it('refuses somebody who has logged in', async () => {
    await visitor.get('/desk/fill');
    await visitor.get('/desk/login?name=ann&pw=secret');
    const { text } = await visitor.get('/desk/login?name=ann&pw=secret');
    expect(text).toBe('refused: This request has already been authenticated, ann NONE true books');
  });
});

describe('request.logout', () => {
  it('forgets the user and keeps the session, under the same id (SES-217)', async () => {
    await visitor.get('/desk/fill');
    await visitor.get('/desk/login?name=ann&pw=secret');
    const before = visitor.cookie;
    expect((await visitor.get('/desk/logout')).text).toBe('  false books');
    expect((await visitor.get('/desk/')).text).toBe('  false books');
    expect(visitor.cookie).toBe(before);
  });
});

describe('a login', () => {
  it('ends with the session', async () => {
    await visitor.get('/desk/fill');
    await visitor.get('/desk/login?name=ann&pw=secret');
    await visitor.get('/desk/invalidate');
    expect((await visitor.get('/desk/')).text).toBe('  false no cart');
  });

  it('ends when the realm does not know the user any more', async () => {
    await visitor.get('/desk/fill');
    await visitor.get('/desk/login?name=ann&pw=secret');
    realm.gone.add('ann');
    expect((await visitor.get('/desk/')).text).toBe('  false books');
  });
});

describe('request.authenticate', () => {
  it('answers with 403 where there is no way to ask', async () => {
    expect((await visitor.get('/desk/authenticate')).status).toBe(403);
  });
});

it('leaves nobody logged in who has as many sessions as are allowed', async () => {
  const strict = await openSite({
    realm: new TestRealm(),
    session: { maxSessionsPerPrincipal: { max: 1, onLimit: 'reject-new' } },
    servlets: { desk: { servlet: Desk, urlPatterns: ['/desk/*'] } },
  });
  const [first, second] = [strict.visitor(), strict.visitor()];
  for (const each of [first, second]) await each.get('/desk/fill');
  await first.get('/desk/login?name=ann&pw=secret');
  const { status } = await second.get('/desk/login?name=ann&pw=secret');
  const { text } = await second.get('/desk/');
  await strict.close();
  expect([status, text]).toEqual([409, '  false books']);
});
