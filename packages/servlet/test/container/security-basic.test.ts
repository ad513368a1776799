import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpServlet, type HttpServletRequest, type HttpServletResponse } from '../../src/index.ts';
import { openSite, type Site, TestRealm, type Visitor } from '../support/visitor.ts';

class Desk extends HttpServlet {
  override async doGet(request: HttpServletRequest, response: HttpServletResponse): Promise<void> {
    if (request.getPathInfo() === '/fill') request.getSession();
    if (request.getPathInfo() === '/ask' && !(await request.authenticate(response))) return;
    response.getWriter().print(`${request.getRemoteUser()} ${request.getAuthType()}`);
  }
}

let site: Site;
let visitor: Visitor;

beforeEach(async () => {
  site = await openSite({
    realm: new TestRealm(),
    servlets: {
      desk: { servlet: Desk, urlPatterns: ['/desk/*'] },
      open: { servlet: Desk, urlPatterns: ['/open/*'] },
    },
    security: {
      loginConfig: { authMethod: 'BASIC', realmName: 'The "shop"' },
      constraints: [{ resources: [{ urlPatterns: ['/desk/*'] }], roles: ['**'] }],
    },
  });
  visitor = site.visitor();
});

afterEach(() => site.close());

const sends = (text: string, scheme = 'Basic') => ({
  Authorization: `${scheme} ${Buffer.from(text).toString('base64')}`,
});

describe('BASIC', () => {
  it('has the browser ask its user', async () => {
    const { status, headers } = await visitor.get('/desk/');
    expect(status).toBe(401);
    expect(headers.get('WWW-Authenticate')).toBe('Basic realm="The \\"shop\\"", charset="UTF-8"');
  });

  it.each([
    ['ann:secret', 'Basic', 'ann'],
    ['ann:secret', 'bAsIc', 'ann'],
    ['bob:geheim:äöü', 'Basic', 'bob'],
  ])('lets %s in, by the scheme %s', async (text, scheme, name) => {
    expect((await visitor.get('/desk/', sends(text, scheme))).text).toBe(`${name} BASIC`);
  });

  it.each([
    ['a wrong password', sends('ann:wrong')],
    ['no colon', sends('ann')],
    ['another scheme', sends('ann:secret', 'Bearer')],
    ['nothing', { Authorization: 'Basic' }],
    ['what is not Base64', { Authorization: 'Basic %%%' }],
  ])('does not let in one who sends %s', async (_case, headers) => {
    expect((await visitor.get('/desk/', headers)).status).toBe(401);
  });

  it('makes no session, and gives one that is there another id (SES-213, SES-216)', async () => {
    await visitor.get('/desk/', sends('ann:secret'));
    expect(visitor.cookie).toBeUndefined();
    await visitor.get('/open/fill');
    const before = visitor.cookie;
    await visitor.get('/desk/', sends('ann:secret'));
    expect(visitor.cookie).not.toBe(before);
    expect((await visitor.get('/desk/')).text).toBe('ann BASIC');
  });

  it('can be asked for by a servlet', async () => {
    expect((await visitor.get('/open/')).text).toBe('null null');
    expect((await visitor.get('/open/ask')).status).toBe(401);
    expect((await visitor.get('/open/ask', sends('ann:secret'))).text).toBe('ann BASIC');
  });
});

it('lets nobody in where there are no users', async () => {
  const empty = await openSite({
    servlets: { desk: { servlet: Desk, urlPatterns: ['/*'] } },
    security: {
      loginConfig: { authMethod: 'BASIC' },
      constraints: [{ resources: [{ urlPatterns: ['/*'] }], roles: ['**'] }],
    },
  });
  const { status } = await empty.visitor().get('/', sends('ann:secret'));
  await empty.close();
  expect(status).toBe(500);
});
