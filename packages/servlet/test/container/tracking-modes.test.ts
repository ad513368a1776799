import { describe, expect, it } from '@jest/globals';
import {
  IllegalArgumentException,
  IllegalStateException,
  UnsupportedOperationException,
} from 'httpsession';
import {
  type ServletContext,
  WebApplication,
  type WebApplicationOptions,
} from '../../src/index.ts';
import { saying, serveApps } from '../support/web-server.ts';

type Act = (context: ServletContext) => unknown;

function listenerOf(act: Act): {
  contextInitialized(event: { getServletContext(): ServletContext }): void;
} {
  return {
    contextInitialized(event) {
      act(event.getServletContext());
    },
  };
}

/** Runs it in a declared context listener, in one that was added by code, or when all is started. */
async function during(
  when: 'declared' | 'added' | 'started',
  act: Act,
  options: WebApplicationOptions = {},
): Promise<WebApplication> {
  const app = new WebApplication({
    ...options,
    listeners: when === 'declared' ? [listenerOf(act)] : [],
    initializers: when === 'added' ? [(context) => context.addListener(listenerOf(act))] : [],
  });
  await app.start();
  try {
    if (when === 'started') act(app.context);
  } finally {
    await app.stop();
  }
  return app;
}

/** What it throws there. */
async function errorOf(when: 'declared' | 'added' | 'started', act: Act): Promise<unknown> {
  let thrown: unknown;
  await during(when, (context) => {
    try {
      act(context);
    } catch (error) {
      thrown = error;
    }
  });
  return thrown;
}

describe('session tracking modes of a context', () => {
  it('SES-113 a later set replaces an earlier one', async () => {
    const app = await during('declared', (context) => {
      context.setSessionTrackingModes(new Set(['URL']));
      context.setSessionTrackingModes(new Set(['COOKIE']));
    });
    expect([...app.context.getEffectiveSessionTrackingModes()]).toEqual(['COOKIE']);
  });

  it('SES-113 the modes that were set are those of requests', async () => {
    const server = await serveApps(
      new WebApplication({
        initializers: [(context) => context.setSessionTrackingModes(new Set(['URL']))],
        servlets: {
          say: {
            servlet: saying((request) => request.getSession().getId()),
            urlPatterns: ['/say'],
          },
        },
      }),
    );
    const first = await server.get('/say');
    expect(first.cookie).toBeUndefined();
    expect((await server.get(`/say;jsessionid=${first.body}`)).body).toBe(first.body);
    const withCookie = await server.get('/say', { cookie: `JSESSIONID=${first.body}` });
    expect(withCookie.body).not.toBe(first.body);
  });

  it('SES-114 cannot be set once the application has started', async () => {
    const act: Act = (context) => context.setSessionTrackingModes(new Set(['URL']));
    expect(await errorOf('started', act)).toBeInstanceOf(IllegalStateException);
    expect(await errorOf('declared', act)).toBeUndefined();
  });

  it.each([[['URL', 'SSL']], [['COOKIE', 'SSL']], [['URL', 'COOKIE', 'SSL']], [['SSL']]] as const)(
    'SES-115 are not %j',
    async (modes) => {
      const act: Act = (context) => context.setSessionTrackingModes(new Set(modes));
      expect(await errorOf('declared', act)).toBeInstanceOf(IllegalArgumentException);
    },
  );

  it('SES-115 are no other names', async () => {
    const act: Act = (context) => context.setSessionTrackingModes(new Set(['cookie'] as never[]));
    expect(await errorOf('declared', act)).toBeInstanceOf(IllegalArgumentException);
  });

  it('SES-116 are not for listeners that code added, whatever the modes', async () => {
    const act: Act = (context) => context.setSessionTrackingModes(new Set(['URL', 'SSL']));
    expect(await errorOf('added', act)).toBeInstanceOf(UnsupportedOperationException);
  });

  it('SES-117 SES-118 what the getters give belongs to the caller', async () => {
    const { context } = await during('declared', () => undefined, {
      session: { trackingModes: ['URL'] },
    });
    context.getDefaultSessionTrackingModes().add('SSL').delete('COOKIE');
    context.getEffectiveSessionTrackingModes().clear();
    expect([...context.getDefaultSessionTrackingModes()]).toEqual(['COOKIE']);
    expect([...context.getEffectiveSessionTrackingModes()]).toEqual(['URL']);
  });

  it('SES-118 in effect are the defaults where nothing was said', async () => {
    const { context } = await during('declared', () => undefined);
    expect(context.getEffectiveSessionTrackingModes()).toEqual(
      context.getDefaultSessionTrackingModes(),
    );
  });

  it('SES-119 can be read by listeners that code added', async () => {
    const read: unknown[] = [];
    await during('added', (context) => {
      read.push(...context.getDefaultSessionTrackingModes());
      read.push(...context.getEffectiveSessionTrackingModes());
    });
    expect(read).toEqual(['COOKIE', 'COOKIE']);
  });
});

describe('the session cookie of a context', () => {
  it('SES-122 is not for listeners that code added', async () => {
    const act: Act = (context) => context.getSessionCookieConfig();
    expect(await errorOf('added', act)).toBeInstanceOf(UnsupportedOperationException);
    expect(await errorOf('declared', act)).toBeUndefined();
    expect(await errorOf('started', act)).toBeUndefined();
  });

  it('SES-122 can be changed by a declared listener, and by nobody later', async () => {
    const server = await serveApps(
      new WebApplication({
        contextPath: '/shop',
        listeners: [listenerOf((context) => context.getSessionCookieConfig().setName('SID'))],
        servlets: {
          say: {
            servlet: saying((request) => {
              const config = request.getServletContext().getSessionCookieConfig();
              request.getSession();
              try {
                config.setMaxAge(5);
                return 'changed';
              } catch (error) {
                return error instanceof IllegalStateException ? 'refused' : 'other';
              }
            }),
            urlPatterns: ['/say'],
          },
        },
      }),
    );
    const answer = await server.get('/shop/say');
    expect(answer.cookie).toMatch(/^SID=/);
    expect(answer.headers['set-cookie']?.[0]).toContain('Path=/shop');
    expect(answer.body).toBe('refused');
  });
});

describe('the session timeout of a context', () => {
  it('SES-141 SES-142 is what was declared until it is set, and then that', async () => {
    const seen: number[] = [];
    const app = new WebApplication({
      session: { sessionTimeout: 54 },
      listeners: [
        listenerOf((context) => {
          seen.push(context.getSessionTimeout());
          context.setSessionTimeout(20);
          seen.push(context.getSessionTimeout());
        }),
      ],
      servlets: {
        say: {
          servlet: saying((request) => request.getSession().getMaxInactiveInterval()),
          urlPatterns: ['/say'],
        },
      },
    });
    const server = await serveApps(app);
    expect((await server.get('/say')).body).toBe('1200');
    expect(seen).toEqual([54, 20]);
    expect(app.context.getSessionTimeout()).toBe(20);
  });

  it.each([[0], [-5]])('SES-143 of %d minutes is no timeout', async (minutes) => {
    const server = await serveApps(
      new WebApplication({
        initializers: [(context) => context.setSessionTimeout(minutes)],
        servlets: {
          say: {
            servlet: saying((request) => request.getSession().getMaxInactiveInterval()),
            urlPatterns: ['/say'],
          },
        },
      }),
    );
    expect(Number((await server.get('/say')).body)).toBeLessThanOrEqual(0);
  });

  it('SES-144 can be set before the start, and by declared listeners only', async () => {
    const act: Act = (context) => context.setSessionTimeout(5);
    expect(await errorOf('started', act)).toBeInstanceOf(IllegalStateException);
    expect(await errorOf('added', act)).toBeInstanceOf(UnsupportedOperationException);
    expect(await errorOf('declared', act)).toBeUndefined();
    expect(await errorOf('declared', (context) => context.setSessionTimeout(1.5))).toBeInstanceOf(
      IllegalArgumentException,
    );
  });
});
