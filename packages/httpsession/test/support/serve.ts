import { afterEach } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, SessionManager } from 'httpsession';
import type { SessionRequest, SessionResponse } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { isExpired, parseSetCookie } from './set-cookie.ts';
import type { ParsedSetCookie } from './set-cookie.ts';

export type Options = NonNullable<ConstructorParameters<typeof SessionManager>[0]>;
export type Handler<T = unknown> = (request: SessionRequest, response: SessionResponse) => T;

/** What a client sends. */
export interface Call {
  method?: string;
  path?: string;
  /** The Cookie header; an empty one is not sent. */
  cookie?: string;
  headers?: OutgoingHttpHeaders;
}

/** What a client got. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly setCookies: readonly ParsedSetCookie[];
  /** The Cookie header that a browser would send now; empty when nothing was set. */
  readonly cookie: string;
}

/** An answer, and what the handler returned for it in this process. */
export interface Visit<T> extends Answer {
  readonly result: T;
}

const running = new Set<TestServer>();
const EXCHANGE = 'x-exchange';

/**
 * Starts a server on a free port, with a fake clock of its own unless the options bring one. It is stopped
 * after the test. `handler` answers what `visit` does not bring its own handler for.
 */
export async function serve(
  options: Options = {},
  handler: Handler = endEmpty,
): Promise<TestServer> {
  const clock = options.clock instanceof FakeClock ? options.clock : new FakeClock();
  const app = new TestServer({ clock, ...options }, clock, handler);
  running.add(app);
  await app.listen();
  return app;
}

afterEach(async () => {
  const servers = [...running];
  running.clear();
  // What a test leaves in use, or in a store that fails, is its own business.
  for (const app of servers) await app.close().catch(() => undefined);
});

/** An application under test and the client that talks to it over real sockets. */
export class TestServer {
  readonly manager: SessionManager;
  readonly clock: FakeClock;
  readonly server: Server;
  /** What handlers threw, unless the options have an `onError` of their own. */
  readonly errors: unknown[] = [];
  readonly #visits = new Map<string, Handler>();
  readonly #exchanges = new Map<string, Promise<unknown>[]>();
  readonly #sockets = new Set<Socket>();
  #count = 0;

  constructor(options: Options, clock: FakeClock, handler: Handler) {
    this.manager = new SessionManager({ onError: (error) => this.errors.push(error), ...options });
    this.clock = clock;
    this.server = createServer(this.manager, (request, response) => {
      const done = this.#handle(handler, request, response);
      // Kept apart from what the server gets, so that a failing handler is reported there and only there.
      this.#watch(
        request,
        Promise.resolve(done).catch(() => undefined),
      );
      return done;
    });
    // Those that were upgraded are not known to the server any more.
    this.server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.server.on('request', (request, response) => {
      this.#watch(request, new Promise((resolve) => response.once('close', resolve)));
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
    const closing = this.manager.close();
    let isClosed = false;
    const note = (): void => {
      isClosed = true;
    };
    closing.then(note, note);
    for (let i = 0; i < 20 && !isClosed; i += 1) await turn();
    // It waits for a request that never ends: the clock stands still unless it is moved.
    if (!isClosed) this.clock.advance(10_000);
    await closing;
  }

  get(path: string, call: Omit<Call, 'path'> = {}): Promise<Answer> {
    return this.send({ ...call, path });
  }

  /**
   * Sends a request that this handler answers, in this process: it may return objects, and what it
   * throws is thrown here. The response is ended when the handler left that open.
   */
  async visit<T>(handler: Handler<T | Promise<T>>, call: Call = {}): Promise<Visit<T>> {
    let outcome: { result: T } | { error: unknown } | undefined;
    const exchange = this.#nextExchange();
    this.#visits.set(exchange, async (request, response) => {
      try {
        outcome = { result: await handler(request, response) };
        if (!response.writableEnded) response.end();
      } catch (error) {
        outcome = { error };
        throw error;
      }
    });
    const answer = await this.send(call, exchange);
    if (outcome === undefined) throw new Error(`No handler was called: ${String(answer.status)}`);
    if ('error' in outcome) throw outcome.error;
    return { ...answer, result: outcome.result };
  }

  /** Sends a request, and resolves when the server, too, is done with it. */
  async send(call: Call, exchange: string = this.#nextExchange()): Promise<Answer> {
    const headers: OutgoingHttpHeaders = { ...call.headers, [EXCHANGE]: exchange };
    if (call.cookie !== undefined && call.cookie !== '') headers.cookie = call.cookie;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest({
        port: this.port,
        host: '127.0.0.1',
        method: call.method ?? 'GET',
        path: call.path ?? '/',
        headers,
        agent: false,
      })
        .on('response', resolve)
        .on('error', reject)
        .end();
    });
    const body = await text(response);
    await Promise.all(this.#exchanges.get(exchange) ?? []);
    await turn();
    return toAnswer(response, body);
  }

  #handle(fallback: Handler, request: SessionRequest, response: SessionResponse): unknown {
    const handler = this.#visits.get(String(request.headers[EXCHANGE])) ?? fallback;
    return handler(request, response);
  }

  #watch(request: IncomingMessage, end: Promise<unknown>): void {
    const exchange = String(request.headers[EXCHANGE]);
    this.#exchanges.set(exchange, [...(this.#exchanges.get(exchange) ?? []), end]);
  }

  #nextExchange(): string {
    this.#count += 1;
    return String(this.#count);
  }
}

/** One turn of the real event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function endEmpty(_request: SessionRequest, response: SessionResponse): void {
  response.end();
}

async function text(response: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += String(chunk);
  return body;
}

function toAnswer(response: IncomingMessage, body: string): Answer {
  const setCookies = (response.headers['set-cookie'] ?? []).map(parseSetCookie);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body,
    setCookies,
    cookie: setCookies
      .filter((cookie) => !isExpired(cookie))
      .map((cookie) => `${cookie.name}=${cookie.value}`)
      .join('; '),
  };
}
