import { describe, expect, test } from '@jest/globals';
import type { RequestFacade } from '../../src/http/request-facade.ts';
import { RequestServer } from '../support/request-server.ts';

describe('Header fields', () => {
  test('are found whatever the case, the first one first', async () => {
    const server = await RequestServer.start();
    const asked = await server.get(
      (request) => [
        request.getHeader('x-one'),
        request.getHeader('X-ONE'),
        [...request.getHeaders('X-one')],
        request.getHeader('X-Two'),
        request.getHeader('none'),
        [...request.getHeaders('none')],
        request.getHeader('__proto__'),
        request.getHeader('constructor'),
      ],
      '/',
      'X-One: a',
      'x-one: b, c',
      'X-Two: d, e',
    );
    expect(asked).toEqual(['a', 'a', ['a', 'b, c'], 'd, e', null, [], null, null]);
  });

  test('that Node drops or joins are as they came', async () => {
    const server = await RequestServer.start();
    const asked = await server.get(
      (request) => [
        request.getHeader('User-Agent'),
        [...request.getHeaders('User-Agent')],
        request.getHeader('Cookie'),
        [...request.getHeaders('Cookie')],
      ],
      '/',
      'User-Agent: one',
      'User-Agent: two',
      'Cookie: a=1',
      'Cookie: b=2',
    );
    expect(asked).toEqual(['one', ['one', 'two'], 'a=1', ['a=1', 'b=2']]);
  });

  test('have names, each once', async () => {
    const server = await RequestServer.start();
    const names = (request: RequestFacade): unknown => [...request.getHeaderNames()];
    expect(await server.get(names, '/', 'X-One: a', 'x-one: b', 'x-Two: c')).toEqual([
      'Host',
      'X-One',
      'x-Two',
    ]);
  });

  test.each([
    ['1', 1],
    ['-5', -5],
    ['+5', 5],
    ['007', 7],
    ['2147483647', 2147483647],
    ['-2147483648', -2147483648],
  ])('%s is a number', async (value, number) => {
    const server = await RequestServer.start();
    expect(await server.get((request) => request.getIntHeader('X'), '/', `X: ${value}`)).toBe(
      number,
    );
  });

  test.each([
    [''],
    ['1.5'],
    ['1e3'],
    ['0x10'],
    ['a'],
    ['-'],
    ['1 2'],
    ['2147483648'],
    ['-2147483649'],
  ])('"%s" is no number', async (value) => {
    const server = await RequestServer.start();
    const failed = server.get((request) => request.getIntHeader('X'), '/', `X: ${value}`);
    await expect(failed).rejects.toMatchObject({ code: 'HTTPSESSION_BAD_NUMBER' });
  });

  test('are dates', async () => {
    const server = await RequestServer.start();
    const date = (request: RequestFacade): unknown => request.getDateHeader('If-Modified-Since');
    const line = 'If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT';
    expect(await server.get(date, '/', line)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
    await expect(server.get(date, '/', 'If-Modified-Since: yesterday')).rejects.toMatchObject({
      code: 'HTTPSESSION_BAD_ARGUMENT',
    });
  });

  test('that are not there are -1', async () => {
    const server = await RequestServer.start();
    const asked = (request: RequestFacade): unknown => [
      request.getDateHeader('X'),
      request.getIntHeader('X'),
    ];
    expect(await server.get(asked)).toEqual([-1, -1]);
  });
});

describe('The server that the client meant', () => {
  const server = async (): Promise<RequestServer> => RequestServer.start();
  const names = (request: RequestFacade): unknown => [
    request.getServerName(),
    request.getServerPort(),
    request.getRequestURL(),
  ];
  const ask = async (host: string): Promise<unknown> =>
    (await server()).ask(names, `GET /a?b HTTP/1.1\r\nHost: ${host}\r\n\r\n`);

  test.each([
    ['app.test', ['app.test', 80, 'http://app.test/a']],
    ['app.test:80', ['app.test', 80, 'http://app.test/a']],
    ['app.test:8080', ['app.test', 8080, 'http://app.test:8080/a']],
    ['App.Test', ['App.Test', 80, 'http://App.Test/a']],
    ['app.test:', ['app.test', 80, 'http://app.test/a']],
    ['a_b-c.1', ['a_b-c.1', 80, 'http://a_b-c.1/a']],
    ['127.0.0.1:1', ['127.0.0.1', 1, 'http://127.0.0.1:1/a']],
    ['[::1]:8080', ['[::1]', 8080, 'http://[::1]:8080/a']],
    ['[::ffff:127.0.0.1]', ['[::ffff:127.0.0.1]', 80, 'http://[::ffff:127.0.0.1]/a']],
  ])('%s', async (host, expected) => {
    expect(await ask(host)).toEqual(expected);
  });

  test.each([
    ['app.test:99999'],
    ['app.test:8a'],
    ['app.test:80:80'],
    ['app.test/x'],
    ['user@app.test'],
    ['a b'],
    ['<script>'],
    [':80'],
    ['[::1'],
    ['[::1]x'],
    ['[]'],
    ['[g]'],
    ['::1'],
  ])('%s is refused with 400 when somebody asks', async (host) => {
    const text = `GET /a HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    expect(await (await server()).send(names, text)).toMatchObject({ status: 400 });
  });

  test('is the address that it came to, where no name is sent', async () => {
    const running = await server();
    expect(await running.ask(names, 'GET /a HTTP/1.0\r\n\r\n')).toEqual([
      '127.0.0.1',
      running.port,
      `http://127.0.0.1:${running.port}/a`,
    ]);
  });

  test('has the usual port of https behind a proxy that speaks it', async () => {
    const running = await RequestServer.start({ isSecure: () => true });
    const asked = await running.get((request) => [
      request.getScheme(),
      request.isSecure(),
      request.getServerPort(),
      request.getRequestURL(),
    ]);
    expect(asked).toEqual(['https', true, 443, 'https://app.test/']);
  });
});

test('the ends of the connection are told, an IPv4 address as such', async () => {
  const server = await RequestServer.start();
  const asked = (await server.get((request) => [
    [
      request.getRemoteAddr(),
      request.getRemoteHost(),
      request.getLocalAddr(),
      request.getLocalName(),
    ],
    request.getLocalPort(),
    request.getRemotePort(),
  ])) as [string[], number, number];
  expect(asked[0]).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.1']);
  expect(asked[1]).toBe(server.port);
  expect(asked[2]).toBeGreaterThan(0);
  expect(asked[2]).not.toBe(server.port);
});

test('method, protocol and connection', async () => {
  const server = await RequestServer.start();
  const asked = await server.get((request) => [
    request.getMethod(),
    request.getProtocol(),
    request.getProtocolRequestId(),
    request.getServletConnection().getProtocol(),
    request.getServletConnection().isSecure(),
    request.getServletConnection().getProtocolConnectionId(),
    request.getServletConnection().getConnectionId() ===
      request.getServletConnection().getConnectionId(),
    request.getRequestId() === request.getRequestId(),
  ]);
  expect(asked).toEqual(['GET', 'HTTP/1.1', '', 'http/1.1', false, '', true, true]);
});

test('requests and connections have names of their own', async () => {
  const server = await RequestServer.start();
  const names = (request: RequestFacade): unknown => [
    request.getRequestId(),
    request.getServletConnection().getConnectionId(),
  ];
  const [one, other] = [await server.get(names), await server.get(names)] as [string[], string[]];
  expect(one[0]).not.toBe(other[0]);
  expect(one[1]).not.toBe(other[1]);
});

test('the trailer is there when the body has been read', async () => {
  const server = await RequestServer.start();
  const text = [
    'POST / HTTP/1.1',
    'Host: app.test',
    'Transfer-Encoding: chunked',
    '',
    '1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n',
  ].join('\r\n');
  const asked = await server.ask(async (request) => {
    const before = [...request.getTrailerFields()];
    await request.getReader().text();
    return [before, [...request.getTrailerFields()], request.isTrailerFieldsReady()];
  }, text);
  expect(asked).toEqual([[], [['x-sum', '1']], true]);
});

test('the length and the type of the body', async () => {
  const server = await RequestServer.start();
  const asked = (request: RequestFacade): unknown => [
    request.getContentLength(),
    request.getContentLengthLong(),
    request.getContentType(),
    request.getCharacterEncoding(),
  ];
  expect(await server.get(asked)).toEqual([-1, -1, null, null]);
  expect(await server.post(asked, 'text/plain; a="b;c"; Charset="utf-8"', 'x')).toEqual([
    1,
    1,
    'text/plain; a="b;c"; Charset="utf-8"',
    'utf-8',
  ]);
});

test('a length that no int can be is -1 as an int', async () => {
  const server = await RequestServer.start();
  server.prepare = () => undefined;
  const text = 'POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3000000000\r\n\r\n';
  expect(
    await server.ask(
      (request) => [request.getContentLength(), request.getContentLengthLong()],
      text,
    ),
  ).toEqual([-1, 3_000_000_000]);
});
