import { describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AsyncContext,
  type AsyncEvent,
  type AsyncListener,
  HttpServletRequestWrapper,
  type HttpServletRequest,
  type HttpServletResponse,
} from '../../src/index.ts';
import { deferred } from '../support/deferred.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { filterOf, openSite, Site } from './site.ts';

/** A listener that notes what it is told. */
function noting(events: string[], extra: AsyncListener = {}): AsyncListener {
  const note =
    (name: keyof AsyncListener) =>
    (event: AsyncEvent): ReturnType<NonNullable<AsyncListener['onComplete']>> => {
      const throwable = event.getThrowable();
      events.push(throwable instanceof Error ? `${name} ${throwable.toString()}` : name);
      return extra[name]?.(event);
    };
  return {
    onComplete: note('onComplete'),
    onTimeout: note('onTimeout'),
    onError: note('onError'),
    onStartAsync: note('onStartAsync'),
  };
}

describe('an asynchronous answer', () => {
  test('stays open after the servlet has returned, until complete()', async () => {
    const order: string[] = [];
    const site = await openSite({
      filters: {
        around: filterOf(['REQUEST'], async (request, response, chain) => {
          await chain.doFilter(request, response);
          order.push('filter done');
        }),
      },
      handlers: {
        '/slow': (request, response) => {
          const context = request.startAsync();
          setTimeout(() => {
            order.push('written');
            response.getWriter().print('late');
            context.complete();
          }, 20);
        },
      },
    });

    const answer = await site.get('/slow');

    expect(answer.status).toBe(200);
    expect(answer.body).toBe('late');
    expect(order).toEqual(['filter done', 'written']);
  });

  test('may be complete before the servlet returns', async () => {
    const site = await openSite({
      handlers: {
        '/quick': (request, response) => {
          const context = request.startAsync();
          response.getWriter().print('at once');
          context.complete();
        },
      },
    });

    expect((await site.get('/quick')).body).toBe('at once');
  });

  test('sends what is flushed meanwhile', async () => {
    const second = deferred<undefined>();
    const site = await openSite({
      handlers: {
        '/stream': (request, response) => {
          const context = request.startAsync();
          response.getWriter().print('one ');
          response.flushBuffer();
          void second.promise.then(() => {
            response.getWriter().print('two');
            context.complete();
          });
        },
      },
    });
    const answer = site.get('/stream');
    await delay(20);
    second.resolve(undefined);

    expect((await answer).body).toBe('one two');
  });

  test('keeps its session in use, so that it does not run out (SES-197)', async () => {
    const clock = new FakeClock();
    const seen: unknown[] = [];
    const site = await openSite({
      session: { clock },
      handlers: {
        '/slow': (request) => {
          const session = request.getSession();
          session.setMaxInactiveInterval(1);
          const context = request.startAsync();
          setTimeout(() => {
            clock.advance(3_000);
            session.setAttribute('late', 'yes');
            seen.push(session.getAttribute('late'), request.getSession(false) === session);
            context.complete();
          }, 5);
        },
        '/again': (request, response) => {
          response.getWriter().print(String(request.getSession(false)?.getAttribute('late')));
        },
      },
    });

    const lines = [`Cookie: ${Site.cookieOf(await site.get('/slow'))}`];

    expect(seen).toEqual(['yes', true]);
    expect((await site.get('/again', { lines })).body).toBe('yes');
    clock.advance(3_000);
    expect((await site.get('/again', { lines })).body).toBe('undefined');
  });

  test('answers sendError with the error page', async () => {
    const site = await openSite({
      errorPages: { 409: '/page' },
      handlers: {
        '/slow': (request, response) => {
          const context = request.startAsync();
          setTimeout(() => {
            response.sendError(409);
            context.complete();
          }, 5);
        },
        '/page': (_request, response) => response.getWriter().print('the page'),
      },
    });

    const answer = await site.get('/slow');

    expect(answer.status).toBe(409);
    expect(answer.body).toBe('the page');
  });

  test('must be supported by all on the way', async () => {
    const failures: unknown[] = [];
    const site = await openSite({
      filters: {
        old: {
          filter: { doFilter: (request, response, chain) => chain.doFilter(request, response) },
          urlPatterns: ['/*'],
        },
      },
      handlers: {
        '/slow': (request) => {
          try {
            request.startAsync();
          } catch (error) {
            failures.push(error);
          }
        },
      },
    });

    await site.get('/slow');

    expect(String(failures[0])).toMatch(/asyncSupported/);
  });
});

describe('a dispatch', () => {
  test('goes to a path of the application, which says where the request was', async () => {
    const site = await openSite({
      contextPath: '/shop',
      handlers: {
        '/from/*': (request) => {
          const context = request.startAsync();
          setTimeout(() => context.dispatch('/to?b=2'), 5);
        },
        '/to': (request, response) => {
          response
            .getWriter()
            .print(
              JSON.stringify([
                request.getDispatcherType(),
                request.getServletPath(),
                request.getParameter('a'),
                request.getParameter('b'),
                request.isAsyncStarted(),
                request.getAttribute(AsyncContext.ASYNC_REQUEST_URI),
                request.getAttribute(AsyncContext.ASYNC_CONTEXT_PATH),
                request.getAttribute(AsyncContext.ASYNC_SERVLET_PATH),
                request.getAttribute(AsyncContext.ASYNC_PATH_INFO),
                request.getAttribute(AsyncContext.ASYNC_QUERY_STRING),
              ]),
            );
        },
      },
    });

    expect(JSON.parse((await site.get('/shop/from/x?a=1')).body)).toEqual([
      'ASYNC',
      '/to',
      '1',
      '2',
      false,
      '/shop/from/x',
      '/shop',
      '/from',
      '/x',
      'a=1',
    ]);
  });

  test('without a path comes back to the same servlet', async () => {
    const site = await openSite({
      contextPath: '/shop',
      handlers: {
        '/a%20b': (_request, response) => response.sendError(500),
        '/poll/*': (request, response) => {
          if (request.getDispatcherType() === 'ASYNC') {
            response.getWriter().print(`${request.getPathInfo()} ${request.getParameter('a')}`);
            return;
          }
          const context = request.startAsync();
          setTimeout(() => context.dispatch(), 5);
        },
      },
    });

    expect((await site.get('/shop/poll/x%20y?a=1')).body).toBe('/x y 1');
  });

  test('that is called before the servlet returns waits for its return', async () => {
    const order: string[] = [];
    const site = await openSite({
      handlers: {
        '/from': (request) => {
          request.startAsync().dispatch('/to');
          order.push('returned');
        },
        '/to': () => {
          order.push('target');
        },
      },
    });

    await site.get('/from');

    expect(order).toEqual(['returned', 'target']);
  });

  test('runs the filters that are mapped to ASYNC', async () => {
    const ran: string[] = [];
    const site = await openSite({
      filters: {
        asyncs: filterOf(['ASYNC'], (request, response, chain) => {
          ran.push(request.getServletPath());
          return chain.doFilter(request, response);
        }),
      },
      handlers: {
        '/from': (request) => request.startAsync().dispatch('/to'),
        '/to': () => undefined,
      },
    });

    await site.get('/from');

    expect(ran).toEqual(['/to']);
  });

  test('passes what startAsync was given', async () => {
    let passed: HttpServletRequest | undefined;
    const seen: unknown[] = [];
    const site = await openSite({
      handlers: {
        '/from': (request, response) => {
          passed = new HttpServletRequestWrapper(request);
          const context = request.startAsync(passed, response);
          seen.push(context.hasOriginalRequestAndResponse(), context.getRequest() === passed);
          context.dispatch('/to');
        },
        '/to': (request) => {
          seen.push(request === passed, request.getServletPath());
        },
      },
    });

    await site.get('/from');

    expect(seen).toEqual([false, true, true, '/to']);
  });

  test('may begin another turn, as often as one likes', async () => {
    const turns = 250;
    const site = await openSite({
      handlers: {
        '/poll': (request, response) => {
          const turn = Number(request.getAttribute('turn') ?? 0) + 1;
          request.setAttribute('turn', turn);
          if (turn <= turns) {
            request.startAsync(request, response).dispatch('/poll');
            return;
          }
          response
            .getWriter()
            .print(`${turn} ${String(request.getAttribute(AsyncContext.ASYNC_SERVLET_PATH))}`);
        },
      },
    });

    expect((await site.get('/poll')).body).toBe(`${turns + 1} /poll`);
  });

  test('happens once, and to a path that is there', async () => {
    const failures: unknown[] = [];
    const attempt = (call: () => void): void => {
      try {
        call();
      } catch (error) {
        failures.push((error as Error).name);
      }
    };
    let context: AsyncContext | undefined;
    const site = await openSite({
      handlers: {
        '/from': (request) => {
          context = request.startAsync();
          attempt(() => context?.dispatch('/../up'));
          context.dispatch('/to');
          attempt(() => context?.dispatch('/to'));
          attempt(() => context?.complete());
        },
        '/to': () => attempt(() => context?.complete()),
      },
    });

    await site.get('/from');
    attempt(() => context?.complete());
    attempt(() => context?.getRequest());
    attempt(() => context?.addListener({}));

    expect(failures).toEqual(Array.from({ length: 7 }, () => 'IllegalStateException'));
  });
});

describe('time', () => {
  test('is 30 seconds, and what is set', async () => {
    const seen: number[] = [];
    const site = await openSite({
      handlers: {
        '/a': (request) => {
          const context = request.startAsync();
          seen.push(context.getTimeout());
          context.setTimeout(0);
          seen.push(context.getTimeout());
          context.complete();
        },
      },
    });

    await site.get('/a');

    expect(seen).toEqual([30_000, 0]);
  });

  test('that runs out is an error, unless a listener says how to go on', async () => {
    const events: string[] = [];
    const site = await openSite({
      errorPages: { default: '/page' },
      handlers: {
        '/nobody': (request) => {
          const context = request.startAsync();
          context.setTimeout(5);
          context.addListener(noting(events));
        },
        '/completes': (request, response) => {
          const context = request.startAsync();
          context.setTimeout(5);
          context.addListener({
            onTimeout: async (event) => {
              await delay(1);
              response.getWriter().print('too late');
              event.getAsyncContext().complete();
            },
          });
        },
        '/dispatches': (request) => {
          const context = request.startAsync();
          context.setTimeout(5);
          context.addListener({ onTimeout: (event) => event.getAsyncContext().dispatch('/to') });
        },
        '/to': (_request, response) => response.getWriter().print('the target'),
        '/page': (_request, response) => response.getWriter().print('the page'),
      },
    });

    const [nobody, completes, dispatches] = [
      await site.get('/nobody'),
      await site.get('/completes'),
      await site.get('/dispatches'),
    ];

    expect([nobody.status, nobody.body]).toEqual([500, 'the page']);
    expect([completes.status, completes.body]).toEqual([200, 'too late']);
    expect([dispatches.status, dispatches.body]).toEqual([200, 'the target']);
    expect(events).toEqual(['onTimeout', 'onComplete']);
  });

  test('cannot be set once the servlet has returned', async () => {
    const failure = deferred<unknown>();
    const site = await openSite({
      handlers: {
        '/late': (request) => {
          const context = request.startAsync();
          setTimeout(() => {
            try {
              context.setTimeout(1);
            } catch (error) {
              failure.resolve(error);
            }
            context.complete();
          }, 5);
        },
      },
    });

    await site.get('/late');

    expect(await failure.promise).toMatchObject({ name: 'IllegalStateException' });
  });
});

describe('failures', () => {
  test.each(['throws', 'rejects', 'fails in start()', 'fails in the dispatch'])(
    'what %s goes to the listeners, and then to the error page',
    async (how) => {
      const events: string[] = [];
      const failure = new RangeError('x');
      const site = await openSite({
        errorPages: { RangeError: '/page' },
        handlers: {
          '/fails': (request) => {
            const context = request.startAsync();
            context.addListener(noting(events));
            if (how === 'throws') throw failure;
            if (how === 'rejects') return Promise.reject(failure);
            if (how === 'fails in start()') context.start(() => Promise.reject(failure));
            else context.dispatch('/target');
            return undefined;
          },
          '/target': () => {
            throw failure;
          },
          '/page': (_request, response) => response.getWriter().print('the page'),
        },
      });

      const answer = await site.get('/fails');

      expect([answer.status, answer.body]).toEqual([500, 'the page']);
      expect(events).toEqual(['onError RangeError: x', 'onComplete']);
      expect(site.reported).toEqual([failure]);
    },
  );

  test('a listener may say how to go on', async () => {
    const site = await openSite({
      handlers: {
        '/fails': (request, response) => {
          request.startAsync().addListener({
            onError: (event) => {
              response.setStatus(202);
              event.getAsyncContext().complete();
            },
          });
          throw new Error('x');
        },
      },
    });

    expect((await site.get('/fails')).status).toBe(202);
  });

  test('a listener that fails keeps no other from being told', async () => {
    const events: string[] = [];
    const site = await openSite({
      handlers: {
        '/a': (request) => {
          const context = request.startAsync();
          context.addListener({
            onComplete: () => {
              throw new Error('the first');
            },
          });
          context.addListener({ onComplete: () => Promise.reject(new Error('the second')) });
          context.addListener(noting(events));
          context.complete();
        },
      },
    });

    expect((await site.get('/a')).status).toBe(200);
    expect(events).toEqual(['onComplete']);
    expect(site.reported).toEqual([new Error('the first'), new Error('the second')]);
  });

  test('a client that goes away is an error, and the end', async () => {
    const ended = deferred<string[]>();
    const events: string[] = [];
    const site = await openSite({
      handlers: {
        '/a': (request) => {
          const context = request.startAsync();
          context.setTimeout(0);
          context.addListener(noting(events, { onComplete: () => ended.resolve(events) }));
        },
      },
    });
    const socket = connect(site.port, '127.0.0.1');
    socket.write('GET /a HTTP/1.1\r\nHost: a\r\n\r\n');
    await delay(20);
    socket.destroy();

    expect(await ended.promise).toEqual([
      expect.stringMatching(/^onError Error: The client has gone/),
      'onComplete',
    ]);
  });
});

describe('listeners', () => {
  test('get the request and the response that they were added with', async () => {
    const seen: unknown[] = [];
    const given: [HttpServletRequest, HttpServletResponse][] = [];
    const site = await openSite({
      handlers: {
        '/a': (request, response) => {
          const context = request.startAsync();
          given.push([request, response]);
          const listener: AsyncListener = {
            onComplete: (event) => {
              seen.push([event.getSuppliedRequest(), event.getSuppliedResponse()]);
            },
          };
          context.addListener(listener);
          context.addListener(listener, request, response);
          context.complete();
        },
      },
    });

    await site.get('/a');

    expect(seen).toEqual([[null, null], given[0]]);
  });

  test('are told of another turn, and forgotten unless they are added again', async () => {
    const events: string[] = [];
    const site = await openSite({
      handlers: {
        '/from': (request) => {
          const context = request.startAsync();
          context.addListener(noting(events));
          context.addListener(
            noting(events, {
              onStartAsync: (event) => event.getAsyncContext().addListener(noting(events)),
            }),
          );
          context.dispatch('/to');
        },
        '/to': (request) => {
          request.startAsync().complete();
        },
      },
    });

    await site.get('/from');

    expect(events).toEqual(['onStartAsync', 'onStartAsync', 'onComplete']);
  });
});
