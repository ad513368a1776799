import { afterEach } from '@jest/globals';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Kept {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The request fields that the answer depends on, as they were. */
  readonly asked: readonly (readonly [name: string, value: unknown])[];
}

const running = new Set<CachingProxy>();

afterEach(async () => {
  for (const proxy of running) await proxy.close();
  running.clear();
});

/**
 * A shared cache in front of a server, as greedy as RFC 9111 lets it be: it keeps every 200 to a GET, Set-Cookie
 * included, unless Cache-Control says private or no-store, and honours Vary.
 */
export class CachingProxy {
  /** How many requests it answered by itself. */
  hits = 0;
  readonly #server: Server;
  readonly #kept: (Kept & { readonly url: string })[] = [];

  private constructor(origin: number) {
    this.#server = createServer((request, response) => {
      const kept = this.#kept.find(
        ({ url, asked }) =>
          url === request.url && asked.every(([name, value]) => request.headers[name] === value),
      );
      if (kept !== undefined) {
        this.hits += 1;
        response.writeHead(200, kept.headers).end(kept.body);
        return;
      }
      void this.#pass(request, origin).then(({ status, headers, body }) => {
        response.writeHead(status, headers).end(body);
      });
    });
    running.add(this);
  }

  static async start(origin: number): Promise<CachingProxy> {
    const proxy = new CachingProxy(origin);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #pass(request: IncomingMessage, port: number) {
    const { url = '/', method, headers } = request;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest({ port, host: '127.0.0.1', path: url, method, headers, agent: false })
        .on('response', resolve)
        .on('error', reject)
        .end();
    });
    const kept = { ...answer.headers };
    // These belong to one connection.
    delete kept['transfer-encoding'];
    delete kept.connection;
    const body = await text(answer);
    const status = answer.statusCode ?? 502;
    const policy = (answer.headers['cache-control'] ?? '').split(',').map((part) => part.trim());
    const mayKeep = !policy.includes('private') && !policy.includes('no-store');
    const vary = (answer.headers.vary ?? '').toLowerCase().split(', ').filter(Boolean);
    if (method === 'GET' && status === 200 && mayKeep && !vary.includes('*')) {
      const asked = vary.map((name) => [name, headers[name]] as const);
      this.#kept.push({ url, headers: kept, body, asked });
    }
    return { status, headers: kept, body };
  }
}
