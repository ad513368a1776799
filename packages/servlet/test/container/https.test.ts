import { afterEach, describe, expect, it } from '@jest/globals';
import { http1Classes, http2Classes } from 'httpsession';
import http2, { type ClientHttp2Session } from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import {
  handlerOf,
  type HttpServletRequest,
  type HttpServletResponse,
  WebApplication,
} from '../../src/index.ts';
import { selfSigned } from '../../../../testing/self-signed.ts';
import { servletOf } from '../support/web-server.ts';

interface Answer {
  readonly status: number | undefined;
  readonly location: string | undefined;
  readonly setCookie: readonly string[];
  readonly body: string;
}

/** Asks for a path, as a browser that has these cookies. */
type Ask = (path: string, cookie?: string) => Promise<Answer>;

const identity = selfSigned();
let undo: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of undo.reverse()) await close();
  undo = [];
});

const PAGES: Readonly<Record<string, (q: HttpServletRequest, p: HttpServletResponse) => void>> = {
  '/where': (request, response) => {
    const port = String(request.getLocalPort());
    const url = request.getRequestURL().replace(`:${port}`, ':PORT');
    response.getWriter().print([request.isSecure(), request.getScheme(), url].join(' '));
  },
  '/protocol': (request, response) => response.getWriter().print(request.getProtocol()),
  '/count': (request, response) => {
    const session = request.getSession();
    const count = Number(session.getAttribute('count') ?? 0) + 1;
    session.setAttribute('count', count);
    response.getWriter().print(String(count));
  },
  '/go': (request, response) => {
    request.getSession();
    response.sendRedirect('/where');
  },
  '/cipher': (request, response) => {
    const cipher = request.getAttribute('jakarta.servlet.request.cipher_suite');
    response.getWriter().print(typeof cipher);
  },
};

async function start(serverOf: (app: WebApplication) => Server): Promise<number> {
  const app = new WebApplication({
    log: () => undefined,
    servlets: Object.fromEntries(
      Object.entries(PAGES).map(([pattern, page]) => [
        pattern,
        { servlet: servletOf(page), urlPatterns: [pattern] },
      ]),
    ),
  });
  await app.start();
  const server = serverOf(app);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  undo.push(async () => {
    await new Promise((resolve) => server.close(resolve));
    await app.stop();
  });
  return (server.address() as AddressInfo).port;
}

/** A client of HTTP/1.1. */
function browser(port: number): Ask {
  return (path, cookie) =>
    new Promise((resolve, reject) => {
      const headers = cookie === undefined ? {} : { cookie };
      https
        .get({ host: 'localhost', port, path, ca: identity.cert, headers, agent: false }, (res) => {
          let body = '';
          res.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
          res.on('end', () =>
            resolve({
              status: res.statusCode,
              location: res.headers.location,
              setCookie: res.headers['set-cookie'] ?? [],
              body,
            }),
          );
        })
        .on('error', reject);
    });
}

/** A client of HTTP/2. */
function browser2(port: number): Ask {
  const session: ClientHttp2Session = http2.connect(`https://localhost:${String(port)}`, {
    ca: identity.cert,
  });
  undo.push(() => session.destroy());
  return (path, cookie) =>
    new Promise((resolve, reject) => {
      const fields = cookie === undefined ? {} : { cookie };
      const stream = session.request({ ':path': path, ...fields });
      let answer: Omit<Answer, 'body'> = { status: undefined, location: undefined, setCookie: [] };
      let body = '';
      stream
        .setEncoding('utf8')
        .on('response', (head) => {
          const { ':status': status, location, 'set-cookie': setCookie = [] } = head;
          answer = { status, location, setCookie };
        })
        .on('data', (chunk: string) => (body += chunk))
        .on('error', reject)
        .on('end', () => resolve({ ...answer, body }))
        .end();
    });
}

const httpsServer = (app: WebApplication): Server =>
  https.createServer({ ...identity, ...http1Classes }, handlerOf(app));

/** Node makes requests and responses of HTTP/1.1 and of HTTP/2 for it. */
const bothServer = (app: WebApplication): Server =>
  http2.createSecureServer(
    { ...identity, ...http1Classes, ...http2Classes, allowHTTP1: true },
    handlerOf(app),
  );

const WAYS: readonly (readonly [
  string,
  (app: WebApplication) => Server,
  (port: number) => Ask,
  string,
])[] = [
  ['https', httpsServer, browser, 'HTTP/1.1'],
  ['HTTP/2 over TLS', bothServer, browser2, 'HTTP/2.0'],
  ['HTTP/1.1 with a server of HTTP/2', bothServer, browser, 'HTTP/1.1'],
];

describe.each(WAYS)('a servlet by %s', (_way, serverOf, clientOf, protocol) => {
  // Servlet 6.1, 3.9: isSecure is true for a request by a secure protocol, such as HTTPS.
  it('knows that it was asked securely, and where', async () => {
    const ask = clientOf(await start(serverOf));
    expect((await ask('/where')).body).toBe('true https https://localhost:PORT/where');
    expect((await ask('/protocol')).body).toBe(protocol);
  });

  it('keeps its session in a cookie that does not leave TLS', async () => {
    const ask = clientOf(await start(serverOf));
    const first = await ask('/count');
    expect(first.setCookie).toHaveLength(1);
    expect(first.setCookie[0]?.split('; ')).toContain('Secure');
    const second = await ask('/count', first.setCookie[0]?.split(';')[0]);
    expect([second.body, second.setCookie]).toEqual(['2', []]);
  });

  it('sends to another page of the same scheme', async () => {
    const ask = clientOf(await start(serverOf));
    const { status, location, setCookie } = await ask('/go');
    expect([status, location, setCookie.length]).toEqual([302, '/where', 1]);
  });

  // Servlet 6.1, 3.9: the attributes of a request by HTTPS.
  it('is told the cipher suite', async () => {
    const ask = clientOf(await start(serverOf));
    expect((await ask('/cipher')).body).toBe('string');
  });
});
