import { describe, expect, test } from '@jest/globals';
import { OptionError } from 'httpsession';
import {
  RequestDispatcher,
  ServletException,
  UnavailableException,
  WebApplication,
} from '../../src/index.ts';
import { filterOf, type Handler, openSite, Site } from './site.ts';

function throwing(error: unknown): Handler {
  return () => {
    throw error;
  };
}

function page(text: string): Handler {
  return (_request, response) => response.getWriter().print(text);
}

class ShopError extends TypeError {}

describe('which page answers', () => {
  test.each([
    ['the page of the status', { 404: '/404', default: '/other' }, 404, '404 page'],
    ['the default one', { 500: '/500', default: '/other' }, 404, 'other page'],
  ])('sendError: %s', async (_name, errorPages, status, body) => {
    const site = await openSite({
      errorPages,
      handlers: {
        '/fails': (_request, response) => response.sendError(status),
        '/404': page('404 page'),
        '/500': page('500 page'),
        '/other': page('other page'),
      },
    });

    const answer = await site.get('/fails');

    expect(answer.status).toBe(status);
    expect(answer.body).toBe(body);
  });

  test.each([
    ['its own class', new ShopError('x'), { ShopError: '/page', TypeError: '/no' }],
    ['the nearest class above', new ShopError('x'), { TypeError: '/page', Error: '/no' }],
    ['the class with its package', new ShopError('x'), { 'com.shop.ShopError': '/page' }],
    ['all exceptions of Java', new ShopError('x'), { 'java.lang.Throwable': '/page' }],
    ['the root cause', new ServletException('x', new ShopError('y')), { ShopError: '/page' }],
    [
      'the exception before its cause',
      new ServletException('x', new ShopError('y')),
      {
        ServletException: '/page',
        ShopError: '/no',
      },
    ],
    ['the status 500', new ShopError('x'), { RangeError: '/no', 500: '/page' }],
    ['all others', 'a text', { default: '/page' }],
  ])('what was thrown: %s', async (_name, error, errorPages) => {
    const site = await openSite({
      errorPages,
      handlers: { '/fails': throwing(error), '/page': page('page'), '/no': page('no') },
    });

    const answer = await site.get('/fails');

    expect(answer.status).toBe(500);
    expect(answer.body).toBe('page');
    expect(site.reported).toEqual([error]);
  });

  test.each([
    ['without a slash', { 404: 'page' }],
    ['for a code that is none', { 99: '/page' }],
    ['for half a code', { '404x': '/page' }],
  ])('a page %s is refused', (_name, errorPages) => {
    expect(
      () => new WebApplication({ errorPages: errorPages as unknown as Record<string, string> }),
    ).toThrow(OptionError);
  });
});

describe('an error page', () => {
  test('learns what went wrong', async () => {
    const error = new ShopError('closed');
    let seen: unknown;
    const site = await openSite({
      contextPath: '/shop',
      errorPages: { 500: '/page' },
      handlers: {
        '/fails': throwing(error),
        '/page': (request) => {
          seen = {
            status: request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE),
            exception: request.getAttribute(RequestDispatcher.ERROR_EXCEPTION),
            type: request.getAttribute(RequestDispatcher.ERROR_EXCEPTION_TYPE),
            message: request.getAttribute(RequestDispatcher.ERROR_MESSAGE),
            uri: request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI),
            query: request.getAttribute(RequestDispatcher.ERROR_QUERY_STRING),
            method: request.getAttribute(RequestDispatcher.ERROR_METHOD),
            servlet: request.getAttribute(RequestDispatcher.ERROR_SERVLET_NAME),
            here: [request.getMethod(), request.getRequestURI(), request.getDispatcherType()],
          };
        },
      },
    });

    await site.get('/shop/fails?a=1', { method: 'DELETE' });

    expect(seen).toEqual({
      status: 500,
      exception: error,
      type: ShopError,
      message: 'closed',
      uri: '/shop/fails',
      query: 'a=1',
      method: 'DELETE',
      servlet: '/fails',
      here: ['GET', '/shop/page', 'ERROR'],
    });
  });

  test('of sendError has its message and no exception', async () => {
    let seen: unknown;
    const site = await openSite({
      errorPages: { 409: '/page' },
      handlers: {
        '/fails': (_request, response) => response.sendError(409, 'taken'),
        '/page': (request) => {
          seen = [
            request.getAttribute(RequestDispatcher.ERROR_MESSAGE),
            request.getAttribute(RequestDispatcher.ERROR_EXCEPTION),
          ];
        },
      },
    });

    await site.get('/fails');

    expect(seen).toEqual(['taken', null]);
  });

  test('takes the place of what was written, and may choose another status', async () => {
    const site = await openSite({
      errorPages: { default: '/page' },
      handlers: {
        '/fails': (_request, response) => {
          response.setContentType('text/css');
          response.setContentLength(4);
          response.getOutputStream().write('half');
          throw new Error('x');
        },
        '/page': (_request, response) => {
          response.setStatus(418);
          response.getWriter().print('a page');
        },
      },
    });

    const answer = await site.get('/fails');

    expect(answer.status).toBe(418);
    expect(answer.body).toBe('a page');
  });

  test('has the session of the request that failed, and may make one (SES-196)', async () => {
    const site = await openSite({
      errorPages: { default: '/page' },
      handlers: {
        '/fails': (request) => {
          request.getSession().setAttribute('tried', 'yes');
          throw new Error('x');
        },
        '/missing': (_request, response) => response.sendError(404),
        '/page': (request, response) =>
          response.getWriter().print(`${request.getSession().getAttribute('tried')}`),
      },
    });

    const failed = await site.get('/fails');
    const made = await site.get('/missing');

    expect(failed.body).toBe('yes');
    expect(Site.cookieOf(failed)).toMatch(/^JSESSIONID=/);
    expect(made.body).toBe('null');
    expect(Site.cookieOf(made)).toMatch(/^JSESSIONID=/);
  });

  test('is behind the filters that are mapped to ERROR', async () => {
    const ran: string[] = [];
    const site = await openSite({
      errorPages: { default: '/page' },
      filters: {
        errors: filterOf(['ERROR'], (request, response, chain) => {
          ran.push(request.getServletPath());
          return chain.doFilter(request, response);
        }),
      },
      handlers: { '/fails': throwing(new Error('x')), '/page': page('page') },
    });

    await site.get('/fails');

    expect(ran).toEqual(['/page']);
  });

  test('may forward', async () => {
    const site = await openSite({
      errorPages: { default: '/page' },
      handlers: {
        '/fails': throwing(new Error('x')),
        '/page': (request, response) =>
          request.getRequestDispatcher('/to')?.forward(request, response),
        '/to': page('the end'),
      },
    });

    expect((await site.get('/fails')).body).toBe('the end');
  });

  test.each([
    ['that fails itself', throwing(new RangeError('page'))],
    ['that fails later', () => Promise.reject(new RangeError('page'))],
    ['that gives up with sendError', (_request, response) => response.sendError(503)],
  ] as [string, Handler][])('%s is replaced by the small one', async (_name, handler) => {
    const site = await openSite({
      errorPages: { default: '/page' },
      handlers: { '/fails': throwing(new Error('x')), '/page': handler },
    });

    const answer = await site.get('/fails');

    expect(answer.status).toBe(500);
    expect(answer.body).toMatch(/HTTP Status 500/);
    expect(site.reported[0]).toEqual(new Error('x'));
  });
});

describe('the small page', () => {
  test('says the status and the message, as text', async () => {
    const site = await openSite({
      handlers: {
        '/fails': (_request, response) => response.sendError(400, `<script>"&'`),
      },
    });

    const answer = await site.get('/fails');

    expect(answer.body).toContain('<h1>HTTP Status 400');
    expect(answer.body).toContain('&lt;script&gt;&quot;&amp;&#39;');
    expect(answer.body).not.toContain('<script>');
    expect(answer.all('content-type')).toEqual(['text/html;charset=UTF-8']);
  });

  test('tells nothing of what was thrown, and keeps no header fields of before', async () => {
    const site = await openSite({
      handlers: {
        '/fails': (request, response) => {
          request.getSession();
          response.setHeader('X-Before', 'set');
          throw new Error('the password is 123');
        },
      },
    });

    const answer = await site.get('/fails');

    expect(answer.status).toBe(500);
    expect(answer.body).not.toMatch(/password|Error:|\.ts/);
    expect(answer.body.length).toBeLessThan(300);
    expect(answer.all('x-before')).toEqual([]);
  });

  test('answers HEAD without a body', async () => {
    const site = await openSite({});

    const answer = await site.get('/missing', { method: 'HEAD' });

    expect(answer.status).toBe(404);
    expect(answer.body).toBe('');
  });

  test.each([
    [new UnavailableException('later', 30), 503, ['30']],
    [new UnavailableException('some time'), 404, []],
  ])('%s has its own status', async (error, status, retry) => {
    const site = await openSite({ handlers: { '/fails': throwing(error) } });

    const answer = await site.get('/fails');

    expect(answer.status).toBe(status);
    expect(answer.all('retry-after')).toEqual(retry);
  });

  describe('of an error with header fields of its own', () => {
    const failing = (headers: object): Error =>
      Object.assign(new Error('x'), { status: 429, headers });

    test.each([
      ['a page of the application', { 429: '/page' }],
      ['the small page', {}],
    ])('sends them: %s', async (_name, errorPages) => {
      const site = await openSite({
        errorPages,
        handlers: { '/fails': throwing(failing({ 'Retry-After': 5 })), '/page': page('page') },
      });

      const answer = await site.get('/fails');

      expect(answer.status).toBe(429);
      expect(answer.all('retry-after')).toEqual(['5']);
    });

    test.each([
      ['a line break', { 'X-Name': 'a\r\nSet-Cookie: b=c' }],
      ['a name that is none', { 'X Name': 'a' }],
      ['what has no text', { 'X-Name': Object.create(null) as object }],
      ['a character that no line carries', { 'X-Name': 'd\u014dma' }],
    ])('leaves out what cannot be sent, and says so: %s', async (_name, headers) => {
      for (const errorPages of [{}, { 429: '/page' }]) {
        const site = await openSite({
          errorPages,
          handlers: {
            '/fails': throwing(failing({ ...headers, 'Retry-After': '5' })),
            '/page': page('page'),
          },
        });

        const text = await site.exchange(
          'GET /fails HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n',
        );

        expect(text).toMatch(/^HTTP\/1\.1 429 /);
        expect(text).toContain('Retry-After: 5');
        expect(text).not.toMatch(/X.Name|Set-Cookie/);
        expect(site.reported.map(String)).toEqual([
          'Error: Error has a header field that cannot be sent; it was left out of the answer',
        ]);
      }
    });

    test('leaves out the length of another content, and what is absent', async () => {
      const headers = { 'Content-Length': '3', 'transfer-encoding': 'gzip', 'X-None': undefined };
      const site = await openSite({ handlers: { '/fails': throwing(failing(headers)) } });

      const answer = await site.get('/fails');

      expect(answer.status).toBe(429);
      expect(answer.body).toContain('429');
      expect(answer.all('x-none')).toEqual([]);
      expect(site.reported).toEqual([]);
    });
  });

  test('what is on its way already is cut off', async () => {
    const site = await openSite({
      handlers: {
        '/fails': (_request, response) => {
          response.getWriter().print('half of it');
          response.flushBuffer();
          throw new Error('x');
        },
      },
    });

    const text = await site.exchange('GET /fails HTTP/1.1\r\nHost: app.test\r\n\r\n');

    expect(text).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(text).not.toContain('HTTP Status');
    expect(site.reported).toEqual([new Error('x')]);
  });
});
