import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { RequestLimits } from '../../src/http/contracts.ts';
import { WebApplication } from '../../src/index.ts';
import { saying, serveApps, type WebServer } from '../support/web-server.ts';

const FORM = 'application/x-www-form-urlencoded';
const TYPE = 'multipart/form-data; boundary=XX';

/** An application with a locked door: `/admin/*` needs a role that nobody has. */
async function serve(limits: Partial<RequestLimits> = {}): Promise<WebServer> {
  return serveApps(
    new WebApplication({
      contextPath: '/app',
      limits,
      servlets: {
        open: {
          servlet: saying((request) => `open ${request.getServletPath()}${request.getPathInfo()}`),
          urlPatterns: ['/open/*'],
        },
        admin: { servlet: saying(() => 'secret'), urlPatterns: ['/admin/*'] },
        form: {
          servlet: saying((request) => JSON.stringify([...request.getParameterMap()])),
          urlPatterns: ['/form'],
        },
        upload: {
          servlet: saying((request) => request.getParts().length),
          urlPatterns: ['/upload'],
          multipart: { maxFileSize: 10 },
        },
      },
      security: {
        roles: ['admin'],
        constraints: [{ resources: [{ urlPatterns: ['/admin/*'] }], roles: ['admin'] }],
        loginConfig: { authMethod: 'BASIC' },
      },
      realm: { authenticate: () => null, hasRole: () => false },
    }),
  );
}

/** Sends bytes, and gives what comes until the server closes the connection. */
async function exchange(server: WebServer, text: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1').setEncoding('latin1');
  let received = '';
  socket.on('data', (chunk: string) => (received += chunk));
  socket.on('error', () => undefined);
  socket.write(text, 'latin1');
  await once(socket, 'close');
  return received;
}

const get = (server: WebServer, path: string): Promise<string> =>
  exchange(server, `GET ${path} HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n`);

const statusOf = (answer: string): number => Number(answer.split(' ')[1]);

describe('A path that seems to lead somewhere else', () => {
  test.each([
    ['/app/admin/x'],
    ['/app/admin'],
    ['/app/admin;x=1'],
    ['/app;x/admin/x'],
    ['/app/admin;jsessionid=0123456789abcdef/x'],
    ['/app/%61dmin/x'],
    ['/app//admin/x'],
    ['/app/./admin/x'],
    ['/app/;/admin/x'],
    ['/app/open/../admin/x'],
    ['/app/open/..;/admin/x'],
    ['/app/open/..;jsessionid=x/admin/x'],
    ['/app/open/%2e%2e/admin/x'],
    ['/app/open/%2E%2e;x/admin/x'],
    ['/other/../app/admin/x'],
    ['/other/..;/app/admin/x'],
  ])('is held to where it leads: %s', async (path) => {
    const answer = await get(await serve(), path);
    expect(answer).not.toContain('secret');
    expect(statusOf(answer)).toBe(401);
  });

  test.each([
    ['/app/admin%2fx', 400],
    ['/app%2fadmin/x', 400],
    ['/app/open/..%2fadmin/x', 400],
    ['/app/open/..%5cadmin/x', 400],
    ['/app\\admin\\x', 400],
    ['/app/admin%00/x', 400],
    ['/app/open/%c0%ae%c0%ae/admin/x', 400],
    ['/../app/admin/x', 400],
    ['/..;/app/admin/x', 400],
    ['/app/../../app/admin/x', 400],
    // Decoded twice it would lead there.
    ['/app/open/%252e%252e/admin/x', 200],
    ['/app/ADMIN/x', 404],
    ['/app/admin%3Bx', 404],
  ])('and not to where it only seems to lead: %s is %i', async (path, status) => {
    const answer = await get(await serve(), path);
    expect(answer).not.toContain('secret');
    expect(statusOf(answer)).toBe(status);
  });

  test('what servlets see is decoded once, and normal', async () => {
    const answer = await get(await serve(), '/app/open;a=b/x/..;c/%252e%252e/y%3Bz;d');
    expect(answer).toContain('open /open/%2e%2e/y;z');
  });
});

describe('A body that is refused', () => {
  const post = (path: string, type: string, body: string): string =>
    [
      `POST ${path} HTTP/1.1`,
      'Host: app.test',
      `Content-Type: ${type}`,
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');

  test('as a form that is too large: 413, before it has come, and the connection is closed', async () => {
    const server = await serve({ maxPostBytes: 10 });
    const answer = await exchange(server, post('/app/form', FORM, 'a=123456789').slice(0, -5));
    expect(statusOf(answer)).toBe(413);
    expect(answer.toLowerCase()).toContain('connection: close');
  });

  test('as one in chunks that never end: 413, and the connection is closed', async () => {
    const server = await serve({ maxPostBytes: 10 });
    const head = ['POST /app/form HTTP/1.1', 'Host: app.test', `Content-Type: ${FORM}`];
    const body = 'b\r\na=123456789\r\n';
    const text = [...head, 'Transfer-Encoding: chunked', '', body].join('\r\n');
    expect(statusOf(await exchange(server, text))).toBe(413);
  });

  test('what follows it is not taken for a request', async () => {
    const server = await serve({ maxPostBytes: 10 });
    const answer = await exchange(
      server,
      post('/app/form', FORM, 'a=123456789') + post('/app/form', FORM, 'a=1'),
    );
    expect(answer.split('HTTP/1.1').slice(1)).toHaveLength(1);
  });

  test('as one with too many parameters: 400', async () => {
    const server = await serve({ maxParameters: 2 });
    expect(statusOf(await exchange(server, post('/app/form?a', FORM, 'b&c')))).toBe(400);
  });

  test('as one with a file that is too large: 413', async () => {
    const head = '--XX\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n';
    const body = `${head}12345678901\r\n--XX--\r\n`;
    const answer = await exchange(await serve(), post('/app/upload', TYPE, body));
    expect(statusOf(answer)).toBe(413);
  });

  test('as parts that are malformed: 400', async () => {
    const answer = await exchange(await serve(), post('/app/upload', TYPE, 'no parts at all'));
    expect(statusOf(answer)).toBe(400);
  });

  test('the answer tells nothing of what came', async () => {
    const server = await serve({ maxParameters: 1 });
    const answer = await exchange(server, post('/app/form?very=secret', FORM, 'also=secret'));
    expect(statusOf(answer)).toBe(400);
    expect(answer).not.toContain('secret');
  });
});

describe('The rest of a body that nobody reads', () => {
  const LINES = [
    'Host: app.test',
    'Content-Type: text/plain',
    'Transfer-Encoding: chunked',
    '',
    '',
  ];
  const chunk = (bytes: number): string => `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`;

  test.each([['/app/open/x'], ['/app/admin/x'], ['/app/nobody']])(
    'is dropped up to a limit, and then the connection is closed: %s',
    async (path) => {
      const server = await serve({ maxSwallowBytes: 100_000 });
      const head = [`POST ${path} HTTP/1.1`, ...LINES].join('\r\n');
      const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
      let received = '';
      socket.setEncoding('latin1').on('data', (text: string) => (received += text));
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.write(head + chunk(90_000));
      await once(socket, 'data');
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(socket.closed).toBe(false);
      socket.write(chunk(90_000));
      await closed;
      expect(received.split('HTTP/1.1')).toHaveLength(2);
    },
  );

  test('is dropped where it is short, and the next request is answered', async () => {
    const server = await serve({ maxSwallowBytes: 200_000 });
    const head = ['POST /app/open/x HTTP/1.1', ...LINES].join('\r\n');
    const answer = await exchange(
      server,
      `${head}${chunk(150_000)}0\r\n\r\nGET /app/open/y HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toContain('open /open/y');
  });
});

describe('A body that is fine', () => {
  test('a form', async () => {
    const server = await serve({ maxPostBytes: 10 });
    const call = { method: 'POST', headers: { 'content-type': FORM }, body: 'a=12345678' };
    expect((await server.get('/app/form', call)).body).toBe('[["a",["12345678"]]]');
  });

  test('parts, and a form for a servlet that takes parts', async () => {
    const server = await serve();
    const body = '--XX\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n--XX--\r\n';
    const parts = { method: 'POST', headers: { 'content-type': TYPE }, body };
    expect((await server.get('/app/upload', parts)).body).toBe('1');
    const form = { method: 'POST', headers: { 'content-type': FORM }, body: 'a=1' };
    expect((await server.get('/app/upload', form)).body).toBe('0');
  });
});
