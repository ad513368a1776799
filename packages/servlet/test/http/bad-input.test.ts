import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { Cookie, WebApplication } from '../../src/index.ts';
import { saying, serveApps, servletOf, type WebServer } from '../support/web-server.ts';

/** Servlets that do with what clients send what they should not. */
async function serve(): Promise<WebServer> {
  const careless = (use: Parameters<typeof servletOf>[0]) => servletOf(use);
  return serveApps(
    new WebApplication({
      contextPath: '/app',
      log: () => undefined,
      limits: { maxPostBytes: 1000, maxParameters: 5, maxFileCount: 2, maxPartHeaderBytes: 200 },
      servlets: {
        redirect: {
          servlet: careless((request, response) =>
            response.sendRedirect(request.getParameter('to') ?? ''),
          ),
          urlPatterns: ['/redirect'],
        },
        header: {
          servlet: careless((request, response) => {
            response.setHeader('X-Echo', request.getParameter('v'));
          }),
          urlPatterns: ['/header'],
        },
        name: {
          servlet: careless((request, response) => {
            response.setHeader(request.getParameter('n') ?? '', 'x');
          }),
          urlPatterns: ['/name'],
        },
        cookie: {
          servlet: careless((request, response) => {
            response.addCookie(new Cookie('c', request.getParameter('v') ?? ''));
          }),
          urlPatterns: ['/cookie'],
        },
        error: {
          servlet: careless((request, response) =>
            response.sendError(400, request.getParameter('m')),
          ),
          urlPatterns: ['/error'],
        },
        form: {
          servlet: saying((request) => JSON.stringify([...request.getParameterMap()])),
          urlPatterns: ['/form'],
        },
        upload: {
          servlet: saying((request) => request.getParts().length),
          urlPatterns: ['/upload'],
          multipart: {},
        },
        well: { servlet: saying(() => 'well'), urlPatterns: ['/well'] },
      },
    }),
  );
}

/** All that comes on one connection for these bytes, until it is closed by either side. */
async function exchange(server: WebServer, text: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
  socket.write(text, 'latin1');
  await new Promise((resolve) => socket.once('close', resolve));
  return received;
}

const get = (server: WebServer, path: string): Promise<string> =>
  exchange(server, `GET ${path} HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n`);

function post(server: WebServer, path: string, type: string, body: string): Promise<string> {
  const lines = [`POST ${path} HTTP/1.1`, 'Host: app.test', 'Connection: close'];
  lines.push(`Content-Type: ${type}`, `Content-Length: ${String(body.length)}`, '', body);
  return exchange(server, lines.join('\r\n'));
}

const statusOf = (answer: string): number => Number(answer.split(' ')[1]);
const headOf = (answer: string): string => answer.split('\r\n\r\n', 1)[0] ?? '';

async function expectWell(server: WebServer): Promise<void> {
  expect(await get(server, '/app/well')).toContain('well');
}

describe('A line break in what clients send', () => {
  test.each([
    ['/app/redirect?to=/a%0d%0aSet-Cookie:%20evil=1'],
    ['/app/redirect?to=/a%0aSet-Cookie:%20evil=1'],
    ['/app/header?v=a%0d%0aSet-Cookie:%20evil=1'],
    ['/app/header?v=a%0aevil:1'],
    ['/app/header?v=a%00evil'],
    ['/app/name?n=a:%20b%0d%0aevil'],
    ['/app/cookie?v=a%0d%0aevil:%201'],
    ['/app/cookie?v=a;%20Domain=evil'],
  ])('reaches no header: %s is a failure of the servlet', async (path) => {
    const server = await serve();
    const answer = await get(server, path);
    expect(statusOf(answer)).toBe(500);
    expect(headOf(answer)).not.toMatch(/evil/i);
    await expectWell(server);
  });

  test('is no part of the status line, and its markup none of the page', async () => {
    const answer = await get(await serve(), '/app/error?m=%0d%0aevil:%201%3Cscript%3E');
    expect(statusOf(answer)).toBe(400);
    expect(headOf(answer)).not.toContain('evil');
    expect(answer).not.toContain('<script>');
  });
});

describe('A redirect that the container makes itself', () => {
  test.each([
    ['//app', '/app/'],
    ['//evil.test/../app', '/evil.test/../app/'],
    ['///evil.test/..;/app?a=b', '/evil.test/..;/app/?a=b'],
  ])('stays on the host: %s', async (path, location) => {
    const answer = await get(await serve(), path);
    expect(statusOf(answer)).toBe(302);
    expect(answer).toContain(`\r\nLocation: ${location}\r\n`);
  });
});

describe('A redirect for HTTP/1.0, which knows no relative locations', () => {
  const locationFor = async (head: string): Promise<string | undefined> =>
    /\r\nLocation: (.*)\r\n/.exec(await exchange(await serve(), `${head}\r\n\r\n`))?.[1];

  test('is on the host of the target when that is a whole URL', async () => {
    const head = 'GET http://shop.test:81/app HTTP/1.0\r\nHost: app.test';
    expect(await locationFor(head)).toBe('http://shop.test:81/app/');
  });

  test('stays relative when the client names no host, whatever the path', async () => {
    expect(await locationFor('GET /evil.test/../app HTTP/1.0')).toBe('/evil.test/../app/');
  });
});

describe('A form that is malformed or too much', () => {
  const FORM = 'application/x-www-form-urlencoded';

  test.each([
    // As in Tomcat 10.1: what cannot be decoded is left out.
    ['a=%', 200],
    ['a=%zz', 200],
    ['%c3%28=1', 200],
    ['a=1&b=2&c=3&d=4&e=5&f=6', 400],
    [`a=${'x'.repeat(1000)}`, 413],
  ])('%s', async (body, status) => {
    const server = await serve();
    expect(statusOf(await post(server, '/app/form', FORM, body))).toBe(status);
    await expectWell(server);
  });

  test.each(['text/plain', 'application/json', 'nonsense', ''])(
    'is none with the type %p',
    async (type) => {
      const answer = await post(await serve(), '/app/form', type, 'a=1');
      expect(statusOf(answer)).toBe(200);
      expect(answer).toContain('[]');
    },
  );
});

describe('Parts that are broken or too many', () => {
  const part = (head: string): string => `--XX\r\n${head}\r\n\r\n1\r\n`;
  const file = (name: string): string =>
    part(`Content-Disposition: form-data; name="${name}"; filename="f"`);
  const TYPE = 'multipart/form-data; boundary=XX';

  test.each([
    ['no boundary', 'multipart/form-data', `${file('a')}--XX--\r\n`, 400],
    ['an empty boundary', 'multipart/form-data; boundary=', `${file('a')}--XX--\r\n`, 400],
    ['no end', TYPE, file('a'), 400],
    ['an end in the middle of a head', TYPE, '--XX\r\nContent-Disp', 400],
    ['a huge head', TYPE, `${part(`X: ${'x'.repeat(300)}`)}--XX--\r\n`, 400],
    ['too many parts', TYPE, `${file('a')}${file('b')}${file('c')}--XX--\r\n`, 413],
  ])('%s', async (_what, type, body, status) => {
    const server = await serve();
    expect(statusOf(await post(server, '/app/upload', type, body))).toBe(status);
    await expectWell(server);
  });

  test('are none for a servlet that takes none', async () => {
    const answer = await post(await serve(), '/app/form', TYPE, `${file('a')}--XX--\r\n`);
    expect(answer).toContain('[]');
  });
});

describe('A request that is no request', () => {
  test.each([
    ['GET /app/well HTTP/1.1\r\n\r\n', 400],
    ['GET /app/well HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', 200],
    ['GET /app/well HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n', 400],
    // RFC 9112, 3.2, and Tomcat: 400 for more than one Host field, whatever they say.
    ['GET /app/well HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', 400],
    ['GET /app/well HTTP/1.1\r\nHost: a\r\nhOST: a\r\nConnection: close\r\n\r\n', 400],
    ['G@T /app/well HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    [
      'POST /app/form HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['POST /app/form HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', 400],
  ])('%j', async (text, status) => {
    const server = await serve();
    expect(statusOf(await exchange(server, text))).toBe(status);
    await expectWell(server);
  });
});
