import { afterEach } from '@jest/globals';
import { connect, type AddressInfo } from 'node:net';
import {
  createServer,
  type Filter,
  HttpServlet,
  type HttpServletRequest,
  type HttpServletResponse,
  type MaybePromise,
  type ServletServer,
  WebApplication,
  type WebApplicationOptions,
} from '../../src/index.ts';
import { type Answer, parseAnswer } from '../support/response-server.ts';

/** What a servlet of a test does, whatever the method. */
export type Handler = (
  request: HttpServletRequest,
  response: HttpServletResponse,
) => MaybePromise<void>;

/** What is sent; what is left out is as in a plain GET. */
export interface Call {
  readonly method?: string;
  readonly lines?: readonly string[];
  readonly body?: string;
}

export type SiteOptions = Omit<WebApplicationOptions, 'servlets'> & {
  /** By pattern. The servlet's name is the pattern. */
  readonly handlers?: Readonly<Record<string, Handler>>;
};

const running = new Set<ServletServer>();

afterEach(async () => {
  const servers = [...running];
  running.clear();
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server of applications, and a client that keeps no cookies. */
export class Site {
  /** What the applications reported. */
  readonly reported: unknown[] = [];
  readonly #server: ServletServer;

  constructor(applications: readonly SiteOptions[]) {
    this.#server = createServer(applications.map((options) => this.#applicationOf(options)));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async listen(): Promise<void> {
    running.add(this.#server);
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  /** Sends a request on a connection of its own; the path goes out as it is. */
  async get(path: string, { method = 'GET', lines = [], body = '' }: Call = {}): Promise<Answer> {
    const head = [`${method} ${path} HTTP/1.1`, 'Host: app.test', 'Connection: close', ...lines];
    if (body !== '') head.push(`Content-Length: ${body.length}`);
    return parseAnswer(await this.exchange([...head, '', body].join('\r\n')));
  }

  /** Gives all that came until the connection was closed. */
  async exchange(text: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    socket.write(text, 'latin1');
    let received = '';
    socket.on('data', (chunk: string) => (received += chunk));
    await new Promise((resolve) => socket.once('close', resolve));
    return received;
  }

  /** The cookie that an answer sets, as it is sent back. */
  static cookieOf(answer: Answer): string {
    return answer
      .all('set-cookie')
      .map((line) => line.split(';')[0])
      .join('; ');
  }

  #applicationOf({ handlers = {}, ...options }: SiteOptions): WebApplication {
    const servlets = Object.entries(handlers).map(
      ([pattern, handler]) =>
        [
          pattern,
          {
            servlet: new HandlerServlet(handler),
            urlPatterns: [pattern],
            asyncSupported: true,
          },
        ] as const,
    );
    return new WebApplication({
      log: (_message, error) => this.reported.push(error),
      ...options,
      servlets: Object.fromEntries(servlets),
    });
  }
}

/** Starts a server with these applications. */
export async function openSite(...applications: readonly SiteOptions[]): Promise<Site> {
  const site = new Site(applications);
  await site.listen();
  return site;
}

/** A filter for every path, of some kinds of dispatch. */
export function filterOf(
  dispatcherTypes: NonNullable<
    NonNullable<WebApplicationOptions['filters']>[string]
  >['dispatcherTypes'],
  doFilter: Filter['doFilter'],
): NonNullable<WebApplicationOptions['filters']>[string] {
  return { filter: { doFilter }, urlPatterns: ['/*'], dispatcherTypes, asyncSupported: true };
}

class HandlerServlet extends HttpServlet {
  readonly #handler: Handler;

  constructor(handler: Handler) {
    super();
    this.#handler = handler;
  }

  override service(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    return this.#handler(request, response);
  }
}
