import { describe, expect, test } from '@jest/globals';
import { Cookie } from '../../src/api/index.ts';
import { encodeLocation } from '../../src/http/redirect.ts';
import { ResponseServer } from '../support/response-server.ts';

const TOO_LATE = { code: 'HTTPSESSION_RESPONSE_COMMITTED' };

describe('sendRedirect', () => {
  test.each(['/path?a=b#c', 'next', '../up', '//other.test/x', 'https://other.test/', '?only', ''])(
    '%j is sent as it is',
    async (location) => {
      const server = await ResponseServer.start();
      const answer = await server.run((response) => {
        response.getWriter().print('dropped');
        response.sendRedirect(location);
      });
      expect(answer.statusLine).toBe('HTTP/1.1 302 Found');
      expect(answer.all('location')).toEqual([location]);
      expect(answer).toMatchObject({ body: '' });
      expect(answer.all('content-length')).toEqual(['0']);
    },
  );

  test('ends what the application has to say', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setContentLength(500);
      response.sendRedirect('/next');
      expect(response.isCommitted()).toBe(true);
      response.setHeader('Location', '/other');
      response.setStatus(200);
      response.getWriter().print('more');
      response.getWriter().close();
      expect(() => response.sendRedirect('/third')).toThrow(/too late/);
      expect(() => response.sendError(500)).toThrow(/too late/);
    });
    expect(answer).toMatchObject({ status: 302, body: '' });
    expect(answer.all('location')).toEqual(['/next']);
    expect(answer.all('content-length')).toEqual(['0']);
  });

  test('may have another status, and keep the body', async () => {
    const server = await ResponseServer.start();
    const kept = await server.run((response) => {
      response.getWriter().print('moved');
      response.sendRedirect('/next', 301, false);
    });
    expect(kept).toMatchObject({ status: 301, body: 'moved' });
    const dropped = await server.run((response) => {
      response.getWriter().print('moved');
      response.sendRedirect('/next', 307);
    });
    expect(dropped).toMatchObject({ status: 307, body: '' });
  });

  test('takes clearBuffer in place of the status', async () => {
    const server = await ResponseServer.start();
    const kept = await server.run((response) => {
      response.getWriter().print('moved');
      response.sendRedirect('/next', false);
    });
    expect(kept).toMatchObject({ status: 302, body: 'moved' });
    const dropped = await server.run((response) => {
      response.getWriter().print('moved');
      response.sendRedirect('/next', true);
    });
    expect(dropped).toMatchObject({ status: 302, body: '' });
  });

  test('is refused behind the commit', async () => {
    const server = await ResponseServer.start();
    const error = await server.failure((response) => {
      response.flushBuffer();
      response.sendRedirect('/');
    });
    expect(error).toMatchObject(TOO_LATE);
  });

  test.each(['\r\nX-Evil: 1', '\n', '\r', '\0', '\t', '\x7f'])(
    'a location with %j is refused, and nothing has happened',
    async (text) => {
      const server = await ResponseServer.start();
      const answer = await server.run((response) => {
        response.getWriter().print('here');
        expect(() => response.sendRedirect(`/a${text}`)).toThrow(/line break/);
        expect(response.isCommitted()).toBe(false);
      });
      expect(answer).toMatchObject({ status: 200, body: 'here' });
      expect(answer.all('location')).toEqual([]);
    },
  );

  test.each([
    ['/a b', '/a%20b'],
    ['/ä€😀', '/%C3%A4%E2%82%AC%F0%9F%98%80'],
    ['/%C3%A4', '/%C3%A4'],
    ['/"<>\\^`{|}', '/%22%3C%3E%5C%5E%60%7B%7C%7D'],
    ['/\ud800x', '/%EF%BF%BDx'],
    ["/-._~:?#[]@!$&'()*+,;=%", "/-._~:?#[]@!$&'()*+,;=%"],
    ['/\u560a\u560d', '/%E5%98%8A%E5%98%8D'],
  ])('%s is written as %s', (location, encoded) => {
    expect(encodeLocation(location)).toBe(encoded);
  });

  test('HTTP/1.0 gets an absolute location', async () => {
    const server = await ResponseServer.start();
    const call = { version: '1.0', path: '/dir/page?q' };
    const relative = await server.run((response) => response.sendRedirect('../x y'), call);
    expect(relative.all('location')).toEqual(['http://app.test/x%20y']);
    const other = await server.run((response) => response.sendRedirect('//b.test/'), call);
    expect(other.all('location')).toEqual(['http://b.test/']);
  });
});

describe('sendError', () => {
  test('leaves the answer to the container', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.addCookie(new Cookie('n', 'v'));
      response.setContentLength(100);
      response.getWriter().print('dropped');
      response.sendError(404, 'gone');
      expect(response.errorToReport).toEqual({ status: 404, message: 'gone' });
      expect(response.isCommitted()).toBe(true);
      expect(response.isHeadWritten).toBe(false);
      response.getWriter().print('dropped, too');
      response.setHeader('X-Late', '1');
      response.resume();
      expect(response.errorToReport).toBeUndefined();
      expect(response.isCommitted()).toBe(false);
      response.getOutputStream().print('page');
    });
    expect(answer).toMatchObject({ status: 404, body: 'page' });
    expect(answer.all('set-cookie')).toEqual(['n=v']);
    expect(answer.all('x-late')).toEqual([]);
    expect(answer.all('content-length')).toEqual(['4']);
  });

  test('without a message there is none', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      expect(response.errorToReport).toBeUndefined();
      response.sendError(503);
      expect(response.errorToReport).toEqual({ status: 503, message: null });
    });
    expect(answer).toMatchObject({ status: 503, body: '' });
  });

  test('its message never gets into the head', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.sendError(404, 'x\r\nX-Evil: 1\r\n\r\n<script>');
    });
    expect(answer.statusLine).toBe('HTTP/1.1 404 Not Found');
    expect(answer.all('x-evil')).toEqual([]);
    expect(answer.body).toBe('');
  });

  test('is refused behind the commit, and a second time', async () => {
    const server = await ResponseServer.start();
    const late = await server.failure((response) => {
      response.flushBuffer();
      response.sendError(500);
    });
    expect(late).toMatchObject(TOO_LATE);
    const twice = await server.failure((response) => {
      response.sendError(404);
      response.sendError(500);
    });
    expect(twice).toMatchObject(TOO_LATE);
  });
});
