import { afterEach } from '@jest/globals';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createServer,
  type HttpServletRequest,
  type HttpServletResponse,
  HttpServlet,
  type MaybePromise,
  type ServletServer,
  type ServletServerOptions,
  type WebApplication,
} from '../../src/index.ts';

/** What a client sends. */
export interface Call {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly cookie?: string | undefined;
  readonly body?: string;
}

/** What a client got. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The Cookie field that a browser would send now; undefined when nothing was set. */
  readonly cookie: string | undefined;
}

const running = new Set<WebServer>();

afterEach(async () => {
  const servers = [...running];
  running.clear();
  for (const server of servers) await server.close();
});

/** Starts applications on a free port; they are stopped after the test. */
export async function serveApps(
  apps: WebApplication | readonly WebApplication[],
  options?: ServletServerOptions,
): Promise<WebServer> {
  const list: readonly WebApplication[] = 'start' in apps ? [apps] : apps;
  const server = new WebServer(createServer(apps, options), list);
  running.add(server);
  await server.listen();
  return server;
}

/** Applications under test, and the client that talks to them over real sockets. */
export class WebServer {
  readonly server: ServletServer;
  readonly #apps: readonly WebApplication[];

  constructor(server: ServletServer, apps: readonly WebApplication[]) {
    this.server = server;
    this.#apps = apps;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await Promise.all(this.#apps.map((app) => app.stop()));
  }

  get(path: string, call: Call = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers: OutgoingHttpHeaders = { ...call.headers };
      if (call.cookie !== undefined) headers.cookie = call.cookie;
      const { port } = this;
      const method = call.method ?? 'GET';
      request({ port, host: '127.0.0.1', method, path, headers, agent: false })
        .on('response', (response) => {
          let body = '';
          response
            .setEncoding('utf8')
            .on('data', (chunk: string) => (body += chunk))
            .on('error', reject)
            .on('end', () => {
              const cookies = response.headers['set-cookie']?.map((one) => one.split(';', 1)[0]);
              const { statusCode: status = 0, headers: fields } = response;
              resolve({ status, headers: fields, body, cookie: cookies?.join('; ') });
            });
        })
        .on('error', reject)
        .end(call.body);
    });
  }
}

type Service = (request: HttpServletRequest, response: HttpServletResponse) => MaybePromise<void>;

class ServletOf extends HttpServlet {
  readonly #service: Service;

  constructor(service: Service) {
    super();
    this.#service = service;
  }

  override service(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    return this.#service(request, response);
  }
}

/** A servlet that does this for every method. */
export function servletOf(service: Service): HttpServlet {
  return new ServletOf(service);
}

/** A servlet that answers with a text. */
export function saying(text: (request: HttpServletRequest) => unknown): HttpServlet {
  return new ServletOf((request, response) => {
    response.setContentType('text/plain;charset=utf-8');
    response.getWriter().print(String(text(request)));
  });
}
