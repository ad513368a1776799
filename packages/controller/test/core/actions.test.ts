import { afterEach, describe, expect, it } from '@jest/globals';

import {
  ActionError,
  AppConfig,
  type Constants,
  Controller,
  type ControllerClass,
  defineController,
  type Interceptor,
  type Interceptors,
  type InterceptorRef,
  type Invocation,
  type MaybePromise,
  type Routes,
} from '../../src/index.ts';
import { testApp } from '../../src/testing/index.ts';

interface Parts {
  readonly interceptors?: readonly InterceptorRef[];
  readonly constants?: (me: Constants) => void;
}

type Logged = [level: string, message: string, error: unknown];

let close: (() => Promise<void>) | undefined;
let logged: Logged[] = [];

afterEach(async () => {
  await close?.();
  close = undefined;
});

/** An application with one controller at `/c`. */
function appOf(type: ControllerClass, parts: Parts = {}): ReturnType<typeof testApp> {
  class Config extends AppConfig {
    override configConstant(me: Constants): void {
      me.setLog((level, message, error) => logged.push([level, message, error]));
      parts.constants?.(me);
    }
    override configInterceptor(me: Interceptors): void {
      for (const interceptor of parts.interceptors ?? []) me.add(interceptor);
    }
    override configRoute(me: Routes): void {
      me.add('/c', type);
    }
  }
  logged = [];
  const app = testApp(new Config());
  close = () => app.close();
  return app;
}

describe('Interceptors around an action', () => {
  class Noting implements Interceptor {
    readonly #name: string;
    readonly #notes: string[];
    constructor(name: string, notes: string[]) {
      this.#name = name;
      this.#notes = notes;
    }
    async intercept(inv: Invocation): Promise<void> {
      this.#notes.push(`${this.#name} before`);
      await inv.invoke();
      this.#notes.push(`${this.#name} after ${String(inv.getReturnValue())}`);
    }
  }
  class Inner extends Noting {}

  class Page extends Controller {
    static readonly actions = { later: {}, now: {} };
    async later(): Promise<string> {
      await Promise.resolve();
      this.renderText('later');
      return 'done';
    }
    now(): void {
      this.renderText('now');
    }
  }

  it('run from the outside in and back, and see what the action returns', async () => {
    const notes: string[] = [];
    const app = appOf(Page, { interceptors: [new Noting('a', notes), new Inner('b', notes)] });
    expect((await app.get('/c/later')).text).toBe('later');
    expect(notes).toEqual(['a before', 'b before', 'b after done', 'a after done']);
  });

  it('keep the action from running when they do not invoke', async () => {
    class Guard implements Interceptor {
      intercept(inv: Invocation): void {
        inv.getController().renderText(`no ${inv.getActionKey()} ${inv.getMethodName()}`);
      }
    }
    expect((await appOf(Page, { interceptors: [Guard] }).get('/c/now')).text).toBe('no /c/now now');
  });

  it('that do not wait for what they invoke are an error that says so', async () => {
    class Hasty implements Interceptor {
      intercept(inv: Invocation): MaybePromise<void> {
        void inv.invoke();
      }
    }
    const app = appOf(Page, { interceptors: [Hasty] });
    expect((await app.get('/c/now')).text).toBe('now');
    expect((await app.get('/c/later')).status).toBe(500);
    expect(String(logged[0]?.[2])).toContain('has not waited for what it invoked');
  });

  it('run the action once, however often they invoke', async () => {
    let runs = 0;
    class Counted extends Controller {
      static readonly actions = { index: {} };
      index(): void {
        runs += 1;
        this.renderText(String(runs));
      }
    }
    class Twice implements Interceptor {
      async intercept(inv: Invocation): Promise<void> {
        await inv.invoke();
        await inv.invoke();
      }
    }
    expect((await appOf(Counted, { interceptors: [Twice] }).get('/c')).text).toBe('1');
  });
});

describe('An action', () => {
  it('has a controller of its own for each request', async () => {
    class Counter extends Controller {
      static readonly actions = { index: {} };
      #count = 0;
      index(): void {
        this.#count += 1;
        this.renderText(String(this.#count));
      }
    }
    const app = appOf(Counter);
    expect((await app.get('/c')).text + (await app.get('/c')).text).toBe('11');
  });

  it('is answered by the last render that was set', async () => {
    class Last extends Controller {
      static readonly actions = { index: {} };
      index(): void {
        this.renderText('first');
        this.renderText('last');
      }
    }
    expect((await appOf(Last).get('/c')).text).toBe('last');
  });

  it('without render and without views is an error that names it', async () => {
    class Mute extends Controller {
      static readonly actions = { index: {} };
      index(): void {
        this.setAttr('a', 1);
      }
    }
    expect((await appOf(Mute).get('/c')).status).toBe(500);
    expect(logged[0]?.[1]).toBe('500 in Mute.index for GET /c');
  });

  it('without render gets its default view', async () => {
    class Viewed extends Controller {
      static readonly actions = { list: {} };
      list(): void {
        this.set('a', 1);
      }
    }
    const engine = {
      render: (view: string, model: Readonly<Record<string, unknown>>) =>
        `${view} ${String(model['a'])}`,
    };
    const app = appOf(Viewed, { constants: (me) => me.setViewEngine(engine) });
    expect((await app.get('/c/list')).text).toBe('/c/list.html 1');
  });

  it('of some HTTP methods answers 405 to others, and says which it knows', async () => {
    class Form extends Controller {
      static readonly actions = { save: { verbs: ['POST'] }, show: { verbs: ['GET'] } };
      save(): void {
        this.renderText('saved');
      }
      show(): void {
        this.renderText('shown');
      }
    }
    const app = appOf(Form);
    const refused = await app.get('/c/save');
    expect([refused.status, refused.headers.allow]).toEqual([405, 'POST']);
    expect((await app.post('/c/save')).text).toBe('saved');
    expect((await app.request('HEAD', '/c/show')).status).toBe(200);
  });

  it('cannot use its request in its constructor', async () => {
    class Early extends Controller {
      static readonly actions = { index: {} };
      readonly path: string = this.getControllerPath();
      index(): void {
        this.renderText('never');
      }
    }
    expect((await appOf(Early).get('/c')).status).toBe(500);
  });
});

describe('A forward', () => {
  class Chain extends Controller {
    static readonly actions = { index: {}, next: {}, self: {}, ping: {}, pong: {}, lost: {} };
    index(): void {
      this.setAttr('from', 'index').forwardAction('/c/next/5');
      this.setAttr('after', true);
    }
    next(): void {
      this.renderText(
        `${String(this.getAttr('from'))} ${String(this.getPara(0))} ${String(this.getAttr('after'))}`,
      );
    }
    self(): void {
      this.forwardAction('/c/self');
    }
    ping(): void {
      this.forwardAction('/c/pong');
    }
    pong(): void {
      this.forwardAction('/c/ping');
    }
    lost(): void {
      this.forwardAction('/nowhere/at/all');
    }
  }

  it('has another action go on with the request, after this one has returned', async () => {
    expect((await appOf(Chain).get('/c')).text).toBe('index 5 true');
  });

  it.each([
    ['to itself', '/c/self', 500],
    ['in a circle', '/c/ping', 500],
    ['to no action', '/c/lost', 404],
  ])('%s is an error', async (_, path, status) => {
    expect((await appOf(Chain).get(path)).status).toBe(status);
  });
});

describe('An action that fails', () => {
  class Failing extends Controller {
    static readonly actions = {
      now: {},
      later: {},
      own: {},
      teapot: {},
      server: {},
      error: { actionKey: '/c/e' },
    };
    now(): void {
      throw new Error('secret');
    }
    async later(): Promise<void> {
      await Promise.resolve();
      this.setSessionAttr('kept', true);
      throw new Error('secret');
    }
    own(): void {
      throw new ActionError(403, { message: 'secret' });
    }
    teapot(): void {
      throw Object.assign(new Error('secret'), { statusCode: 418 });
    }
    server(): void {
      throw Object.assign(new Error('secret'), { status: 503 });
    }
    error(): void {
      this.renderError(409);
    }
  }

  it.each([
    ['/c/now', 500, 'error'],
    ['/c/later', 500, 'error'],
    ['/c/own', 403, 'warn'],
    ['/c/teapot', 418, 'warn'],
    ['/c/server', 500, 'error'],
    ['/c/e', 409, 'warn'],
  ])('%s is answered with %i and noted as %s', async (path, status, level) => {
    const response = await appOf(Failing).get(path);
    expect([response.status, logged[0]?.[0]]).toEqual([status, level]);
    expect(response.text).not.toContain('secret');
  });

  it('keeps what it has put into the session', async () => {
    const app = appOf(Failing);
    await app.get('/c/later');
    expect(app.session()?.attributes).toEqual({ kept: true });
  });

  it('is answered with the page of the application', async () => {
    const app = appOf(Failing, { constants: (me) => me.setErrorHtmlContent(500, '<p>Sorry</p>') });
    expect((await app.get('/c/now')).text).toBe('<p>Sorry</p>');
  });

  it('is answered by the container when the page of the application fails, too', async () => {
    const engine = { render: () => Promise.reject(new Error('no view')) };
    const app = appOf(Failing, {
      constants: (me) => me.setViewEngine(engine).setErrorView(500, '/500.html'),
    });
    expect((await app.get('/c/now')).status).toBe(500);
    expect(logged.map(([, message]) => message)).toContain(
      'The answer for status 500 cannot be rendered',
    );
  });
});

describe('Fields that are injected', () => {
  it('are filled after the constructor, with one object for all', async () => {
    class Service {
      readonly made = {};
    }
    class Served extends Controller {
      readonly service!: Service;
      static readonly seen = new Set<unknown>();
      index(): void {
        Served.seen.add(this.service);
        this.renderText(String(this.service instanceof Service));
      }
    }
    defineController(Served, { actions: { index: {} }, inject: { service: Service } });
    const app = appOf(Served);
    expect((await app.get('/c')).text).toBe('true');
    await app.get('/c');
    expect(Served.seen.size).toBe(1);
  });
});
