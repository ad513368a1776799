import { describe, expect, it } from '@jest/globals';
import { IllegalStateException } from 'httpsession';
import {
  createServer,
  type Filter,
  type FilterChain,
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  type MaybePromise,
  UnavailableException,
  WebApplication,
  type WebApplicationOptions,
} from '../../src/index.ts';
import { saying, servletOf, serveApps, WebServer } from '../support/web-server.ts';

let told: string[] = [];

class Told extends HttpServlet {
  readonly #name: string;

  constructor(name: string) {
    super();
    this.#name = name;
  }

  override async init(): Promise<void> {
    await Promise.resolve();
    told.push(`init ${this.#name} ${this.getServletName()} ${String(this.getInitParameter('p'))}`);
  }

  override doGet(_request: HttpServletRequest, response: HttpServletResponse): void {
    response.getWriter().print(this.#name);
  }

  override destroy(): void {
    told.push(`destroy ${this.#name}`);
  }
}

class ToldFilter implements Filter {
  init(): void {
    told.push('init filter');
  }
  doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void> {
    return chain.doFilter(request, response);
  }
  destroy(): void {
    told.push('destroy filter');
  }
}

const contextListener = (name: string) => ({
  contextInitialized: async () => {
    await Promise.resolve();
    told.push(`context+ ${name}`);
  },
  contextDestroyed: () => void told.push(`context- ${name}`),
});

const failing = (what: string) => () => {
  throw new Error(`${what} is broken`);
};

function optionsOf(): WebApplicationOptions {
  return {
    initializers: [() => void told.push('initializer')],
    listeners: [
      contextListener('a'),
      contextListener('b'),
      { sessionDestroyed: () => void told.push('session-') },
    ],
    filters: { told: { filter: ToldFilter, urlPatterns: ['/*'] } },
    servlets: {
      lazy: { servlet: new Told('lazy'), urlPatterns: ['/lazy'], initParameters: { p: '1' } },
      second: { servlet: new Told('second'), loadOnStartup: 2 },
      first: { servlet: new Told('first'), loadOnStartup: 1 },
      session: {
        servlet: saying((request) => request.getSession().getId()),
        urlPatterns: ['/session'],
      },
    },
  };
}

describe('the life of an application', () => {
  it('SES-163 goes through all parts in order, and back', async () => {
    told = [];
    const app = new WebApplication(optionsOf());
    expect(app.state).toBe('new');
    expect(() => app.sessionManager).toThrow(IllegalStateException);
    await app.start();
    expect(app.state).toBe('started');
    const began = [
      ...['initializer', 'context+ a', 'context+ b', 'init filter'],
      ...['init first first null', 'init second second null'],
    ];
    expect(told).toEqual(began);
    const server = await serveApps(app);
    expect(await Promise.all([server.get('/lazy'), server.get('/lazy')])).toMatchObject([
      { body: 'lazy' },
      { body: 'lazy' },
    ]);
    await server.get('/session');
    expect(told).toEqual([...began, 'init lazy lazy 1']);
    told = [];
    await app.stop();
    expect(app.state).toBe('stopped');
    expect(told).toEqual([
      ...['destroy lazy', 'destroy second', 'destroy first', 'destroy filter'],
      ...['session-', 'context- b', 'context- a'],
    ]);
    await app.stop();
    expect(told).toHaveLength(7);
    expect((await server.get('/lazy')).status).toBe(503);
    await expect(app.start()).rejects.toBeInstanceOf(IllegalStateException);
  });

  it.each([
    ['initializer 0', { initializers: [failing('x')] }, []],
    [
      'contextInitialized',
      { listeners: [contextListener('a'), { contextInitialized: failing('x') }] },
      ['context+ a', 'context- a'],
    ],
    [
      'filter bad',
      {
        listeners: [contextListener('a')],
        filters: {
          told: { filter: ToldFilter, urlPatterns: ['/*'] },
          bad: { filter: Object.assign(new ToldFilter(), { init: failing('x') }) },
        },
      },
      ['context+ a', 'init filter', 'destroy filter', 'context- a'],
    ],
    [
      'servlet bad',
      {
        servlets: {
          good: { servlet: new Told('good'), loadOnStartup: 1 },
          bad: {
            servlet: Object.assign(new Told('bad'), { init: failing('x') }),
            loadOnStartup: 1,
          },
        },
      },
      ['init good good null', 'destroy good'],
    ],
  ])('that fails in %s says so, and undoes what was started', async (what, options, log) => {
    told = [];
    const app = new WebApplication(options);
    await expect(app.start()).rejects.toThrow(what);
    await expect(app.start()).rejects.toThrow('x is broken');
    await expect(app.start()).rejects.toMatchObject({ cause: { message: 'x is broken' } });
    expect(app.state).toBe('failed');
    expect(told).toEqual(log);
  });

  it('that fails to start is told by the server, whose requests get 503', async () => {
    const app = new WebApplication({ initializers: [failing('x')] });
    const errors: unknown[] = [];
    const server = new WebServer(createServer(app), [app]);
    server.server.on('error', (error) => errors.push(error));
    await server.listen();
    expect((await server.get('/')).status).toBe(503);
    expect(errors).toMatchObject([{ cause: { message: 'x is broken' } }]);
    await server.close();
  });

  it('that never finishes its start fails in time, says what it waits for, and stops what has started', async () => {
    const calls: string[] = [];
    let finish = (): void => undefined;
    const app = new WebApplication({
      startTimeout: 0.05,
      log: () => undefined,
      listeners: [
        {
          contextInitialized: () => void calls.push('first starts'),
          contextDestroyed: () => void calls.push('first stops'),
        },
        {
          contextInitialized: () => new Promise<void>((resolve) => (finish = resolve)),
          contextDestroyed: () => void calls.push('late stops'),
        },
        { contextInitialized: () => void calls.push('never') },
      ],
    });
    await expect(app.start()).rejects.toThrow(
      'The application has not started within 0.05 seconds (option startTimeout); ' +
        'it still waits for contextInitialized() of Object',
    );
    expect(app.state).toBe('failed');
    expect(calls).toEqual(['first starts', 'first stops']);
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toEqual(['first starts', 'first stops', 'late stops']);
  });

  it.each([-1, Number.NaN, 3_000_000])('refuses a start timeout of %p seconds', (startTimeout) => {
    expect(() => new WebApplication({ startTimeout })).toThrow('startTimeout');
  });

  it('that cannot stop everything stops the rest and names what failed', async () => {
    told = [];
    const app = new WebApplication({
      listeners: [contextListener('a'), { contextDestroyed: failing('b') }],
    });
    await app.start();
    await expect(app.stop()).rejects.toThrow('contextDestroyed() of Object failed: b is broken');
    expect(told).toEqual(['context+ a', 'context- a']);
  });

  it('waits with its end for requests that are worked at', async () => {
    told = [];
    let release: (() => void) | undefined;
    const servlet = servletOf(async (_request, response) => {
      await new Promise<void>((resolve) => (release = resolve));
      response.getWriter().print('done');
    });
    const app = new WebApplication({
      listeners: [contextListener('a')],
      servlets: { slow: { servlet, urlPatterns: ['/slow'] } },
    });
    const server = await serveApps(app);
    const answer = server.get('/slow');
    while (release === undefined) await new Promise((resolve) => setImmediate(resolve));
    const stopped = app.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual(['context+ a']);
    release();
    expect((await answer).body).toBe('done');
    await stopped;
    expect(told).toEqual(['context+ a', 'context- a']);
  });

  it('begins with a server, and its first requests wait for it', async () => {
    let go: (() => void) | undefined;
    const app = new WebApplication({
      initializers: [() => new Promise<void>((resolve) => (go = resolve))],
      servlets: { say: { servlet: saying(() => 'ok'), urlPatterns: ['/x'] } },
    });
    const server = await serveApps(app);
    const answer = server.get('/x');
    expect(app.state).toBe('starting');
    go?.();
    expect((await answer).body).toBe('ok');
  });
});

describe('a servlet that is unavailable', () => {
  const gone = (error: Error): WebApplicationOptions => ({
    log: () => undefined,
    servlets: {
      bad: {
        servlet: Object.assign(new Told('bad'), {
          init: () => {
            throw error;
          },
        }),
        urlPatterns: ['/bad'],
        loadOnStartup: 0,
      },
      good: { servlet: saying(() => 'ok'), urlPatterns: ['/good'] },
    },
  });

  it('for some time is answered with 503, and others go on', async () => {
    const server = await serveApps(new WebApplication(gone(new UnavailableException('later', 60))));
    const answer = await server.get('/bad');
    expect(answer.status).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(50);
    expect((await server.get('/good')).body).toBe('ok');
  });

  it('for ever is answered with 404', async () => {
    const server = await serveApps(new WebApplication(gone(new UnavailableException('never'))));
    expect((await server.get('/bad')).status).toBe(404);
  });

  it('says so in a request, too', async () => {
    let calls = 0;
    const servlet = servletOf(() => {
      calls += 1;
      throw new UnavailableException('later', 60);
    });
    const server = await serveApps(
      new WebApplication({
        log: () => undefined,
        servlets: { bad: { servlet, urlPatterns: ['/bad'] } },
      }),
    );
    expect((await server.get('/bad')).status).toBe(503);
    expect((await server.get('/bad')).status).toBe(503);
    expect(calls).toBe(1);
  });

  it('that failed to start is tried again', async () => {
    let isBroken = true;
    const servlet = Object.assign(
      servletOf((_request, response) => response.setStatus(204)),
      {
        init: () => {
          if (isBroken) throw new Error('not yet');
        },
      },
    );
    const errors: unknown[] = [];
    const server = await serveApps(
      new WebApplication({
        log: (_message, error) => errors.push(error),
        servlets: { late: { servlet, urlPatterns: ['/late'] } },
      }),
    );
    expect((await server.get('/late')).status).toBe(500);
    expect(String(errors[0])).toContain('init() of servlet late failed: not yet');
    isBroken = false;
    expect((await server.get('/late')).status).toBe(204);
  });
});
