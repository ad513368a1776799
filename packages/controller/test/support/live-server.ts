import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';

import {
  AppConfig,
  type Constants,
  Controller,
  type ControllerClass,
  createServer,
  defineController,
  type Routes,
  type ServerOptions,
} from '../../src/index.ts';

/** An answer, with its fields in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What a request has beside its method and path. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server on a port of its own, and a client that keeps its cookies, as a browser does. */
export class LiveServer {
  readonly #server: ReturnType<typeof createServer>;
  readonly cookies: Map<string, string> = new Map<string, string>();

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
  }

  static async open(config: AppConfig, options?: ServerOptions): Promise<LiveServer> {
    const server = createServer(config, options);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LiveServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async get(path: string, sent?: Sent): Promise<Answer> {
    return this.send('GET', path, sent);
  }

  async post(path: string, sent?: Sent): Promise<Answer> {
    return this.send('POST', path, sent);
  }

  /** Sends a path as it is written, follows no redirects. */
  async send(method: string, path: string, sent: Sent = {}): Promise<Answer> {
    const { form } = sent;
    const body = form === undefined ? sent.body : new URLSearchParams(form).toString();
    const type = form === undefined ? undefined : 'application/x-www-form-urlencoded';
    const headers = { ...this.#fields(type, body), ...sent.headers };
    const asked = httpRequest({ port: this.port, method, path, headers, agent: false });
    asked.end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    for (const field of answer.headers['set-cookie'] ?? []) this.#keep(field);
    return { status: answer.statusCode ?? 0, headers: answer.headers, text: await text(answer) };
  }

  /** Sends bytes as they are, and gives all that comes back until the connection ends. */
  async raw(bytes: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    socket.write(bytes, 'latin1');
    return text(socket);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #fields(type: string | undefined, body: string | undefined): Record<string, string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return {
      ...(cookie !== '' && { Cookie: cookie }),
      ...(type !== undefined && { 'Content-Type': type }),
      ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
    };
  }

  #keep(field: string): void {
    const [pair = ''] = field.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals);
    if (/max-age=0/i.test(field)) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(equals + 1));
  }
}

/** An application of a few controllers. */
export class SmallApplication extends AppConfig {
  readonly #types: readonly ControllerClass[];
  readonly #constants: (me: Constants) => void;

  constructor(
    types: readonly ControllerClass[],
    constants: (me: Constants) => void = () => undefined,
  ) {
    super();
    this.#types = types;
    this.#constants = constants;
  }

  override configConstant(me: Constants): void {
    // What clients do wrong is what these tests are about.
    me.setLog(() => undefined);
    this.#constants(me);
  }

  override configRoute(me: Routes): void {
    me.add(...this.#types);
  }
}

/** A controller that answers below a path with what functions do. */
export function controllerOf(
  path: string,
  actions: Readonly<Record<string, (controller: Controller) => unknown>>,
): ControllerClass<Controller> {
  class Made extends Controller {}
  for (const [name, action] of Object.entries(actions)) {
    Object.defineProperty(Made.prototype, name, {
      value(this: Controller) {
        return action(this);
      },
    });
  }
  const names = Object.keys(actions).map((name) => [name, {}]);
  defineController(Made, { path, actions: Object.fromEntries(names) as Record<string, object> });
  return Made;
}
