import { STATUS_CODES } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { Cookie } from '@httpsession/servlet';
import { createServer, IllegalStateException } from 'httpsession';
import { HttpCodesReasons, response, Response, session } from '../src/http/index.ts';
import { ambientHandler, OutsideRequestError, requireExchange } from '../src/index.ts';
import { type Answer, serve } from './support/serve.ts';

/** What a client gets. */
async function answerTo(
  application: () => void | Promise<void>,
  init?: RequestInit,
): Promise<Answer> {
  let answer: Answer | undefined;
  await serve(createServer({ store: 'memory' }, ambientHandler(application)), async (get) => {
    answer = await get('/', init);
  });
  return answer!;
}

describe('output', () => {
  test('S2-33 is text in UTF-8, with one line feed for a line', async () => {
    const { text, headers } = await answerTo(() => {
      response.setContentType('text/plain');
      response.print('grün ');
      response.println('€');
      response.println();
      response.print(0);
      response.print(false);
      response.print(null);
      response.print(undefined);
    });
    expect(text).toBe('grün €\n\n0false');
    expect(headers.get('Content-Type')?.toLowerCase()).toMatch(/^text\/plain; ?charset=utf-8$/);
  });

  test('announces no other charset than it has', async () => {
    const { text, headers } = await answerTo(() => {
      response.setContentType('text/plain; charset=ISO-8859-1');
      response.print('grün');
    });
    expect(text).toBe('grün');
    expect(headers.get('Content-Type')?.toLowerCase()).toContain('utf-8');
  });

  test('can be text and bytes in turn, signed or not', async () => {
    const { text } = await answerTo(() => {
      response.print('a');
      response.write([98, 99 - 256 + 256]);
      response.write(Uint8Array.of(100));
      response.write([-61, -92]);
      response.getOutputStream().write('e');
    });
    expect(text).toBe('abcdäe');
  });

  test('goes to the writer where somebody took that', async () => {
    const { text } = await answerTo(() => {
      requireExchange().response.getWriter().print('1');
      response.println('2');
      response.close();
    });
    expect(text).toBe('12\n');
  });

  test('is JSON with its type', async () => {
    const { text, headers } = await answerTo(() => {
      response.setContentType('text/html');
      response.json({ a: ['ä'] });
    });
    expect(JSON.parse(text)).toEqual({ a: ['ä'] });
    expect(headers.get('Content-Type')).toMatch(/^application\/json/);
  });

  test('S2-35 ends with close', async () => {
    const { text } = await answerTo(() => {
      response.print('a');
      response.close();
      response.print('b');
    });
    expect(text).toBe('a');
  });

  test('ends with the handler', async () => {
    const { text } = await answerTo(async () => {
      response.print('a');
      await new Promise(setImmediate);
      response.print('b');
    });
    expect(text).toBe('ab');
  });

  test('S2-34 is committed by flush', async () => {
    const seen: boolean[] = [];
    const { status, headers } = await answerTo(() => {
      response.print('a');
      seen.push(response.isCommitted());
      response.flush();
      seen.push(response.isCommitted());
      response.setStatus(404);
      response.setHeader('X-Late', '1');
      expect(() => response.sendError(500)).toThrow(IllegalStateException);
      expect(() => response.sendRedirect('/x')).toThrow(IllegalStateException);
      expect(() => response.reset()).toThrow(IllegalStateException);
    });
    expect(seen).toEqual([false, true]);
    expect(status).toBe(200);
    expect(headers.get('X-Late')).toBeNull();
  });
});

describe('the session', () => {
  test('S2-34 has its cookie before the first byte', async () => {
    const { cookie } = await answerTo(() => {
      session.setAttribute('a', 1);
      response.println('x');
      response.flush();
      response.close();
    });
    expect(cookie).toMatch(/^JSESSIONID=/);
  });

  test('cannot be made behind it, and is not lost in silence', async () => {
    let failure: unknown;
    await answerTo(() => {
      response.print('x');
      response.flush();
      try {
        session.setAttribute('a', 1);
      } catch (error) {
        failure = error;
      }
    });
    expect(failure).toBeInstanceOf(IllegalStateException);
  });
});

describe('status', () => {
  test('is set', async () => {
    expect((await answerTo(() => response.setStatus(response.CREATED))).status).toBe(201);
  });

  test('of an error has a page, and what was printed is gone', async () => {
    const { status, text } = await answerTo(() => {
      response.print('before');
      response.sendError(response.NOT_FOUND, 'no <such> thing');
      response.print('after');
    });
    expect(status).toBe(404);
    expect(text).toContain('no &lt;such&gt; thing');
    expect(text).not.toMatch(/before|after/);
  });

  test('of a redirect', async () => {
    const { status, headers } = await answerTo(() => response.sendRedirect('/there'));
    expect(status).toBe(302);
    expect(headers.get('Location')).toBe('/there');
  });

  test('goes with reset, as all else', async () => {
    const { status, text, headers } = await answerTo(() => {
      response.setStatus(500);
      response.setHeader('X-A', '1');
      response.print('a');
      response.reset();
      response.print('b');
    });
    expect([status, text, headers.get('X-A')]).toEqual([200, 'b', null]);
  });
});

test('headers', async () => {
  const seen: unknown[] = [];
  const { headers } = await answerTo(() => {
    response.setHeader('X-A', '0');
    response.setHeader('X-A', '1');
    response.addHeader('X-A', '2');
    response.setContentLength(1);
    seen.push(
      response.containsHeader('x-a'),
      response.containsHeader('x-b'),
      response.getHeader('X-A'),
      response.getHeader('X-B'),
      response.getHeaders('X-A'),
      response.getHeaders('X-B'),
      response.getHeaderNames().includes('X-A'),
      response.getContentType(),
    );
    response.setContentType('text/html');
    response.setCharacterEncoding('UTF-8');
    response.setLocale('de', 'CH');
    seen.push(
      response.getContentType()?.toLowerCase().replace(' ', ''),
      response.getCharacterEncoding(),
      response.getLocale(),
    );
    response.print('x');
  });
  expect(seen).toEqual([
    true,
    false,
    '1',
    undefined,
    ['1', '2'],
    [],
    true,
    null,
    'text/html;charset=utf-8',
    'UTF-8',
    'de-CH',
  ]);
  expect(headers.get('X-A')).toBe('1, 2');
  expect(headers.get('Content-Length')).toBe('1');
  expect(headers.get('Content-Language')).toBe('de-CH');
});

test('cookies are Secure, unless they say otherwise', async () => {
  const { headers } = await answerTo(() => {
    response.addCookie({ name: 'a', value: '1', attributes: { Path: '/', SameSite: 'Lax' } });
    response.addCookie({ name: 'b', value: '2', attributes: { Secure: false, HttpOnly: true } });
    response.addCookie({ name: 'c', value: '3', attributes: { 'Max-Age': 5 } });
    response.addCookie(new Cookie('d', '4'));
  });
  const cookies = headers.getSetCookie();
  expect(cookies).toHaveLength(4);
  expect(cookies[0]).toMatch(/^a=1;.*Path=\//);
  expect(cookies[0]).toMatch(/; ?SameSite=Lax/);
  expect(cookies[0]).toMatch(/; ?Secure/);
  expect(cookies[1]).toMatch(/; ?HttpOnly/);
  expect(cookies[1]).not.toContain('Secure');
  expect(cookies[2]).toContain('Max-Age=5');
  expect(cookies[3]).toBe('d=4');
});

test('URLs get the session where the client needs it', async () => {
  let urls: string[] = [];
  const server = createServer(
    { store: 'memory', trackingModes: ['URL'] },
    ambientHandler(() => {
      session.setAttribute('a', 1);
      urls = [response.encodeURL('/x?y'), response.encodeRedirectURL('/x'), session.getId()];
    }),
  );
  await serve(server, async (get) => {
    await get();
  });
  const [url, redirect, id] = urls;
  expect(url).toBe(`/x;jsessionid=${id}?y`);
  expect(redirect).toBe(`/x;jsessionid=${id}`);
});

describe('constants', () => {
  test('are the 41 of the servlet API', () => {
    const codes = Object.entries(response).filter(([, value]) => typeof value === 'number');
    expect(codes).toHaveLength(41);
    expect(codes.every(([, value]) => String(value) in STATUS_CODES)).toBe(true);
    expect(response).toMatchObject({ OK: 200, FOUND: 302, MOVED_TEMPORARILY: 302, GONE: 410 });
  });

  test('have reasons', () => {
    expect(HttpCodesReasons.getReason(404)).toBe('Not Found');
    expect(() => HttpCodesReasons.getReason(999)).toThrow(RangeError);
  });
});

describe('outside a request', () => {
  test('it is not valid', () => {
    expect(response.isValid()).toBe(false);
  });

  test('all else says so', () => {
    const calls = Object.entries(response).filter(
      ([name, call]) => typeof call === 'function' && name !== 'isValid',
    );
    expect(calls).toHaveLength(28);
    for (const [name, call] of calls) {
      const run = () => (call as (value: string) => unknown)('x');
      expect(run).toThrow(OutsideRequestError);
      expect(run).toThrow(`response.${name}: no request is being handled here`);
    }
  });
});

test('the class and the object are one, and cannot be changed', () => {
  expect(Response).toBe(response);
  expect(Object.isFrozen(response)).toBe(true);
});
