import { describe, expect, test } from '@jest/globals';
import { createServer } from 'httpsession';
import { request, Request } from '../src/http/index.ts';
import { ambientHandler, OutsideRequestError, withSession } from '../src/index.ts';
import { serve } from './support/serve.ts';

/** What calls give in a request that is sent. */
async function ask<T>(call: () => T, path?: string, init?: RequestInit): Promise<T | undefined> {
  let result: T | undefined;
  let failure: unknown;
  const server = createServer(
    { store: 'memory' },
    ambientHandler(() => {
      try {
        result = call();
      } catch (error) {
        failure = error;
      }
    }),
  );
  await serve(server, async (get) => {
    await get(path, init);
  });
  if (failure !== undefined) throw failure as Error;
  return result;
}

const post = (body: string | Uint8Array, type: string): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'Content-Type': type },
});

test('the line', async () => {
  const line = await ask(
    () => ({
      method: request.getMethod(),
      protocol: request.getProtocol(),
      scheme: request.getScheme(),
      uri: request.getRequestURI(),
      url: request.getRequestURL().replace(String(request.getServerPort()), 'PORT'),
      query: request.getQueryString(),
      contextPath: request.getContextPath(),
      pathInfo: request.getPathInfo(),
      pathTranslated: request.getPathTranslated(),
      servicePath: request.getServicePath(),
      resourcePath: request.getResourcePath(),
    }),
    '/a%20b?x=1',
    { method: 'PUT' },
  );
  expect(line).toEqual({
    method: 'PUT',
    protocol: 'HTTP/1.1',
    scheme: 'http',
    uri: '/a%20b',
    url: 'http://127.0.0.1:PORT/a%20b',
    query: 'x=1',
    contextPath: '',
    pathInfo: null,
    pathTranslated: null,
    servicePath: '',
    resourcePath: '',
  });
});

test('the resource path is what a router left', async () => {
  expect(
    await ask(() => {
      request.setAttribute('dirigible-rest-resource-path', '/items/1');
      return request.getResourcePath();
    }),
  ).toBe('/items/1');
});

test('the user: nobody', async () => {
  expect(
    await ask(() => [
      request.getRemoteUser(),
      request.isUserInRole('admin'),
      request.getAuthType(),
    ]),
  ).toEqual([null, false, null]);
});

test('headers', async () => {
  const headers = { 'X-One': '1', 'Accept-Language': 'de-CH, en;q=0.5' };
  expect(
    await ask(
      () => ({
        one: request.getHeader('x-oNE'),
        none: request.getHeader('X-None'),
        all: request.getHeaders('X-One'),
        noneOfThem: request.getHeaders('X-None'),
        hasName: request.getHeaderNames().some((name) => name.toLowerCase() === 'x-one'),
        locale: request.getLocale(),
      }),
      '/',
      { headers },
    ),
  ).toEqual({
    one: '1',
    none: undefined,
    all: ['1'],
    noneOfThem: [],
    hasName: true,
    locale: 'de-CH',
  });
});

test('cookies', async () => {
  expect(await ask(() => request.getCookies())).toEqual([]);
  expect(await ask(() => request.getCookies(), '/', { headers: { Cookie: 'a=1; b=2' } })).toEqual([
    { name: 'a', value: '1', attributes: {} },
    { name: 'b', value: '2', attributes: {} },
  ]);
});

test('attributes', async () => {
  expect(
    await ask((): unknown[] => {
      const before: unknown[] = [request.getAttribute('a'), request.getAttributeNames()];
      request.setAttribute('a', { any: 'thing' });
      before.push(request.getAttribute('a'), request.getAttributeNames());
      request.removeAttribute('a');
      return [...before, request.getAttribute('a')];
    }),
  ).toEqual([undefined, [], { any: 'thing' }, ['a'], undefined]);
});

describe('parameters', () => {
  const all = () => ({
    one: request.getParameter('a'),
    none: request.getParameter('z'),
    values: request.getParameterValues('a'),
    noValues: request.getParameterValues('z'),
    names: request.getParameterNames(),
    parameters: request.getParameters(),
    query: request.getQueryParametersMap(),
  });

  test('of query and form', async () => {
    const form = post('a=3&c=4', 'application/x-www-form-urlencoded');
    expect(await ask(all, '/?a=1&a=2&b=%C3%A4+x', form)).toEqual({
      one: '1',
      none: null,
      values: ['1', '2', '3'],
      noValues: null,
      names: ['a', 'b', 'c'],
      parameters: { a: ['1', '2', '3'], b: ['ä x'], c: ['4'] },
      query: { a: ['1', '2'], b: 'ä x' },
    });
  });

  test('of the query without a value are true, and all of a repeated one are there', async () => {
    expect(
      await ask(() => request.getQueryParametersMap(), '/?flag&x=1&x=2&x=3&empty=&flag&=v&&'),
    ).toEqual({ flag: [true, true], x: ['1', '2', '3'], empty: '' });
    expect(await ask(() => request.getQueryParametersMap())).toEqual({});
  });

  test('may have the names of what objects have', async () => {
    const map = await ask(() => request.getQueryParametersMap(), '/?__proto__=1&toString=2');
    expect(Object.entries(map ?? {})).toEqual([
      ['__proto__', '1'],
      ['toString', '2'],
    ]);
  });
});

describe('the body', () => {
  test('as text, in its charset', async () => {
    const text = () => request.getText();
    expect(await ask(text, '/', post('grün', 'text/plain'))).toBe('grün');
    const latin = Buffer.from('grün', 'latin1');
    expect(await ask(text, '/', post(latin, 'text/plain; charset=ISO-8859-1'))).toBe('grün');
    expect(await ask(text)).toBe('');
  });

  test('as JSON, or undefined', async () => {
    const both = () => [request.getJSON(), request.json()];
    expect(await ask(both, '/', post('{"a":[1]}', 'application/json'))).toEqual([
      { a: [1] },
      { a: [1] },
    ]);
    expect(await ask(both, '/', post('{"a":', 'application/json'))).toEqual([undefined, undefined]);
    expect(await ask(both)).toEqual([undefined, undefined]);
  });

  test('as bytes', async () => {
    expect(
      await ask(
        () => request.getBytes(),
        '/',
        post(Uint8Array.of(0, 127, 255), 'application/octet-stream'),
      ),
    ).toEqual([0, 127, 255]);
  });

  test('of a form is there beside its parameters', async () => {
    const form = post('a=1', 'application/x-www-form-urlencoded');
    expect(await ask(() => [request.getParameter('a'), request.getText()], '/', form)).toEqual([
      '1',
      'a=1',
    ]);
  });

  test('says what it is', async () => {
    expect(
      await ask(
        () => [
          request.getContentLength(),
          request.getContentType(),
          request.getCharacterEncoding()?.toLowerCase(),
        ],
        '/',
        post('ä', 'text/plain; charset=utf-8'),
      ),
    ).toEqual([2, 'text/plain; charset=utf-8', 'utf-8']);
    expect(await ask(() => [request.getContentLength(), request.getContentType()])).toEqual([
      -1,
      null,
    ]);
  });

  test('can be read as a stream, again and again', async () => {
    const read = async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request.getInputStream()) chunks.push(chunk as Uint8Array);
      return Buffer.concat(chunks).toString();
    };
    let texts: string[] = [];
    const server = createServer(
      { store: 'memory' },
      ambientHandler(async () => {
        texts = [await read(), await read(), request.getText()];
      }),
    );
    await serve(server, async (get) => {
      await get('/', post('hello', 'text/plain'));
    });
    expect(texts).toEqual(['hello', 'hello', 'hello']);
  });

  async function statusOf(bodyLimit: number, init: RequestInit): Promise<number | string> {
    let text = 'not reached';
    const server = createServer(
      { store: 'memory' },
      ambientHandler(
        () => {
          try {
            text = request.getText();
          } catch (error) {
            text = (error as Error).message;
          }
        },
        { bodyLimit },
      ),
    );
    let status = 0;
    await serve(server, async (get) => {
      ({ status } = await get('/', init));
    });
    return status === 200 ? text : status;
  }

  test('over the limit is refused, with and without its length', async () => {
    expect(await statusOf(5, post('12345', 'text/plain'))).toBe('12345');
    expect(await statusOf(5, post('123456', 'text/plain'))).toBe(413);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from('123'));
        controller.enqueue(Buffer.from('456'));
        controller.close();
      },
    });
    const chunked = { method: 'POST', body: stream, duplex: 'half' } as RequestInit;
    expect(await statusOf(5, chunked)).toBe(413);
  });

  test('that is a form over the limit is refused, and ends the connection', async () => {
    const app = createServer(ambientHandler(() => undefined));
    await serve(app, async (get) => {
      const form = post(`a=${'b'.repeat(3 * 1024 * 1024)}`, 'application/x-www-form-urlencoded');
      const { status, headers } = await get('/', form);
      expect([status, headers.get('connection')]).toEqual([413, 'close']);
    });
  });

  test('that was not read before says so', async () => {
    expect(await statusOf(0, post('12345', 'text/plain'))).toContain(
      'request.getText: the body was not read before the handler',
    );
    expect(await statusOf(100, post('--b--', 'multipart/form-data; boundary=b'))).toContain(
      'not read',
    );
  });
});

test('the peer', async () => {
  expect(
    await ask(() => ({
      address: request.getRemoteAddress(),
      host: request.getRemoteHost(),
      hasPort: request.getRemotePort() > 0,
      local: request.getLocalAddress(),
      hasLocalName: request.getLocalName().length > 0,
      server: request.getServerName(),
      samePort: request.getServerPort() === request.getLocalPort(),
      secure: request.isSecure(),
    })),
  ).toEqual({
    address: '127.0.0.1',
    host: '127.0.0.1',
    hasPort: true,
    local: '127.0.0.1',
    hasLocalName: true,
    server: '127.0.0.1',
    samePort: true,
    secure: false,
  });
});

describe('outside a request', () => {
  test('it is not valid', () => {
    expect(request.isValid()).toBe(false);
  });

  test('all else says so', () => {
    const calls = Object.entries(request).filter(([name]) => name !== 'isValid');
    expect(calls).toHaveLength(45);
    for (const [name, call] of calls) {
      const run = () => (call as (name: string) => unknown)('x');
      expect(run).toThrow(OutsideRequestError);
      expect(run).toThrow(`request.${name}: no request is being handled here`);
    }
  });
});

test('it is valid inside', () =>
  withSession({}, () => {
    expect(request.isValid()).toBe(true);
  }));

test('the class and the object are one, and cannot be changed', () => {
  expect(Request).toBe(request);
  expect(Object.isFrozen(request)).toBe(true);
});
