import { afterEach, describe, expect, it } from '@jest/globals';
import type { Principal, Realm } from '@httpsession/servlet';

import {
  type Constants,
  Controller,
  type ControllerClass,
  defineController,
  requireRole,
  requireSession,
  type ServerOptions,
  SessionAttr,
  type ViewEngine,
} from '../../src/index.ts';
import { controllerOf, LiveServer, SmallApplication } from '../support/live-server.ts';

let server: LiveServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function open(
  type: ControllerClass,
  options?: ServerOptions,
  constants?: (me: Constants) => void,
): Promise<LiveServer> {
  server = await LiveServer.open(new SmallApplication([type], constants), options);
  return server;
}

class Accounts extends Controller {
  login(): void {
    const name = this.get('name', '');
    this.loginAs({ name, roles: [name === 'root' ? 'admin' : 'reader'] });
    this.redirectBack('returnPath', '/accounts/me');
  }

  visit(): void {
    this.setSessionAttr('visits', 1).renderNull();
  }

  me(user: { readonly name: string }): void {
    this.renderText(`${user.name} ${String(this.getSessionAttr('visits'))}`);
  }

  admin(): void {
    this.renderText('admin');
  }

  logout(): void {
    this.logoutSession().redirect('/');
  }
}

interface Login {
  readonly roles: readonly string[];
}

defineController(Accounts, {
  path: '/accounts',
  actions: {
    login: { verbs: ['POST'] },
    visit: {},
    me: {
      before: [
        requireSession({ attribute: 'loginUser', redirect: '/login', returnPara: 'returnPath' }),
      ],
      args: [SessionAttr('loginUser')],
    },
    admin: {
      before: [
        requireRole('admin', {
          rolesOf: (c) =>
            (c.getSession(false)?.getAttribute('loginUser') as Login | null | undefined)?.roles ??
            null,
        }),
      ],
    },
    logout: { verbs: ['POST'] },
  },
});

describe('A login and a logout', () => {
  it('send strangers to the login and back, under an id that nobody knew, and end the session', async () => {
    const client = await open(Accounts);
    await client.get('/accounts/visit');
    const planted = client.cookies.get('JSESSIONID');
    const away = await client.get('/accounts/me?x=1');
    expect(away.headers.location).toBe('/login?returnPath=%2Faccounts%2Fme%3Fx%3D1');

    const form = { name: 'ada', returnPath: '/accounts/me?x=1' };
    const back = await client.post('/accounts/login', { form });
    expect([back.status, back.headers.location]).toEqual([302, '/accounts/me?x=1']);
    const own = client.cookies.get('JSESSIONID') ?? '';
    expect(own).not.toBe(planted);
    expect((await client.get('/accounts/me')).text).toBe('ada 1');

    // Who has planted the old id has nothing.
    client.cookies.set('JSESSIONID', planted ?? '');
    expect((await client.get('/accounts/me')).status).toBe(302);
    client.cookies.set('JSESSIONID', own);
    await client.post('/accounts/logout');
    client.cookies.set('JSESSIONID', own);
    expect((await client.get('/accounts/me')).status).toBe(302);
  });

  it('give roles: 401 to strangers, 403 to others, in to those who have one', async () => {
    const client = await open(Accounts);
    expect((await client.get('/accounts/admin')).status).toBe(401);
    await client.post('/accounts/login', { form: { name: 'ada' } });
    expect((await client.get('/accounts/admin')).status).toBe(403);
    await client.post('/accounts/login', { form: { name: 'root' } });
    expect((await client.get('/accounts/admin')).text).toBe('admin');
  });
});

const REALM: Realm = {
  authenticate(name, password): Principal | null {
    return password === 'secret' ? { getName: () => name } : null;
  },
  hasRole: (principal, role) => principal.getName() === 'root' && role === 'admin',
};

describe('The login of the container', () => {
  const type = controllerOf('/container', {
    enter: async (c) => {
      await c.getRequest().login(c.get('name', ''), 'secret');
      c.getSession();
      c.renderText(`${String(c.getUserPrincipal()?.getName())} ${String(c.isUserInRole('admin'))}`);
    },
    who: (c) => {
      c.renderText(`${String(c.getUserPrincipal()?.getName())} ${String(c.isUserInRole('admin'))}`);
    },
    admin: (c) => {
      c.renderText('admin');
    },
  });
  defineController(type, { actions: { admin: { before: [requireRole('admin')] } } });

  it('answers isUserInRole, and the guard of roles', async () => {
    const client = await open(type, { realm: REALM });
    expect((await client.get('/container/who')).text).toBe('undefined false');
    expect((await client.get('/container/admin')).status).toBe(401);
    expect((await client.get('/container/enter?name=ada')).text).toBe('ada false');
    expect((await client.get('/container/enter?name=root')).text).toBe('root true');
  });
});

describe('Flash', () => {
  it('survives exactly one redirect, and only at the page that it was meant for', async () => {
    const client = await open(
      controllerOf('/note', {
        save: (c) => {
          c.flash('message', 'Saved').redirect('/note/list');
        },
        list: (c) => {
          c.renderText(String(c.getFlash('message')));
        },
        other: (c) => {
          c.renderText(String(c.getFlash('message')));
        },
      }),
    );
    await client.post('/note/save');
    expect((await client.get('/note/other')).text).toBe('null');
    expect((await client.get('/note/list')).text).toBe('Saved');
    expect((await client.get('/note/list')).text).toBe('null');
  });
});

describe('A redirect behind a proxy that ends TLS', () => {
  it('stays on the scheme and the host of the client, which names neither: whatever fields say', async () => {
    const client = await open(controllerOf('/a', { index: (c) => c.redirect('/b') }));
    const headers = {
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Port': '8443',
      Host: 'evil.example',
    };
    expect((await client.get('/a', { headers })).headers.location).toBe('/b');
  });
});

describe('The view engine', () => {
  it('is any object that renders text', async () => {
    const engine: ViewEngine = {
      render: (view, model) => `${view} ${JSON.stringify(model)}`,
    };
    const type = controllerOf('/page', {
      show: (c) => {
        c.set('a', 1);
      },
    });
    const client = await open(type, {}, (me) => me.setViewEngine(engine).setViewExtension('txt'));
    const answer = await client.get('/page/show');
    expect(answer.headers['content-type']).toBe('text/html;charset=UTF-8');
    expect(answer.text).toMatch(/^\/page\/show\.txt .*"a":1/);
  });
});
