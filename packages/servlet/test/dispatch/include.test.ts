import { describe, expect, test } from '@jest/globals';
import { Cookie, HttpServletResponseWrapper, RequestDispatcher } from '../../src/index.ts';
import { filterOf, type Handler, openSite, Site } from './site.ts';

/** Writes something before and after what a path gives. */
function around(path: string): Handler {
  return async (request, response) => {
    response.getWriter().print('<');
    await request.getRequestDispatcher(path)?.include(request, response);
    response.getWriter().print('>');
  };
}

const INCLUDE_NAMES = [
  RequestDispatcher.INCLUDE_REQUEST_URI,
  RequestDispatcher.INCLUDE_CONTEXT_PATH,
  RequestDispatcher.INCLUDE_SERVLET_PATH,
  RequestDispatcher.INCLUDE_PATH_INFO,
  RequestDispatcher.INCLUDE_QUERY_STRING,
];

describe('the request of an include', () => {
  test('is where it was, and says where the target is', async () => {
    let seen: unknown;
    const site = await openSite({
      contextPath: '/shop',
      handlers: {
        '/from': around('/to/x%20y?q=2'),
        '/to/*': (request) => {
          seen = [
            request.getRequestURI(),
            request.getServletPath(),
            request.getPathInfo(),
            request.getQueryString(),
            request.getDispatcherType(),
            request.getParameterValues('q'),
            ...INCLUDE_NAMES.map((name) => request.getAttribute(name)),
          ];
        },
      },
    });

    expect((await site.get('/shop/from?q=1')).body).toBe('<>');
    expect(seen).toEqual([
      '/shop/from',
      '/from',
      null,
      'q=1',
      'INCLUDE',
      ['2', '1'],
      '/shop/to/x%20y',
      '/shop',
      '/to',
      '/x y',
      'q=2',
    ]);
  });

  test('says nothing of a target that was found by name', async () => {
    let seen: unknown;
    const site = await openSite({
      handlers: {
        '/from': async (request, response) => {
          await request.getRequestDispatcher('/middle')?.include(request, response);
        },
        '/middle': async (request, response) => {
          const context = request.getServletContext();
          await context.getNamedDispatcher('/to')?.include(request, response);
        },
        '/to': (request) => {
          seen = [
            ...INCLUDE_NAMES.map((name) => request.getAttribute(name)),
            ...request.getAttributeNames(),
          ];
        },
      },
    });

    await site.get('/from');

    expect(seen).toEqual(INCLUDE_NAMES.map(() => null));
  });

  test('says where the innermost target is, and has forgotten it after', async () => {
    const seen: unknown[] = [];
    const site = await openSite({
      handlers: {
        '/from': async (request, response) => {
          await request.getRequestDispatcher('/one')?.include(request, response);
          seen.push(request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH));
        },
        '/one': async (request, response) => {
          await request.getRequestDispatcher('/two')?.include(request, response);
          seen.push(request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH));
        },
        '/two': (request) => {
          seen.push(request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH));
        },
      },
    });

    await site.get('/from');

    expect(seen).toEqual(['/two', '/one', null]);
  });

  test('finds relative paths from where the target is', async () => {
    const site = await openSite({
      handlers: {
        '/from': around('/folder/one'),
        '/folder/one': around('two'),
        '/folder/two': (_request, response) => response.getWriter().print('deep'),
      },
    });

    expect((await site.get('/from')).body).toBe('<<deep>>');
  });
});

describe('the response of an include', () => {
  test('takes what the target writes, and no change of the head', async () => {
    const site = await openSite({
      handlers: {
        '/from': around('/to'),
        '/to': (_request, response) => {
          response.setStatus(201);
          response.setHeader('X-A', '1');
          response.addHeader('X-A', '1');
          response.setIntHeader('X-A', 1);
          response.addIntHeader('X-A', 1);
          response.setDateHeader('X-A', 0);
          response.addDateHeader('X-A', 0);
          response.addCookie(new Cookie('mine', '1'));
          response.setContentType('text/css');
          response.setCharacterEncoding('UTF-16');
          response.setLocale('de');
          response.setContentLength(1);
          response.setContentLengthLong(1);
          response.setBufferSize(100_000);
          response.reset();
          response.sendRedirect('/elsewhere');
          response.sendError(404);
          response.getWriter().print('in');
        },
      },
    });

    const answer = await site.get('/from');

    expect(answer.status).toBe(200);
    expect(answer.body).toBe('<in>');
    expect(answer.all('x-a')).toEqual([]);
    expect(answer.all('set-cookie')).toEqual([]);
    expect(answer.all('location')).toEqual([]);
    expect(answer.all('content-language')).toEqual([]);
    expect(answer.all('content-type')).not.toContain('text/css');
  });

  test('can be changed by the caller again after it', async () => {
    const site = await openSite({
      handlers: {
        '/from': async (request, response) => {
          await request.getRequestDispatcher('/to')?.include(request, response);
          response.setStatus(202);
        },
        '/to': (_request, response) => response.setStatus(201),
      },
    });

    expect((await site.get('/from')).status).toBe(202);
  });

  test('cannot be changed through the wrapper of a filter either', async () => {
    const site = await openSite({
      filters: {
        wrapping: filterOf(['REQUEST'], (request, response, chain) =>
          chain.doFilter(request, new HttpServletResponseWrapper(response)),
        ),
      },
      handlers: {
        '/from': around('/to'),
        '/to': (_request, response) => {
          response.setStatus(201);
          response.getWriter().print('in');
        },
      },
    });

    const answer = await site.get('/from');

    expect(answer.status).toBe(200);
    expect(answer.body).toBe('<in>');
  });

  test('may be committed before', async () => {
    const site = await openSite({
      handlers: {
        '/from': async (request, response) => {
          response.getWriter().print('sent ');
          response.flushBuffer();
          await request.getRequestDispatcher('/to')?.include(request, response);
        },
        '/to': (_request, response) => response.getWriter().print('in'),
      },
    });

    expect((await site.get('/from')).body).toBe('sent in');
  });

  test('carries the cookie of a session that the target makes (SES-194)', async () => {
    const site = await openSite({
      handlers: {
        '/from': around('/to'),
        '/to': (request) => {
          request.getSession().setAttribute('made', true);
        },
      },
    });

    expect(Site.cookieOf(await site.get('/from'))).toMatch(/^JSESSIONID=/);
  });

  test('makes no session possible once it is committed (SES-194)', async () => {
    const failures: unknown[] = [];
    const site = await openSite({
      handlers: {
        '/from': async (request, response) => {
          response.flushBuffer();
          await request.getRequestDispatcher('/to')?.include(request, response);
        },
        '/to': (request) => {
          try {
            request.getSession();
          } catch (error) {
            failures.push(error);
          }
        },
      },
    });

    await site.get('/from');

    expect(failures).toMatchObject([{ code: 'HTTPSESSION_RESPONSE_COMMITTED' }]);
  });
});

describe('what goes with an include', () => {
  test('filters run that are mapped to INCLUDE, and no others', async () => {
    const ran: string[] = [];
    const site = await openSite({
      filters: {
        includes: filterOf(['INCLUDE'], (request, response, chain) => {
          ran.push(String(request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH)));
          return chain.doFilter(request, response);
        }),
        others: filterOf(['FORWARD', 'ERROR', 'ASYNC'], () => {
          ran.push('another');
        }),
      },
      handlers: { '/from': around('/to'), '/to': () => undefined },
    });

    await site.get('/from');

    expect(ran).toEqual(['/to']);
  });

  test('it gives no promise when nothing waits', async () => {
    const results: unknown[] = [];
    const site = await openSite({
      handlers: {
        '/from': (request, response) => {
          results.push(request.getRequestDispatcher('/to')?.include(request, response));
        },
        '/to': () => undefined,
      },
    });

    await site.get('/from');

    expect(results).toEqual([undefined]);
  });

  test('what the target throws reaches the caller, who may change the head again', async () => {
    const site = await openSite({
      handlers: {
        '/from': async (request, response) => {
          try {
            await request.getRequestDispatcher('/to')?.include(request, response);
          } catch (error) {
            response.setStatus(503);
            response.getWriter().print(String(error));
          }
        },
        '/to': () => {
          throw new TypeError('no');
        },
      },
    });

    const answer = await site.get('/from');

    expect(answer.status).toBe(503);
    expect(answer.body).toBe('TypeError: no');
  });

  test('a forward in it answers for the includer as well, as in Tomcat', async () => {
    const site = await openSite({
      handlers: {
        '/from': around('/middle'),
        '/middle': (request, response) =>
          request.getRequestDispatcher('/to')?.forward(request, response),
        '/to': (request, response) => {
          response.setStatus(201);
          response
            .getWriter()
            .print(
              `to ${String(request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH))} ` +
                String(request.getAttribute(RequestDispatcher.FORWARD_SERVLET_PATH)),
            );
        },
      },
    });

    const answer = await site.get('/from');

    expect(answer.body).toBe('to null /from');
    expect(answer.status).toBe(200);
  });
});
