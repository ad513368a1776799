import { describe, expect, it } from '@jest/globals';
import { type Clock, type HttpSession, IllegalStateException } from 'httpsession';
import {
  type Filter,
  type HttpServlet,
  type HttpServletRequest,
  HttpServletRequestWrapper,
  type HttpServletResponse,
  HttpServletResponseWrapper,
  WebApplication,
  type WebApplicationOptions,
} from '../../src/index.ts';
import { saying, servletOf, serveApps, type WebServer } from '../support/web-server.ts';

/** A clock that only tests move. */
class StillClock implements Clock {
  at = 1_000_000;
  now(): number {
    return this.at;
  }
  monotonic(): number {
    return this.at;
  }
  after(): { cancel(): void } {
    return { cancel: () => undefined };
  }
  nextTurn(callback: () => void): { cancel(): void } {
    const immediate = setImmediate(callback);
    return { cancel: () => clearImmediate(immediate) };
  }
}

function serve(
  servlets: Readonly<Record<string, HttpServlet>>,
  options: WebApplicationOptions = {},
): Promise<WebServer> {
  return serveApps(
    new WebApplication({
      log: () => undefined,
      ...options,
      servlets: Object.fromEntries(
        Object.entries(servlets).map(([name, servlet]) => [
          name,
          { servlet, urlPatterns: [`/${name}`], asyncSupported: true },
        ]),
      ),
    }),
  );
}

const dispatcher = (request: HttpServletRequest, path: string) => {
  const found = request.getRequestDispatcher(path);
  if (found === null) throw new Error(`Nobody answers ${path}`);
  return found;
};

describe('the session in dispatches', () => {
  it('SES-010 is accessed once by a request, however often that is dispatched', async () => {
    const clock = new StillClock();
    const times: number[] = [];
    const note = (request: HttpServletRequest): void => {
      times.push(request.getSession().getLastAccessedTime());
      clock.at += 1000;
    };
    const server = await serve(
      {
        start: saying((request) => request.getSession().getId()),
        main: servletOf(async (request, response) => {
          note(request);
          await dispatcher(request, '/part').include(request, response);
          note(request);
          await dispatcher(request, '/part').forward(request, response);
          note(request);
        }),
        part: servletOf(note),
      },
      { session: { clock } },
    );
    const { cookie } = await server.get('/start');
    clock.at += 5000;
    await server.get('/main', { cookie });
    expect(times).toHaveLength(5);
    expect(new Set(times).size).toBe(1);
  });

  it('SES-194 is made in an include, as long as the response is not committed', async () => {
    const thrown: unknown[] = [];
    const server = await serve({
      before: servletOf((request, response) =>
        dispatcher(request, '/part').include(request, response),
      ),
      after: servletOf((request, response) => {
        response.getWriter().print('x');
        response.flushBuffer();
        return dispatcher(request, '/part').include(request, response);
      }),
      part: servletOf((request) => {
        try {
          request.getSession();
        } catch (error) {
          thrown.push(error);
        }
      }),
    });
    expect((await server.get('/before')).cookie).toMatch(/^JSESSIONID=/);
    expect(thrown).toEqual([]);
    expect((await server.get('/after')).cookie).toBeUndefined();
    expect(thrown).toEqual([expect.any(IllegalStateException)]);
  });

  it('SES-195 is the same in the target of a forward', async () => {
    const server = await serve({
      main: servletOf((request, response) => {
        request.getSession().setAttribute('who', 'main');
        return dispatcher(request, '/target').forward(request, response);
      }),
      target: saying((request) => request.getSession(false)?.getAttribute('who')),
    });
    expect((await server.get('/main')).body).toBe('main');
  });

  it('SES-196 is that of the failed request in its error page, which may make one', async () => {
    const server = await serve(
      {
        fails: servletOf((request) => {
          request.getSession().setAttribute('who', 'fails');
          throw new Error('broken');
        }),
        without: servletOf((_request, response) => response.sendError(404)),
        page: saying((request) => `page ${String(request.getSession().getAttribute('who'))}`),
      },
      { errorPages: { default: '/page' } },
    );
    const failed = await server.get('/fails');
    expect([failed.status, failed.body]).toEqual([500, 'page fails']);
    expect(failed.cookie).toMatch(/^JSESSIONID=/);
    const without = await server.get('/without');
    expect([without.status, without.body]).toEqual([404, 'page null']);
    expect(without.cookie).toMatch(/^JSESSIONID=/);
  });

  it('SES-197 is in use until an asynchronous request is complete', async () => {
    const clock = new StillClock();
    const server = await serve(
      {
        start: saying((request) => request.getSession().getId()),
        slow: servletOf((request, response) => {
          const session = request.getSession();
          session.setMaxInactiveInterval(1);
          const turn = request.startAsync();
          setImmediate(() => {
            clock.at += 3000;
            response.getWriter().print(String(isValid(session)));
            turn.complete();
          });
        }),
      },
      { session: { clock } },
    );
    const { cookie } = await server.get('/start');
    expect((await server.get('/slow', { cookie })).body).toBe('true');
  });
});

describe('wrappers', () => {
  const face = { getId: () => 'wrapped' } as unknown as HttpSession;

  class WithSession extends HttpServletRequestWrapper {
    override getSession(): HttpSession {
      return face;
    }
  }

  class WithPrefix extends HttpServletResponseWrapper {
    override encodeURL(url: string): string {
      return `prefix${super.encodeURL(url)}`;
    }
  }

  const wrapping: Filter = {
    doFilter: (request, response, chain) =>
      chain.doFilter(new WithSession(request), new WithPrefix(response)),
  };
  const part = saying((request) => request.getSession().getId());
  const main = (how: 'include' | 'forward'): HttpServlet =>
    servletOf((request, response) => dispatcher(request, '/part')[how](request, response));

  it('SES-092 SES-093 that a filter passes on are in force in servlets and dispatches', async () => {
    const server = await serve(
      { part, include: main('include'), forward: main('forward') },
      { filters: { wrapping: { filter: wrapping, urlPatterns: ['/*'] } } },
    );
    expect((await server.get('/part')).body).toBe('wrapped');
    expect((await server.get('/include')).body).toBe('wrapped');
    expect((await server.get('/forward')).body).toBe('wrapped');
  });

  it('SES-093 reach the next one as the very objects', async () => {
    const passed: unknown[] = [];
    const seen: unknown[] = [];
    const first: Filter = {
      doFilter: (request, response, chain) => {
        const wrapped = [new WithSession(request), new WithPrefix(response)] as const;
        passed.push(...wrapped);
        return chain.doFilter(...wrapped);
      },
    };
    const server = await serve(
      {
        say: servletOf((request: HttpServletRequest, response: HttpServletResponse) => {
          seen.push(request, response);
        }),
      },
      { filters: { first: { filter: first, urlPatterns: ['/say'] } } },
    );
    await server.get('/say');
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBe(passed[0]);
    expect(seen[1]).toBe(passed[1]);
  });

  it('SES-108 of responses change URLs, and pass on the rest', async () => {
    const server = await serve(
      {
        url: servletOf((_request, response) => {
          response.addHeader('X-Wrapped', 'yes');
          response.getWriter().print(response.encodeURL('/next'));
        }),
      },
      { filters: { wrapping: { filter: wrapping, servletNames: ['url'] } } },
    );
    const answer = await server.get('/url');
    expect(answer.body).toBe('prefix/next');
    expect(answer.headers['x-wrapped']).toBe('yes');
  });
});

function isValid(session: HttpSession): boolean {
  try {
    session.getAttribute('x');
    return true;
  } catch {
    return false;
  }
}
