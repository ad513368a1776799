import { afterEach, describe, expect, it } from '@jest/globals';
import { http2Classes } from 'httpsession';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  handlerOf,
  type HttpServletRequest,
  type HttpServletResponse,
  WebApplication,
  type WebApplicationOptions,
} from '../../src/index.ts';
import { servletOf } from '../support/web-server.ts';

type Service = Parameters<typeof servletOf>[0];

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let undo: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of undo.reverse()) await close();
  undo = [];
});

/** One connection to an application whose servlets are these, by their patterns. */
async function client(
  services: Readonly<Record<string, Service>>,
  options: WebApplicationOptions = {},
): Promise<ClientHttp2Session> {
  const app = new WebApplication({
    log: () => undefined,
    ...options,
    servlets: Object.fromEntries(
      Object.entries(services).map(([pattern, service]) => [
        pattern,
        { servlet: servletOf(service), urlPatterns: [pattern], asyncSupported: true },
      ]),
    ),
  });
  await app.start();
  const server: Http2Server = createServer({ ...http2Classes }, handlerOf(app));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = connect(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  undo.push(async () => {
    session.destroy();
    await new Promise((resolve) => server.close(resolve));
    await app.stop();
  });
  return session;
}

function ask(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers);
    let text = '';
    let head: IncomingHttpHeaders = {};
    stream
      .setEncoding('utf8')
      .on('response', (fields) => (head = fields))
      .on('data', (chunk: string) => (text += chunk))
      .on('error', reject)
      .on('end', () => {
        const status = Number((head as Record<string, unknown>)[':status']);
        resolve({ status, headers: head, body: text });
      })
      .end(body);
  });
}

const counting = (request: HttpServletRequest, response: HttpServletResponse): void => {
  const session = request.getSession();
  const count = Number(session.getAttribute('count') ?? 0) + 1;
  session.setAttribute('count', count);
  response.setContentType('text/plain;charset=UTF-8');
  response.getWriter().println(`grüße ${String(count)} ${request.getProtocol()}`);
};

describe('a servlet over HTTP/2', () => {
  it('writes text, and keeps its session by cookie', async () => {
    const session = await client({ '/count': counting });
    const first = await ask(session, { ':path': '/count' });
    expect(first.status).toBe(200);
    expect(first.headers['content-type']).toBe('text/plain;charset=UTF-8');
    expect(first.body).toBe('grüße 1 HTTP/2.0\n');
    const cookie = first.headers['set-cookie']?.[0]?.split(';')[0];
    const second = await ask(session, { ':path': '/count', cookie });
    expect(second.body).toBe('grüße 2 HTTP/2.0\n');
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('knows the host by its pseudo field, and has no field that begins with a colon', async () => {
    const session = await client({
      '/where': (request, response) => {
        const names = [...request.getHeaderNames()];
        response.getWriter().print(`${request.getRequestURL()} ${names.join()}`);
      },
    });
    const answer = await ask(session, { ':path': '/where?a=b', ':authority': 'shop.test:81' });
    expect(answer.body).toMatch(/^http:\/\/shop\.test:81\/where /);
    expect(answer.body).not.toContain(':authority');
    expect(answer.body).not.toContain(':path');
  });

  it('refuses a Host that says another host than the pseudo field', async () => {
    const session = await client({
      '/where': (request, response) => {
        response
          .getWriter()
          .print(`${request.getServerName()} ${String(request.getHeader('Host'))}`);
      },
    });
    // RFC 9113, 8.3.1: Host must not win over :authority. Tomcat refuses what is not the same.
    const head = { ':path': '/where', ':authority': 'shop.test' };
    expect((await ask(session, { ...head, host: 'other.test' })).status).toBe(400);
    expect(await ask(session, { ...head, host: 'SHOP.test' })).toMatchObject({ status: 200 });
    expect((await ask(session, head)).body).toBe('shop.test shop.test');
  });

  it.each([
    [
      'a servlet fails behind the commit',
      (_request: HttpServletRequest, response: HttpServletResponse) => {
        response.getWriter().print('begun');
        response.flushBuffer();
        throw new Error('broken');
      },
    ],
    [
      'the trailer cannot be sent',
      (_request: HttpServletRequest, response: HttpServletResponse) => {
        response.setTrailerFields(() => new Map([['X-Sum', 'a\nb']]));
        response.getWriter().print('begun');
      },
    ],
  ])('does not let a part of an answer look whole: %s', async (_what, service) => {
    const session = await client({ '/part': service });
    const error = { code: 'ERR_HTTP2_STREAM_ERROR' };
    await expect(ask(session, { ':path': '/part' })).rejects.toMatchObject(error);
    expect((await ask(session, { ':path': '/nobody' })).status).toBe(404);
  });

  it('sends to another page, with the cookie of a new session', async () => {
    const session = await client({
      '/go': (request, response) => {
        request.getSession();
        response.sendRedirect('/there');
      },
    });
    const { status, headers } = await ask(session, { ':path': '/go' });
    expect([status, headers.location]).toEqual([302, '/there']);
    expect(headers['set-cookie']).toHaveLength(1);
  });

  it('answers errors with their pages, and failures with 500', async () => {
    const session = await client(
      {
        '/teapot': (_request, response) => response.sendError(418, 'tea'),
        '/fails': () => {
          throw new Error('broken');
        },
        '/error': (request, response) => {
          response
            .getWriter()
            .print(`page ${String(request.getAttribute('jakarta.servlet.error.status_code'))}`);
        },
      },
      { errorPages: { 418: '/error' } },
    );
    expect(await ask(session, { ':path': '/teapot' })).toMatchObject({
      status: 418,
      body: 'page 418',
    });
    const failed = await ask(session, { ':path': '/fails' });
    expect(failed.status).toBe(500);
    expect(failed.body).not.toContain('broken');
    expect((await ask(session, { ':path': '/nobody' })).status).toBe(404);
  });

  it('reads forms, and refuses what is too large without the connection', async () => {
    const session = await client(
      {
        '/form': (request, response) => {
          response.getWriter().print(String(request.getParameter('a')));
        },
      },
      { limits: { maxPostBytes: 10 } },
    );
    const form = {
      ':path': '/form',
      ':method': 'POST',
      'content-type': 'application/x-www-form-urlencoded',
    };
    expect((await ask(session, form, 'a=1')).body).toBe('1');
    expect((await ask(session, form, 'a=1234567890')).status).toBe(413);
    expect((await ask(session, form, 'a=2')).body).toBe('2');
  });

  it('sends more than fits into a buffer, and what an asynchronous turn writes', async () => {
    const session = await client({
      '/large': (_request, response) => response.getWriter().print('x'.repeat(100_000)),
      '/later': (request, response) => {
        const turn = request.startAsync();
        setImmediate(() => {
          response.getWriter().print('later');
          turn.complete();
        });
      },
    });
    expect((await ask(session, { ':path': '/large' })).body).toHaveLength(100_000);
    expect((await ask(session, { ':path': '/later' })).body).toBe('later');
  });

  it('refuses fields of a connection without harm', async () => {
    const session = await client({
      '/x': (_request, response) => {
        response.setHeader('Connection', 'close');
        response.getWriter().print('ok');
      },
    });
    expect(await ask(session, { ':path': '/x' })).toMatchObject({ status: 200, body: 'ok' });
  });
});

describe('a body over HTTP/2 that never ends', () => {
  const form = {
    ':path': '/form',
    ':method': 'POST',
    'content-type': 'application/x-www-form-urlencoded',
  };
  const services: Readonly<Record<string, Service>> = {
    '/form': (request, response) => {
      response.getWriter().print(String(request.getParameter('a')));
    },
    '/begun': async (request, response) => {
      response.getWriter().print('begun ');
      response.flushBuffer();
      for await (const chunk of request.getInputStream()) {
        response.getWriter().print(String(chunk));
      }
    },
    '/early': (_request, response) => response.getWriter().print('early'),
  };

  /** What comes for a request whose body stays open. */
  function leaveOpen(
    session: ClientHttp2Session,
    headers: OutgoingHttpHeaders,
    body: string,
  ): {
    stream: ClientHttp2Stream;
    answer: Promise<{ status: number; body: string; code: number }>;
  } {
    const stream = session.request(headers);
    let text = '';
    let status = 0;
    stream
      .setEncoding('utf8')
      .on('response', (fields) => (status = Number(fields[':status'])))
      .on('data', (chunk: string) => (text += chunk));
    stream.write(body);
    const answer = new Promise<{ status: number; body: string; code: number }>(
      (resolve, reject) => {
        stream.on('error', reject);
        stream.on('close', () => resolve({ status, body: text, code: stream.rstCode ?? -1 }));
      },
    );
    return { stream, answer };
  }

  // As Node does over HTTP/1 when its requestTimeout is over.
  it('is answered with 408 when its time is over, and its stream is ended', async () => {
    const session = await client(services, { limits: { maxBodySeconds: 0.1 } });
    const { answer } = leaveOpen(session, form, 'a=');
    expect(await answer).toEqual({ status: 408, body: '', code: constants.NGHTTP2_NO_ERROR });
    expect((await ask(session, form, 'a=1')).body).toBe('1');
  });

  it('may take its time once an answer has begun', async () => {
    const session = await client(services, { limits: { maxBodySeconds: 0.1 } });
    const { stream, answer } = leaveOpen(session, { ':path': '/begun', ':method': 'POST' }, 'a');
    await sleep(250);
    stream.end('b');
    expect(await answer).toMatchObject({ status: 200, body: 'begun ab' });
  });

  it('has its stream ended when the answer was made before', async () => {
    const session = await client(services, { limits: { maxPostBytes: 2 } });
    const small = leaveOpen(session, { ...form, ':path': '/early', 'content-type': 'a/b' }, 'a');
    expect(await small.answer).toEqual({ status: 200, body: 'early', code: 0 });
    const large = leaveOpen(session, form, 'a=123');
    expect(await large.answer).toMatchObject({ status: 413, code: 0 });
  });

  it('may take any time where the limit is taken away', async () => {
    const session = await client(services, { limits: { maxBodySeconds: 0 } });
    const { stream, answer } = leaveOpen(session, form, 'a=');
    await sleep(50);
    stream.end('1');
    expect(await answer).toMatchObject({ status: 200, body: '1' });
  });
});
