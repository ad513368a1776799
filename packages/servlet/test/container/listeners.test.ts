import { describe, expect, it } from '@jest/globals';
import {
  IllegalArgumentException,
  IllegalStateException,
  UnsupportedOperationException,
} from 'httpsession';
import {
  type ServletContext,
  type ServletContextAttributeEvent,
  type ServletContextEvent,
  type ServletRequestAttributeEvent,
  type ServletRequestEvent,
  WebApplication,
} from '../../src/index.ts';
import { saying, servletOf, serveApps } from '../support/web-server.ts';

/** What listeners were told, in order. */
let told: string[] = [];

class Declared {
  constructor() {
    told.push('new Declared');
  }
  sessionCreated(): void {
    told.push('Declared.created');
  }
}

class Everything {
  sessionCreated(): void {
    told.push('created');
  }
  sessionIdChanged(): void {
    told.push('idChanged');
  }
  attributeAdded(): void {
    told.push('added');
  }
}

class OnlyBinding {
  valueBound(): void {
    told.push('bound');
  }
}

const session = {
  servlet: servletOf((request, response) => {
    request.getSession().setAttribute('a', 1);
    request.changeSessionId();
    response.getWriter().print('ok');
  }),
  urlPatterns: ['/session'],
};

async function during(
  when: 'initializer' | 'declared' | 'added' | 'started',
  act: (context: ServletContext) => void,
): Promise<unknown> {
  let thrown: unknown;
  const attempt = (context: ServletContext): void => {
    try {
      act(context);
    } catch (error) {
      thrown = error;
    }
  };
  const listener = {
    contextInitialized: (event: ServletContextEvent) => attempt(event.getServletContext()),
  };
  const app = new WebApplication({
    listeners: when === 'declared' ? [listener] : [],
    initializers: [
      (context) => {
        if (when === 'initializer') attempt(context);
        if (when === 'added') context.addListener(listener);
      },
    ],
  });
  await app.start();
  if (when === 'started') attempt(app.context);
  await app.stop();
  return thrown;
}

describe('registered listeners', () => {
  it('SES-147 SES-149 SES-152 of every way and kind are told, the declared ones first', async () => {
    told = [];
    const server = await serveApps(
      new WebApplication({
        listeners: [Declared],
        classes: [Everything],
        initializers: [
          (context) => {
            context.addListener('com.example.Everything');
            context.addListener({ sessionCreated: () => told.push('instance') });
            context.addListener(context.createListener(Everything));
          },
        ],
        servlets: { session },
      }),
    );
    expect((await server.get('/session')).body).toBe('ok');
    expect(told).toEqual([
      'new Declared',
      ...['Declared.created', 'created', 'instance', 'created'],
      ...['added', 'added', 'idChanged', 'idChanged'],
    ]);
  });

  it('SES-157 are made once, before the first request', async () => {
    told = [];
    const server = await serveApps(
      new WebApplication({ listeners: [Declared], servlets: { session } }),
    );
    expect(told).toEqual(['new Declared']);
    await server.get('/session');
    await server.get('/session');
    expect(told.filter((line) => line === 'new Declared')).toHaveLength(1);
  });

  it('SES-150 have at least one method that can be registered', async () => {
    const added = await during('declared', (context) => context.addListener(OnlyBinding as never));
    expect(added).toBeInstanceOf(IllegalArgumentException);
    const made = await during('declared', (context) => {
      context.createListener(OnlyBinding as never);
    });
    expect(made).toBeInstanceOf(IllegalArgumentException);
    const unknown = await during('declared', (context) => context.addListener('com.example.None'));
    expect(unknown).toBeInstanceOf(IllegalArgumentException);
  });

  it('SES-151 can be added before the start, and not by listeners that code added', async () => {
    const add = (context: ServletContext): void => context.addListener(Everything);
    expect(await during('initializer', add)).toBeUndefined();
    expect(await during('declared', add)).toBeUndefined();
    expect(await during('started', add)).toBeInstanceOf(IllegalStateException);
    expect(await during('added', add)).toBeInstanceOf(UnsupportedOperationException);
  });

  it('SES-151 of contexts come too late when contexts are being told', async () => {
    const add = (context: ServletContext): void =>
      context.addListener({ contextInitialized: () => undefined });
    expect(await during('declared', add)).toBeInstanceOf(IllegalArgumentException);
    expect(await during('initializer', add)).toBeUndefined();
  });

  it('of requests are told in order and in reverse order', async () => {
    told = [];
    const named = (name: string) => ({
      requestInitialized: (event: ServletRequestEvent) =>
        void told.push(`${name}+ ${event.getServletRequest().getRequestURI()}`),
      requestDestroyed: () => void told.push(`${name}-`),
    });
    const server = await serveApps(
      new WebApplication({
        listeners: [named('a'), named('b')],
        servlets: { say: { servlet: saying(() => told.push('servlet')), urlPatterns: ['/x'] } },
      }),
    );
    await server.get('/x');
    expect(told).toEqual(['a+ /x', 'b+ /x', 'servlet', 'b-', 'a-']);
  });

  it('of attributes are told of those of sessions, unless they name others', async () => {
    told = [];
    const log = (event: { getName(): string; getValue(): unknown }): void =>
      void told.push(`${event.constructor.name} ${event.getName()} ${String(event.getValue())}`);
    const server = await serveApps(
      new WebApplication({
        listeners: [
          { attributeAdded: log },
          {
            listensTo: ['ServletContextAttributeListener'],
            attributeAdded: (event: ServletContextAttributeEvent) => log(event),
            attributeReplaced: (event: ServletContextAttributeEvent) => log(event),
            attributeRemoved: (event: ServletContextAttributeEvent) => log(event),
          },
          {
            listensTo: ['ServletRequestAttributeListener'],
            attributeAdded: (event: ServletRequestAttributeEvent) => log(event),
          },
        ],
        servlets: {
          set: {
            servlet: servletOf((request) => {
              request.setAttribute('r', 1);
              request.getSession().setAttribute('s', 2);
              const context = request.getServletContext();
              context.setAttribute('c', 3);
              context.setAttribute('c', 4);
              context.removeAttribute('c');
              context.removeAttribute('c');
            }),
            urlPatterns: ['/set'],
          },
        },
      }),
    );
    await server.get('/set');
    expect(told).toEqual([
      'ServletRequestAttributeEvent r 1',
      'HttpSessionBindingEvent s 2',
      'ServletContextAttributeEvent c 3',
      'ServletContextAttributeEvent c 3',
      'ServletContextAttributeEvent c 4',
    ]);
  });

  it('that throw keep neither the request nor each other from going on', async () => {
    told = [];
    const reported: unknown[] = [];
    const broken = {
      requestInitialized: () => {
        throw new Error('broken');
      },
    };
    const server = await serveApps(
      new WebApplication({
        listeners: [broken, { requestInitialized: () => void told.push('other') }],
        log: (_message, error) => reported.push(error),
        servlets: { say: { servlet: saying(() => 'ok'), urlPatterns: ['/x'] } },
      }),
    );
    expect((await server.get('/x')).body).toBe('ok');
    expect(told).toEqual(['other']);
    expect(reported).toEqual([new Error('broken')]);
  });
});
