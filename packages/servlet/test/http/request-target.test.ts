import { describe, expect, test } from '@jest/globals';
import { parseTarget } from '../../src/http/request-target.ts';
import { RequestServer } from '../support/request-server.ts';

const paths = (request: {
  getRequestURI(): string;
  decodedPath: string;
  getQueryString(): string | null;
}): unknown => [request.getRequestURI(), request.decodedPath, request.getQueryString()];

const MEANINGS: readonly (readonly [url: string, path: string])[] = [
  ['/', '/'],
  ['/a/b.txt', '/a/b.txt'],
  ['/a/', '/a/'],
  ['/a%20b/%C3%BC', '/a b/ü'],
  ['/%61dmin', '/admin'],
  ['/a%2Bb+c', '/a+b+c'],
  // Decoded once only.
  ['/%252e%252e/x', '/%2e%2e/x'],
  ['/%25', '/%'],
  ['/a%3Bb=1', '/a;b=1'],
  ['/a%3Fb%23c', '/a?b#c'],
  ['/a/./b', '/a/b'],
  ['/a/.', '/a/'],
  ['/a/../b', '/b'],
  ['/a/..', '/'],
  ['/a/b/..', '/a/'],
  ['/a/%2e%2e/b', '/b'],
  ['/a/.%2E/b', '/b'],
  ['/a/%2e/b', '/a/b'],
  ['//a///b//', '/a/b/'],
  ['/..a/.b/c..', '/..a/.b/c..'],
  ['/...', '/...'],
  // Path parameters go from each segment, whatever is in them.
  ['/a;jsessionid=1/b', '/a/b'],
  ['/a/b;jsessionid=1', '/a/b'],
  ['/a;x=1;y=2/b;z', '/a/b'],
  ['/a;/b', '/a/b'],
  ['/;x/a', '/a'],
  ['/a/;x/b', '/a/b'],
  ['/a/b/..;/c', '/a/c'],
  ['/a/b/..;x=y/c', '/a/c'],
  ['/a/.;/b', '/a/b'],
  ['/a/..;jsessionid=1', '/'],
  ['/a/%2e%2e;/b', '/b'],
];

describe('What a path means', () => {
  test.each(MEANINGS)('%s is %s', async (url, path) => {
    const server = await RequestServer.start();
    expect(await server.get(paths, url)).toEqual([url, path, null]);
  });

  test('a path that needs nothing is taken as it is', () => {
    expect(parseTarget('/shop/basket?item=1')).toEqual({
      requestURI: '/shop/basket',
      decodedPath: '/shop/basket',
      queryString: 'item=1',
      authority: null,
    });
  });
});

describe('What is refused with 400', () => {
  test.each([
    ['/a%2fb'],
    ['/a%2Fb'],
    ['/a/..%2f..%2fb'],
    ['/a%5cb'],
    ['/a%5Cb'],
    ['/..%5c..'],
    ['/a\\b'],
    ['/a%00'],
    ['/a%00.txt'],
    ['/..'],
    ['/../a'],
    ['/a/../../b'],
    ['/..;/a'],
    ['/a/..;x=1/..;y/b'],
    ['/%2e%2e/a'],
    ['/%2e%2e;x/a'],
    ['/%'],
    ['/%4'],
    ['/%zz'],
    ['/a%u002f'],
    ['/%ff'],
    ['/%c0%af'],
    ['/%c0%ae%c0%ae/x'],
    ['/%e2%82'],
    ['/%ed%a0%80'],
    ['/a"b'],
    ['/a<b'],
    ['/a|b'],
    ['/a[b'],
    ['/a^b'],
    ['/a`b'],
    ['/a{b}'],
    ['/\u00fc'],
    ['/a?b=<script>'],
    ['/a?b="'],
    ['/a?\u00fc'],
    ['/a?b#c'],
    ['http://user@app.test/a'],
    ['ftp://app.test/a'],
    ['a'],
  ])('%s', (url) => {
    expect(parseTarget(url)).toEqual({ reason: expect.any(String) });
  });

  test.each([['/a%2fb'], ['/a%5cb'], ['/a%00'], ['/..;/a'], ['/%2e%2e/a'], ['/a;x/%zz'], ['/\\a']])(
    '%s on the wire',
    async (url) => {
      const server = await RequestServer.start();
      const lines = [`GET ${url} HTTP/1.1`, 'Host: app.test', '', ''];
      expect(await server.send(paths, lines.join('\r\n'))).toMatchObject({ status: 400 });
    },
  );

  test('the reason says nothing of what the client sent', () => {
    expect(JSON.stringify(parseTarget('/secret%2fvalue'))).not.toContain('secret');
  });
});

describe('The query', () => {
  test('is what follows the first question mark, not decoded', async () => {
    const server = await RequestServer.start();
    expect(await server.get(paths, '/a?b=%2f&c=?&d=/../;x')).toEqual([
      '/a',
      '/a',
      'b=%2f&c=?&d=/../;x',
    ]);
  });

  test('is empty behind a question mark that nothing follows', async () => {
    const server = await RequestServer.start();
    expect(await server.get(paths, '/a?')).toEqual(['/a', '/a', '']);
  });

  test('may have what browsers write as it is', () => {
    expect(parseTarget('/a?b[]={c}|d^`\\')).toMatchObject({ queryString: 'b[]={c}|d^`\\' });
  });
});

describe('Targets of other forms', () => {
  test('an absolute URL is its path, and its host wins', async () => {
    const server = await RequestServer.start();
    const asked = await server.get(
      (request) => [request.getRequestURI(), request.getServerName(), request.getServerPort()],
      'http://other.test:81/a?b',
    );
    expect(asked).toEqual(['/a', 'other.test', 81]);
  });

  test.each([
    ['http://app.test', '/', null],
    ['HTTPS://app.test?x', '/', 'x'],
    ['http://app.test/..;/a', undefined, undefined],
  ])('%s', (url, requestURI, queryString) => {
    expect(parseTarget(url)).toEqual(
      requestURI === undefined
        ? { reason: expect.any(String) }
        : { requestURI, decodedPath: '/', queryString, authority: 'app.test' },
    );
  });

  test('the star of OPTIONS stays a star', () => {
    expect(parseTarget('*')).toMatchObject({ requestURI: '*', decodedPath: '*' });
  });
});

test('the session id in a path stays in the request URI and is no part of the path', async () => {
  const server = await RequestServer.start();
  expect(await server.get(paths, '/a;jsessionid=0123456789abcdef/b;x=1?q')).toEqual([
    '/a;jsessionid=0123456789abcdef/b;x=1',
    '/a/b',
    'q',
  ]);
});
