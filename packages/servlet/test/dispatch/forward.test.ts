import { describe, expect, test } from '@jest/globals';
import { IllegalStateException } from 'httpsession';
import {
  type HttpServletRequest,
  HttpServletRequestWrapper,
  HttpServletResponseWrapper,
  RequestDispatcher,
} from '../../src/index.ts';
import { filterOf, type Handler, openSite } from './site.ts';

/** Forwards to a path of the same application. */
function forwardTo(path: string): Handler {
  return (request, response) => request.getRequestDispatcher(path)?.forward(request, response);
}

/** Writes what a function gives of the request. */
function show(give: (request: HttpServletRequest) => unknown): Handler {
  return (request, response) => response.getWriter().print(JSON.stringify(give(request)));
}

const FORWARD_NAMES = [
  RequestDispatcher.FORWARD_REQUEST_URI,
  RequestDispatcher.FORWARD_CONTEXT_PATH,
  RequestDispatcher.FORWARD_SERVLET_PATH,
  RequestDispatcher.FORWARD_PATH_INFO,
  RequestDispatcher.FORWARD_QUERY_STRING,
];

describe('the request of a forward', () => {
  test('is where the target is, and says where it was', async () => {
    const site = await openSite({
      contextPath: '/shop',
      handlers: {
        '/from/*': forwardTo('/to/a%20b;x=1/c'),
        '/to/*': show((request) => [
          request.getRequestURI(),
          request.getRequestURL(),
          request.getContextPath(),
          request.getServletPath(),
          request.getPathInfo(),
          request.getQueryString(),
          request.getDispatcherType(),
          request.getHttpServletMapping().getPattern(),
          ...FORWARD_NAMES.map((name) => request.getAttribute(name)),
        ]),
      },
    });

    const answer = await site.get('/shop/from/here?q=1');

    expect(JSON.parse(answer.body)).toEqual([
      '/shop/to/a%20b;x=1/c',
      'http://app.test/shop/to/a%20b;x=1/c',
      '/shop',
      '/to',
      '/a b/c',
      'q=1',
      'FORWARD',
      '/to/*',
      '/shop/from/here',
      '/shop',
      '/from',
      '/here',
      'q=1',
    ]);
  });

  test('tells of the first place after a second forward', async () => {
    const site = await openSite({
      handlers: {
        '/one': forwardTo('/two'),
        '/two': forwardTo('/three'),
        '/three': show((request) => request.getAttribute(RequestDispatcher.FORWARD_SERVLET_PATH)),
      },
    });

    expect((await site.get('/one')).body).toBe('"/one"');
  });

  test('keeps its paths, and gets no attributes, when the target is found by name', async () => {
    const site = await openSite({
      handlers: {
        '/from/*': (request, response) =>
          request.getServletContext().getNamedDispatcher('/to')?.forward(request, response),
        '/to': show((request) => [
          request.getServletPath(),
          request.getPathInfo(),
          request.getDispatcherType(),
          ...FORWARD_NAMES.map((name) => request.getAttribute(name)),
        ]),
      },
    });

    expect(JSON.parse((await site.get('/from/x')).body)).toEqual([
      '/from',
      '/x',
      'FORWARD',
      ...FORWARD_NAMES.map(() => null),
    ]);
  });

  test('has the parameters of the path in front of its own, until the forward is over', async () => {
    const seen: unknown[] = [];
    const site = await openSite({
      handlers: {
        '/from': async (request, response) => {
          await request.getRequestDispatcher('/to?a=new&b=%C3%A4')?.forward(request, response);
          seen.push(request.getParameterValues('a'), request.getParameter('b'));
        },
        '/to': show((request) => [
          request.getParameterValues('a'),
          request.getParameter('a'),
          request.getParameter('b'),
          [...request.getParameterNames()],
          request.getQueryString(),
        ]),
      },
    });

    const answer = await site.get('/from?a=old&c=3');

    expect(JSON.parse(answer.body)).toEqual([
      ['new', 'old'],
      'new',
      'ä',
      ['a', 'c', 'b'],
      'a=new&b=%C3%A4',
    ]);
    expect(seen).toEqual([['old'], null]);
  });

  test('finds relative paths from where the target is', async () => {
    const site = await openSite({
      handlers: {
        '/one': forwardTo('/folder/two'),
        '/folder/two': forwardTo('three'),
        '/folder/three': show((request) => request.getServletPath()),
      },
    });

    expect((await site.get('/one')).body).toBe('"/folder/three"');
  });

  test('shows attributes that the target sets to the caller, but not those of the dispatch', async () => {
    let after: unknown[] = [];
    let during: string[] = [];
    const site = await openSite({
      handlers: {
        '/from': async (request, response) => {
          await request.getRequestDispatcher('/to')?.forward(request, response);
          after = [request.getAttribute('mine'), ...request.getAttributeNames()];
        },
        '/to': (request) => {
          request.setAttribute('mine', 1);
          request.setAttribute(RequestDispatcher.FORWARD_SERVLET_PATH, 'changed');
          request.removeAttribute(RequestDispatcher.FORWARD_REQUEST_URI);
          request.setAttribute('seen', true);
          during = [...request.getAttributeNames()];
        },
      },
    });

    await site.get('/from');

    expect(after).toEqual([1, 'mine', 'seen']);
    expect(during).toContain(RequestDispatcher.FORWARD_SERVLET_PATH);
    expect(during).not.toContain(RequestDispatcher.FORWARD_REQUEST_URI);
  });

  test('is the very wrapper that a filter passed', async () => {
    class Wrapper extends HttpServletRequestWrapper {
      override getHeader(name: string): string | null {
        return name === 'X-Who' ? 'the filter' : super.getHeader(name);
      }
    }
    let passed: HttpServletRequest | undefined;
    const same: boolean[] = [];
    const after: unknown[] = [];
    const site = await openSite({
      filters: {
        wrapping: filterOf(['REQUEST'], async (request, response, chain) => {
          passed = new Wrapper(request);
          await chain.doFilter(passed, response);
          after.push(passed.getServletPath(), passed.getDispatcherType());
        }),
      },
      handlers: {
        '/from': forwardTo('/to'),
        '/to': (request, response) => {
          same.push(request === passed);
          response.getWriter().print(`${request.getHeader('X-Who')} ${request.getServletPath()}`);
        },
      },
    });

    expect((await site.get('/from')).body).toBe('the filter /to');
    expect(same).toEqual([true]);
    expect(after).toEqual(['/from', 'REQUEST']);
  });

  test('has the session of the caller', async () => {
    const site = await openSite({
      handlers: {
        '/from': (request, response) => {
          request.getSession().setAttribute('cart', 'full');
          return request.getRequestDispatcher('/to')?.forward(request, response);
        },
        '/to': show((request) => [
          String(request.getSession(false)?.getAttribute('cart')),
          request.getSession(false)?.isNew(),
        ]),
      },
    });

    expect((await site.get('/from')).body).toBe('["full",true]');
  });
});

describe('the response of a forward', () => {
  test('loses what was written before, keeps its header fields, and is closed behind', async () => {
    const site = await openSite({
      handlers: {
        '/from': async (request, response) => {
          response.setHeader('X-Kept', 'yes');
          response.getWriter().print('before');
          await request.getRequestDispatcher('/to')?.forward(request, response);
          response.getWriter().print('after');
        },
        '/to': (_request, response) => response.getWriter().print('target'),
      },
    });

    const answer = await site.get('/from');

    expect(answer.body).toBe('target');
    expect(answer.all('x-kept')).toEqual(['yes']);
  });

  test('must not be committed', async () => {
    const failures: unknown[] = [];
    const site = await openSite({
      handlers: {
        '/from': (request, response) => {
          response.getWriter().print('some');
          response.flushBuffer();
          try {
            void request.getRequestDispatcher('/to')?.forward(request, response);
          } catch (error) {
            failures.push(error);
          }
        },
        '/to': (_request, response) => response.getWriter().print('target'),
      },
    });

    expect((await site.get('/from')).body).toBe('some');
    expect(failures[0]).toBeInstanceOf(IllegalStateException);
  });

  test('is closed through the wrapper that a filter put around it', async () => {
    class Upper extends HttpServletResponseWrapper {
      #text = '';
      override getWriter(): ReturnType<HttpServletResponseWrapper['getWriter']> {
        const inner = super.getWriter();
        const print = (text: unknown): void => {
          this.#text += String(text).toUpperCase();
        };
        return Object.assign(Object.create(inner) as typeof inner, {
          print,
          close: () => {
            inner.print(this.#text);
            inner.close();
          },
        });
      }
    }
    const site = await openSite({
      filters: {
        upper: filterOf(['REQUEST'], (request, response, chain) =>
          chain.doFilter(request, new Upper(response)),
        ),
      },
      handlers: {
        '/from': forwardTo('/to'),
        '/to': (_request, response) => response.getWriter().print('kept back'),
      },
    });

    expect((await site.get('/from')).body).toBe('KEPT BACK');
  });

  test('takes bytes where the caller wrote nothing', async () => {
    const site = await openSite({
      handlers: {
        '/from': forwardTo('/to'),
        '/to': (_request, response) => response.getOutputStream().write('bytes'),
      },
    });

    expect((await site.get('/from')).body).toBe('bytes');
  });
});

describe('what goes with a forward', () => {
  test('filters run that are mapped to FORWARD, and no others', async () => {
    const ran: string[] = [];
    const site = await openSite({
      filters: {
        requests: filterOf(['REQUEST'], (request, response, chain) => {
          ran.push(`REQUEST ${request.getServletPath()}`);
          return chain.doFilter(request, response);
        }),
        forwards: filterOf(['FORWARD'], (request, response, chain) => {
          ran.push(`FORWARD ${request.getServletPath()}`);
          return chain.doFilter(request, response);
        }),
        includes: filterOf(['INCLUDE', 'ERROR', 'ASYNC'], () => {
          ran.push('another');
        }),
      },
      handlers: { '/from': forwardTo('/to'), '/to': show(() => 'done') },
    });

    await site.get('/from');

    expect(ran).toEqual(['REQUEST /from', 'FORWARD /to']);
  });

  test('it gives no promise when nothing waits', async () => {
    const results: unknown[] = [];
    const site = await openSite({
      handlers: {
        '/from': (request, response) => {
          results.push(request.getRequestDispatcher('/to')?.forward(request, response));
        },
        '/to': show(() => 'done'),
      },
    });

    await site.get('/from');

    expect(results).toEqual([undefined]);
  });

  test('what the target throws reaches the caller, whose request is as it was', async () => {
    const seen: unknown[] = [];
    const site = await openSite({
      handlers: {
        '/from': async (request, response) => {
          try {
            await request.getRequestDispatcher('/to')?.forward(request, response);
          } catch (error) {
            seen.push(error, request.getServletPath(), request.getDispatcherType());
          }
          response.getWriter().print('caught');
        },
        '/to': async () => {
          await Promise.resolve();
          throw new TypeError('no');
        },
      },
    });

    expect((await site.get('/from')).body).toBe('caught');
    expect(seen).toEqual([new TypeError('no'), '/from', 'REQUEST']);
  });

  test('a circle of forwards ends with an error that says so', async () => {
    let calls = 0;
    const site = await openSite({
      handlers: {
        '/a': (request, response) => {
          calls += 1;
          return request.getRequestDispatcher('/b')?.forward(request, response);
        },
        '/b': forwardTo('/a'),
      },
    });

    const answer = await site.get('/a');

    expect(answer.status).toBe(500);
    expect(calls).toBeLessThan(100);
    expect(String(site.reported[0])).toMatch(/go in a circle/);
  });

  test('a circle is also found behind the wrappers of filters', async () => {
    const site = await openSite({
      filters: {
        wrapping: filterOf(['REQUEST', 'FORWARD'], (request, response, chain) =>
          chain.doFilter(new HttpServletRequestWrapper(request), response),
        ),
      },
      handlers: { '/a': forwardTo('/a') },
    });

    expect((await site.get('/a')).status).toBe(500);
    expect(String(site.reported[0])).toMatch(/go in a circle/);
  });

  test.each(['/../up', '/a/%2e%2e/%2e%2e/up', '/nul%00', '/back%5cslash', '/slash%2f', '/bad%zz'])(
    'there is no dispatcher for %s',
    async (path) => {
      const given: unknown[] = [];
      const site = await openSite({
        handlers: {
          '/from': (request) => {
            given.push(
              request.getRequestDispatcher(path),
              request.getServletContext().getRequestDispatcher(path),
            );
          },
          '/*': show(() => 'anything'),
        },
      });

      await site.get('/from');

      expect(given).toEqual([null, null]);
    },
  );
});
