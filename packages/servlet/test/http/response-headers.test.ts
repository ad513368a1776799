import { describe, expect, test } from '@jest/globals';
import { HttpServletResponse } from '../../src/api/index.ts';
import type { ResponseFacade } from '../../src/http/response-facade.ts';
import { ResponseServer } from '../support/response-server.ts';

const REFUSED = { name: 'IllegalArgumentException', code: 'HTTPSESSION_BAD_ARGUMENT' };

/** What ends a line for some reader, or what is no text at all. */
const BREAKS = ['\r\n', '\n', '\r', '\0', '\x1b', '\x7f', '\u2028', '\u560a'];

describe('header fields', () => {
  test('setHeader replaces, addHeader adds a line', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setHeader('X-One', 'a');
      response.setHeader('x-one', 'b');
      response.addHeader('X-Two', 'a');
      response.addHeader('X-Two', 'b');
      response.addHeader('x-two', 'c');
      expect(response.getHeader('X-TWO')).toBe('a');
      expect(response.getHeaders('x-two')).toEqual(['a', 'b', 'c']);
      expect(response.containsHeader('X-one')).toBe(true);
      expect(response.containsHeader('X-Three')).toBe(false);
    });
    expect(answer.all('x-one')).toEqual(['b']);
    expect(answer.all('x-two')).toEqual(['a', 'b', 'c']);
  });

  test('null removes, and adds nothing', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setHeader('X-One', 'a');
      response.setHeader('X-One', null);
      response.setHeader('X-Two', null);
      response.addHeader('X-Three', null);
      response.setContentType('text/plain');
      response.setHeader('content-type', null);
      response.setContentLength(7);
      response.setHeader('Content-Length', null);
      expect(response.getHeaderNames()).toEqual([]);
      expect(response.getHeader('X-One')).toBeNull();
      expect(response.getHeaders('X-One')).toEqual([]);
    });
    expect(answer.all('x-one')).toEqual([]);
  });

  test('an empty name is ignored, an empty value is not', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setHeader('', 'a');
      response.addHeader('', 'a');
      response.setHeader('X-Empty', '');
      expect(response.getHeaders('')).toEqual([]);
    });
    expect(answer.all('x-empty')).toEqual(['']);
    expect(answer.all('')).toEqual([]);
  });

  test('numbers and dates', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setIntHeader('X-Number', 1);
      response.addIntHeader('X-Number', -2);
      response.setDateHeader('X-Date', 0);
      response.addDateHeader('X-Date', 1_700_000_000_999);
    });
    expect(answer.all('x-number')).toEqual(['1', '-2']);
    expect(answer.all('x-date')).toEqual([
      'Thu, 01 Jan 1970 00:00:00 GMT',
      'Tue, 14 Nov 2023 22:13:20 GMT',
    ]);
  });

  test('names are given as they were written', async () => {
    const server = await ResponseServer.start();
    await server.run((response) => {
      response.setContentType('text/plain');
      response.addHeader('X-MiXed', 'a');
      response.addHeader('X-MiXed', 'b');
      expect(response.getHeaderNames()).toEqual(['X-MiXed', 'Content-Type']);
      expect(response.getHeader('content-type')).toBe('text/plain');
    });
  });

  test('bytes above ASCII go out once encoded, with text behind them', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setHeader('X-Name', 'Zoë');
      response.setCharacterEncoding('UTF-8');
      response.getWriter().print('ë');
    });
    expect(answer.all('x-name')).toEqual(['Zoë']);
    expect(answer.body).toBe('\xc3\xab');
  });

  test('after the commit nothing changes, and nothing is thrown', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      response.setHeader('X-A', 'early');
      response.flushBuffer();
      response.setHeader('X-A', 'late');
      response.addHeader('X-A', 'late');
      response.setHeader('X-A', null);
      response.setIntHeader('X-B', 1);
      response.setDateHeader('X-C', 1);
      response.setStatus(404);
      response.setContentType('text/late');
      response.setLocale('de');
      response.setContentLength(3);
      response.setCharacterEncoding('UTF-8');
    });
    expect(answer.status).toBe(200);
    expect(answer.all('x-a')).toEqual(['early']);
    for (const name of ['x-b', 'x-c', 'content-type', 'content-language', 'content-length']) {
      expect(answer.all(name)).toEqual([]);
    }
  });
});

describe('what would begin another line', () => {
  const setters: [string, (response: ResponseFacade, text: string) => void][] = [
    ['setHeader', (response, text) => response.setHeader('X-A', `a${text}X-Evil: 1`)],
    ['addHeader', (response, text) => response.addHeader('X-A', `a${text}X-Evil: 1`)],
    ['setHeader, name', (response, text) => response.setHeader(`X${text}X-Evil`, '1')],
    ['addHeader, name', (response, text) => response.addHeader(`X${text}X-Evil`, '1')],
    ['setIntHeader, name', (response, text) => response.setIntHeader(`X${text}X-Evil`, 1)],
    ['setDateHeader, name', (response, text) => response.setDateHeader(`X${text}X-Evil`, 1)],
    ['setHeader, type', (response, text) => response.setHeader('Content-Type', `a/b${text}X: 1`)],
    ['setContentType', (response, text) => response.setContentType(`a/b${text}X-Evil: 1`)],
    ['charset', (response, text) => response.setContentType(`a/b;charset=x${text}X-Evil: 1`)],
    ['setCharacterEncoding', (response, text) => response.setCharacterEncoding(`x${text}X: 1`)],
    ['setLocale', (response, text) => response.setLocale(`de${text}X-Evil: 1`)],
  ];

  test.each(setters)('%s', async (_name, set) => {
    const server = await ResponseServer.start();
    for (const text of BREAKS) {
      const error = await server.failure((response) => set(response, text));
      expect(error).toMatchObject(REFUSED);
    }
    const answer = await server.run((response) => {
      for (const text of BREAKS) expect(() => set(response, text)).toThrow(/HTTPSESSION/);
    });
    expect(answer.fields.map(([name]) => name).sort()).toEqual([
      'connection',
      'content-length',
      'date',
    ]);
  });

  test('messages do not show the value', async () => {
    const server = await ResponseServer.start();
    const error = await server.failure((response) => response.setHeader('X-A', 'secret\n'));
    expect(String(error)).not.toContain('secret');
    expect(String(error)).toContain('X-A');
  });

  test.each(['X A', 'X:A', 'X\tA', 'Xä', '(X)', 'X"'])('%j is no name', async (name) => {
    const server = await ResponseServer.start();
    expect(await server.failure((response) => response.setHeader(name, 'a'))).toMatchObject(
      REFUSED,
    );
  });

  test('a tab may stand in a value', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => response.setHeader('X-A', 'a\tb'));
    expect(answer.all('x-a')).toEqual(['a\tb']);
  });
});

describe('the status', () => {
  test('is 200, or what was set last', async () => {
    const server = await ResponseServer.start();
    const answer = await server.run((response) => {
      expect(response.getStatus()).toBe(200);
      response.setStatus(201);
      response.setStatus(HttpServletResponse.SC_CONFLICT);
      expect(response.getStatus()).toBe(409);
    });
    expect(answer.statusLine).toBe('HTTP/1.1 409 Conflict');
  });

  test.each([0, 99, 100, 101, 103, 1000, -200, 200.5, Number.NaN])(
    '%d is refused',
    async (status) => {
      const server = await ResponseServer.start();
      const answer = await server.run((response) => {
        expect(() => response.setStatus(status)).toThrow(/200 to 999/);
        expect(() => response.sendError(status)).toThrow(/200 to 999/);
        expect(() => response.sendRedirect('/', status)).toThrow(/200 to 999/);
      });
      expect(answer.status).toBe(200);
    },
  );
});
