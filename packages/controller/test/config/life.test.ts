import type { AddressInfo } from 'node:net';

import {
  createServer as createServletServer,
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  WebApplication,
} from '@httpsession/servlet';
import { describe, expect, it } from '@jest/globals';

import {
  AppConfig,
  Constants,
  Controller,
  ControllerFilter,
  createServer,
  type Engine,
  Handler,
  type Handlers,
  type Interceptors,
  type MaybePromise,
  type Plugin,
  type Plugins,
  type PluginOrder,
  type Routes,
} from '../../src/index.ts';
import { testApp } from '../../src/testing/index.ts';

class Page extends Controller {
  static readonly actions = { index: {} };
  index(): void {
    this.renderText('page');
  }
}

/** An application that notes what is called. */
class Noting extends AppConfig {
  readonly notes: string[] = [];
  readonly order: PluginOrder;

  constructor(order: PluginOrder = 3) {
    super();
    this.order = order;
  }

  override configConstant(me: Constants): void {
    this.notes.push('constant');
    me.setConfigPluginOrder(this.order).setLog((level, message) =>
      this.notes.push(`${level} ${message}`),
    );
  }
  override configInterceptor(me: Interceptors): void {
    this.notes.push(`interceptor ${String(me.list().length)}`);
  }
  override configRoute(me: Routes): void {
    this.notes.push('route');
    me.add('/p', Page);
  }
  override configEngine(me: Engine): void {
    this.notes.push(`engine ${typeof me.getViewEngine()}`);
  }
  override configHandler(me: Handlers): void {
    this.notes.push(`handler ${String(me.list().length)}`);
  }
  override configPlugin(me: Plugins): void {
    this.notes.push('plugin');
    me.add(this.plugin('a')).add(this.plugin('b'));
  }
  override onStart(): MaybePromise<void> {
    this.notes.push('onStart');
  }
  override onStop(): MaybePromise<void> {
    this.notes.push('onStop');
  }

  plugin(name: string): Plugin {
    return {
      start: async () => {
        await Promise.resolve();
        this.notes.push(`start ${name}`);
        return true;
      },
      stop: () => {
        this.notes.push(`stop ${name}`);
        return true;
      },
    };
  }
}

describe('The life of an application', () => {
  it('goes through its stages in order, and back', async () => {
    const config = new Noting();
    const app = testApp(config);
    expect((await app.get('/p')).text).toBe('page');
    await app.close();
    expect(config.notes).toEqual([
      'constant',
      'interceptor 0',
      'route',
      'plugin',
      'start a',
      'start b',
      'engine undefined',
      'handler 0',
      'onStart',
      'onStop',
      'stop b',
      'stop a',
    ]);
  });

  it.each<[PluginOrder, string]>([
    [1, 'constant'],
    [2, 'interceptor 0'],
    [3, 'route'],
    [4, 'engine undefined'],
    [5, 'handler 0'],
  ])('with the plug-in order %i configures plug-ins after: %s', async (order, before) => {
    const config = new Noting(order);
    const app = testApp(config);
    await app.get('/p');
    await app.close();
    expect(config.notes[config.notes.indexOf('plugin') - 1]).toBe(before);
  });

  it('stops the plug-ins that run when another one does not start', async () => {
    class Broken extends Noting {
      override configPlugin(me: Plugins): void {
        me.add(this.plugin('a')).add({ start: () => Promise.resolve(false), stop: () => true });
      }
    }
    const config = new Broken();
    const app = testApp(config);
    expect((await app.get('/p')).status).toBe(503);
    expect(config.notes.slice(-2)).toEqual(['start a', 'stop a']);
  });

  it('does not begin with routes that cannot work', () => {
    class Wrong extends AppConfig {
      override configRoute(me: Routes): void {
        me.add('/p', Page).add('/p', Page);
      }
    }
    expect(() => createServer(new Wrong())).toThrow(
      'Page.index: answers /p, and so does Page.index',
    );
  });
});

describe('A filter of controllers', () => {
  it('refuses settings of sessions that it cannot make true', () => {
    class Named extends AppConfig {
      override configConstant(me: Constants): void {
        me.setSession({ sessionTimeout: 5 });
      }
      override configRoute(me: Routes): void {
        me.add('/p', Page);
      }
    }
    expect(() => new ControllerFilter(new Named()).init()).toThrow('option `session`');
  });

  it('serves actions, and passes on what is none', async () => {
    class Behind extends HttpServlet {
      override doGet(_: HttpServletRequest, response: HttpServletResponse): void {
        response.getWriter().write('servlet');
      }
    }
    const app = new WebApplication({
      filters: { controllers: { filter: new ControllerFilter(new Noting()), urlPatterns: ['/*'] } },
      servlets: { behind: { servlet: Behind, urlPatterns: ['*.do'] } },
    });
    const server = createServletServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const texts = ['/p', '/x.do'].map(async (path) => {
      const response = await fetch(`http://127.0.0.1:${String(port)}${path}`);
      return response.text();
    });
    expect(await Promise.all(texts)).toEqual(['page', 'servlet']);
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('Handlers', () => {
  class Suffix extends Handler {
    override handle(
      target: string,
      request: HttpServletRequest,
      response: HttpServletResponse,
    ): MaybePromise<boolean> {
      if (target === '/stop') {
        response.setStatus(204);
        return true;
      }
      const cut = target.endsWith('.html') ? target.slice(0, -5) : target;
      return this.next.handle(cut, request, response);
    }
  }
  class Handled extends AppConfig {
    override configRoute(me: Routes): void {
      me.add('/p', Page);
    }
    override configHandler(me: Handlers): void {
      me.add(new Suffix());
    }
  }

  it('answer themselves, or pass on another target', async () => {
    const app = testApp(new Handled());
    expect((await app.get('/stop')).status).toBe(204);
    expect((await app.get('/p.html')).text).toBe('page');
    await app.close();
  });
});

describe('Constants', () => {
  it.each<[string, (me: Constants) => unknown]>([
    ['a separator with a slash', (me) => me.setUrlParaSeparator('/')],
    ['an empty separator', (me) => me.setUrlParaSeparator('')],
    ['a blank encoding', (me) => me.setEncoding(' ')],
    ['a body of no size', (me) => me.setMaxPostSize(0)],
    ['an error page for a success', (me) => me.setErrorView(200, '/x.html')],
    ['a plug-in order that there is not', (me) => me.setConfigPluginOrder(6 as PluginOrder)],
  ])('refuse %s', (_, set) => {
    expect(() => set(new Constants())).toThrow('CONTROLLER_CONFIG');
  });

  it('say how sessions are kept', async () => {
    class Counting extends Controller {
      static readonly actions = { index: {} };
      index(): void {
        this.getSession();
        this.renderNull();
      }
    }
    class Named extends AppConfig {
      override configConstant(me: Constants): void {
        me.setSession({ cookie: { name: 'SID' } });
      }
      override configRoute(me: Routes): void {
        me.add('/', Counting);
      }
    }
    const app = testApp(new Named());
    const response = await app.get('/');
    await app.close();
    expect(response.headers['set-cookie']?.[0]).toMatch(/^SID=/);
  });
});
