// What JFinal's manual says about sessions in controllers, in TypeScript.
import { afterEach, describe, expect, it } from '@jest/globals';
import { expectTypeOf } from 'expect-type';
import type { HttpSession } from 'httpsession';

import { FakeClock } from '../../../../testing/fake-clock.ts';
import {
  AppConfig,
  type Constants,
  Controller,
  defineController,
  Inject,
  type Routes,
} from '../../src/index.ts';
import { routesOf, testApp, type TestApp } from '../../src/testing/index.ts';

class User {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  greeting(): string {
    return `hello ${this.name}`;
  }
}

class LoginService {
  login(name: string | null, password: string | null): User | null {
    return name === 'ada' && password === 'secret' ? new User(name) : null;
  }
}

class LoginController extends Controller<{ loginUser: User }> {
  @Inject(LoginService) private readonly loginService!: LoginService;

  login(): void {
    const user = this.loginService.login(this.getPara('name'), this.getPara('password'));
    if (user !== null) {
      this.setSessionAttr('loginUser', user);
    }
    this.renderNull();
  }

  home(): void {
    this.renderText(this.getLoggedInUser()?.greeting() ?? 'nobody');
  }

  five(): void {
    const session = this.getSession();
    session.setMaxInactiveInterval(300);
    this.renderNull();
  }

  private getLoggedInUser(): User | null {
    return this.getSessionAttr('loginUser');
  }
}
defineController(LoginController, { path: '/', actions: { login: {}, home: {}, five: {} } });

class Config extends AppConfig {
  readonly clock = new FakeClock();
  override configConstant(me: Constants): void {
    me.setSession({ clock: this.clock });
  }
  override configRoute(me: Routes): void {
    me.add(LoginController);
  }
}

const apps: TestApp[] = [];

function open(config: Config = new Config()): TestApp {
  const app = testApp(config);
  apps.push(app);
  return app;
}

afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

describe('The login of the manual', () => {
  const form = { name: 'ada', password: 'secret' };

  it('S0-04 S0-05 S0-08 S0-09 S0-10 S0-15 keeps the user for later requests', async () => {
    const app = open();
    expect((await app.get('/home')).text).toBe('nobody');
    await app.post('/login', { form });
    expect((await app.get('/home')).text).toBe('hello ada');
  });

  it('S0-09 makes no session when it fails', async () => {
    const app = open();
    const { headers, session } = await app.post('/login', { form: { ...form, password: 'x' } });
    expect([headers['set-cookie'], session]).toEqual([undefined, null]);
  });

  it('S0-11 S0-12 keeps the user as the object that it is, under loginUser', async () => {
    const app = open();
    const { session } = await app.post('/login', { form });
    expect(session?.attributes).toEqual({ loginUser: new User('ada') });
    expect(session?.attributes['loginUser']).toBeInstanceOf(User);
  });

  it('S0-13 reading makes no session', async () => {
    const { headers, session } = await open().get('/home');
    expect([headers['set-cookie'], session]).toEqual([undefined, null]);
  });

  it('S0-14 its helper needs no cast, and is no URL', async () => {
    expect([...routesOf(new Config()).keys()].sort()).toEqual(['/five', '/home', '/login']);
    expect((await open().get('/getLoggedInUser')).status).toBe(404);
  });

  it('S0-16 S0-19 S0-20 can set five minutes, which are over behind the 300th second', async () => {
    const config = new Config();
    const app = open(config);
    await app.post('/login', { form });
    await app.get('/five');
    config.clock.advance(299_000);
    expect((await app.get('/home')).text).toBe('hello ada');
    config.clock.advance(301_000);
    expect((await app.get('/home')).text).toBe('nobody');
  });
});

describe('The calls of the manual', () => {
  /** What runs in an action, with its controller. */
  async function inAction(run: (controller: Controller) => void): Promise<void> {
    class Probe extends Controller {
      index(): void {
        run(this);
        this.renderNull();
      }
    }
    defineController(Probe, { path: '/', actions: { index: {} } });
    class ProbeConfig extends Config {
      override configRoute(me: Routes): void {
        me.add(Probe);
      }
    }
    expect((await open(new ProbeConfig()).get('/')).status).toBe(200);
  }

  it('S0-06 S0-07 setSessionAttr keeps a value under a key, again in its place, and can be chained', () =>
    inAction((controller) => {
      const same = controller.setSessionAttr('a', 1).setSessionAttr('b', 2).setSessionAttr('a', 3);
      expect(same).toBe(controller);
      expect({ ...controller.getSession().attributes }).toEqual({ a: 3, b: 2 });
    }));

  it('S0-17 S0-18 getSession gives a session with all that the servlet API has', () =>
    inAction((controller) => {
      const session = controller.getSession();
      expectTypeOf(session).toEqualTypeOf<HttpSession>();
      // Of Servlet 6.1, and the five methods that 6.0 took away.
      const names: (keyof HttpSession)[] = [
        'getAccessor',
        'getAttribute',
        'getAttributeNames',
        'getCreationTime',
        'getId',
        'getLastAccessedTime',
        'getMaxInactiveInterval',
        'getServletContext',
        'getSessionContext',
        'getValue',
        'getValueNames',
        'invalidate',
        'isNew',
        'putValue',
        'removeAttribute',
        'removeValue',
        'setAttribute',
        'setMaxInactiveInterval',
      ];
      expect(names.filter((name) => typeof session[name] !== 'function')).toEqual([]);
    }));
});
