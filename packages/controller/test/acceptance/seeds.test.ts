import { afterEach, describe, expect, it } from '@jest/globals';
import { AmbientFilter } from '@httpsession/ambient';
import { response, session } from '@httpsession/ambient/http';
import type { ServerOptions } from '../../src/index.ts';

import { Controller, defineController } from '../../src/index.ts';
import { controllerOf, LiveServer, SmallApplication } from '../support/live-server.ts';

interface User {
  readonly name: string;
}

let server: LiveServer | undefined;
let lookUps = 0;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function open(type: new () => Controller, options?: ServerOptions): Promise<LiveServer> {
  server = await LiveServer.open(new SmallApplication([type]), options);
  return server;
}

function find(name: string | null): User | null {
  return name === 'ada' ? { name } : null;
}

async function lookUp(): Promise<User> {
  lookUps += 1;
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { name: 'Charmy' };
}

class LoginController extends Controller {
  login(): void {
    const loginUser = find(this.getPara('account'));
    if (loginUser !== null) {
      this.setSessionAttr('loginUser', loginUser);
      this.redirect('/main');
    } else this.redirect('/login');
  }

  who(): void {
    this.renderText(this.getLoggedInUser()?.name ?? 'nobody');
  }

  getLoggedInUser(): User | null {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-return -- without a cast: the point of it
    return this.getSessionAttr('loginUser');
  }
}
defineController(LoginController, { path: '/', actions: { login: {}, who: {} } });

describe('6. The examples that Java applications were written after', () => {
  it('S0-09 a login stores its user; one that fails makes no session', async () => {
    const client = await open(LoginController);
    const failed = await client.post('/login', { form: { account: 'eve' } });
    expect([failed.headers.location, failed.headers['set-cookie']]).toEqual(['/login', undefined]);
    const passed = await client.post('/login', { form: { account: 'ada' } });
    expect(passed.headers.location).toBe('/main');
    expect((await client.get('/who')).text).toBe('ada');
  });

  it('S0-14 a helper that reads the user needs no cast, and is no URL', async () => {
    const client = await open(LoginController);
    expect((await client.get('/getLoggedInUser')).status).toBe(404);
  });

  it('S2-30 S2-31 S2-32 S2-33 S2-34 S2-35 the ambient session writes what it has stored', async () => {
    const type = controllerOf('/sdk', {
      index: (c) => {
        session.setAttribute('attr1', 'value1');
        const attr: unknown = session.getAttribute('attr1');
        response.println(`[Attribute]: ${String(attr)}`);
        response.flush();
        response.close();
        c.renderNull();
      },
      again: (c) => {
        c.renderText(String(c.getSessionAttr('attr1')));
      },
    });
    const ambient = { filter: new AmbientFilter(), urlPatterns: ['/*'], asyncSupported: true };
    const client = await open(type, { filters: { ambient } });
    const answer = await client.get('/sdk');
    expect([answer.status, answer.text]).toEqual([200, '[Attribute]: value1\n']);
    expect(answer.headers['set-cookie']).toHaveLength(1);
    // Stored before the response ended.
    expect((await client.get('/sdk/again')).text).toBe('value1');
  });

  it('S3-40 two requests that look for the same user look it up once', async () => {
    const type = controllerOf('/user', {
      begin: (c) => {
        c.getSession();
        c.renderNull();
      },
      show: async (c) => {
        const user = await c.getSession().computeIfAbsent('user', lookUp);
        c.renderText((user as User).name);
      },
    });
    const client = await open(type);
    await client.get('/user/begin');
    lookUps = 0;
    const [one, two] = await Promise.all([client.get('/user/show'), client.get('/user/show')]);
    expect([one.text, two.text, lookUps]).toEqual(['Charmy', 'Charmy', 1]);
  });

  it('S4-22 S4-23 S4-24 S4-25 S4-26 a session is made, filled, read, emptied and ended', async () => {
    const type = controllerOf('/session', {
      index: (c) => {
        const own = c.getRequest().getSession();
        own.setAttribute('user', 'Charmy');
        const user = own.getAttribute('user') as string;
        own.removeAttribute('user');
        c.renderText(`${user} ${String(own.getAttribute('user'))}`);
      },
      logout: (c) => {
        c.getRequest().getSession().invalidate();
        c.renderText(c.getRequest().getSession(false) === null ? 'ended' : 'there');
      },
    });
    const client = await open(type);
    expect((await client.get('/session')).text).toBe('Charmy null');
    expect(client.cookies.size).toBe(1);
    expect((await client.get('/session/logout')).text).toBe('ended');
    expect(client.cookies.size).toBe(0);
  });
});
