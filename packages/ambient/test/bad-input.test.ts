import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { createServer } from 'httpsession';
import { request, response, session } from '../src/http/index.ts';
import { ambientHandler, withSession } from '../src/index.ts';
import { serve } from './support/serve.ts';

/** What scripts without types can pass. */
const wrong = (value: unknown): never => value as never;

describe('wrong types', () => {
  test.each<[string, () => unknown]>([
    ['an attribute without a name', () => session.setAttribute(wrong(undefined), 1)],
    ['a name that is a number', () => session.setAttribute(wrong(7), 1)],
    ['an interval that is a text', () => session.setMaxInactiveInterval(wrong('60'))],
    ['an interval that is nothing', () => session.setMaxInactiveInterval(wrong(undefined))],
    ['an interval that is not a number', () => session.setMaxInactiveInterval(NaN)],
    ['an endless interval', () => session.setMaxInactiveInterval(Infinity)],
    ['a status that is a text', () => response.setStatus(wrong('ok'))],
    ['a status of no class', () => response.setStatus(99)],
    ['an error that is none', () => response.sendError(1000)],
    ['a cookie without a name', () => response.addCookie({ name: '', value: '1' })],
    ['a cookie that is nothing', () => response.addCookie(wrong(null))],
    ['a redirect to nowhere', () => response.sendRedirect(wrong(null))],
    ['bytes that are a text', () => response.write(wrong('text'))],
    ['bytes that are texts', () => response.write(wrong(['a', 'b']))],
    ['bytes that are nothing', () => response.write(wrong(null))],
  ])('%s: an error, and the session is as it was', (_what, call) =>
    withSession({ kept: 1 }, () => {
      expect(call).toThrow(Error);
      expect(session.getAttributeNames()).toEqual(['kept']);
      expect(session.getMaxInactiveInterval()).toBe(1800);
      expect(response.isCommitted()).toBe(false);
    }),
  );
});

describe('line breaks', () => {
  test.each<[string, () => unknown]>([
    ['a field', () => response.setHeader('X-Name', 'a\r\nSet-Cookie: evil=1')],
    ['a field that is added', () => response.addHeader('X-Name', 'a\nSet-Cookie: evil=1')],
    ['the name of a field', () => response.setHeader('X\r\nSet-Cookie', 'evil=1')],
    ['a redirect', () => response.sendRedirect('/a\r\nSet-Cookie: evil=1')],
    ['a content type', () => response.setContentType('text/html\r\nSet-Cookie: evil=1')],
    ['a charset', () => response.setCharacterEncoding('UTF-8\r\nSet-Cookie: evil=1')],
    ['a language', () => response.setLocale('en\r\nSet-Cookie: evil=1')],
    ['the name of a cookie', () => response.addCookie({ name: 'a\r\nevil', value: '1' })],
    ['a cookie', () => response.addCookie({ name: 'a', value: '1\r\nSet-Cookie: evil=1' })],
    [
      'an attribute of a cookie',
      () => response.addCookie({ name: 'a', value: '1', attributes: { Path: '/\r\nevil: 1' } }),
    ],
    [
      'the name of an attribute of a cookie',
      () => response.addCookie({ name: 'a', value: '1', attributes: { 'P\r\nevil: 1': 'x' } }),
    ],
    [
      'a second attribute in one',
      () => response.addCookie({ name: 'a', value: '1', attributes: { Path: '/; Domain=evil' } }),
    ],
  ])('in %s set no header', async (_where, call) => {
    const server = createServer(
      { store: 'memory', onError: () => {} },
      ambientHandler(() => {
        try {
          call();
        } catch {
          // Refused; or written without its line breaks.
        }
        response.print('answered');
      }),
    );
    await serve(server, async (get) => {
      const { headers } = await get();
      expect(headers.getSetCookie().filter((field) => /^evil/i.test(field))).toEqual([]);
      expect(headers.has('evil')).toBe(false);
      expect(headers.getSetCookie().join()).not.toMatch(/Domain=evil/i);
    });
  });
});

describe('names that objects have', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

  test('are attributes like any other', () =>
    withSession({}, () => {
      for (const name of NAMES) {
        expect(session.getAttribute(name)).toBeNull();
        expect(request.getAttribute(name)).toBeUndefined();
        session.setAttribute(name, `s ${name}`);
        request.setAttribute(name, `r ${name}`);
        expect(session.getAttribute(name)).toBe(`s ${name}`);
        expect(request.getAttribute(name)).toBe(`r ${name}`);
      }
      expect(session.getAttributeNames()).toEqual(NAMES);
      expect(({} as Record<string, unknown>)['s']).toBeUndefined();
    }));

  test('are parameters, headers and cookies like any other, and change no prototype', async () => {
    const server = createServer(
      { store: 'memory' },
      ambientHandler(() => {
        const all = request.getParameters();
        const query = request.getQueryParametersMap();
        response.json(
          NAMES.map((name) => [
            request.getParameter(name),
            Object.getOwnPropertyDescriptor(all, name)?.value as unknown,
            Object.getOwnPropertyDescriptor(query, name)?.value as unknown,
            request.getHeader(name) ?? null,
            request.getCookies().find((cookie) => cookie.name === name)?.value,
            response.getHeader(name) ?? null,
          ]),
        );
        response.setHeader('X-Clean', String(Object.getPrototypeOf(all) === Object.prototype));
      }),
    );
    const search = NAMES.map((name) => `${name}=1`).join('&');
    const cookies = NAMES.map((name) => `${name}=2`).join('; ');
    await serve(server, async (get) => {
      const answer = await get(`/?${search}`, { headers: { Cookie: cookies } });
      expect(JSON.parse(answer.text)).toEqual(NAMES.map(() => ['1', ['1'], '1', null, '2', null]));
      expect(answer.headers.get('X-Clean')).toBe('true');
    });
  });

  test('in JSON are its keys', async () => {
    const server = createServer(
      { store: 'memory' },
      ambientHandler(() => {
        const body = request.getJSON() as Record<string, unknown>;
        response.json([Object.keys(body), ({} as Record<string, unknown>)['polluted'] ?? null]);
      }),
    );
    await serve(server, async (get) => {
      const body = '{"__proto__":{"polluted":true}}';
      expect(JSON.parse((await get('/', { method: 'POST', body })).text)).toEqual([
        ['__proto__'],
        null,
      ]);
    });
  });
});

test('requests that are broken do not reach the functions', async () => {
  const reached: string[] = [];
  const server = createServer(
    { store: 'memory' },
    ambientHandler(() => {
      reached.push(request.getRequestURI());
      response.print(request.getParameter('a') ?? 'none');
    }),
  );
  await serve(server, async () => {
    const { port } = server.address() as AddressInfo;
    const ask = (path: string): Promise<[number | undefined, string]> =>
      new Promise((resolve, reject) => {
        const asked = httpRequest({ port, path, agent: false }, (answer) => {
          void text(answer).then((body) => resolve([answer.statusCode, body]));
        });
        asked.on('error', reject).end();
      });
    // As Tomcat answers a path that cannot be decoded.
    expect((await ask('/%zz'))[0]).toBe(400);
    expect((await ask('/%2'))[0]).toBe(400);
    expect(reached).toEqual([]);
  });
});
