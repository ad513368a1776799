import { afterEach } from '@jest/globals';
import { createServer as createNodeServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { http1Classes, SessionManager, type SessionRequest } from 'httpsession';
import { BadRequestError } from '../../src/http/bad-request.ts';
import { type ApplicationServices, DEFAULT_LIMITS } from '../../src/http/contracts.ts';
import { readForm } from '../../src/http/form-body.ts';
import { RequestFacade } from '../../src/http/request-facade.ts';
import { parseTarget } from '../../src/http/request-target.ts';
import { type Answer, parseAnswer } from './response-server.ts';

/** What a request is asked; what it gives is the answer, as JSON. */
type Program = (request: RequestFacade) => unknown;

/** What the application of a test says; the rest is as it comes. */
export type Overrides = Partial<{ [K in keyof ApplicationServices]: unknown }>;

const running = new Set<RequestServer>();

afterEach(async () => {
  const servers = [...running];
  running.clear();
  for (const server of servers) await server.close();
});

/** Gives each request a facade as a container does: target, form, then the program. */
export class RequestServer {
  /** What programs threw, other than what is answered with a status of its own. */
  readonly errors: unknown[] = [];
  /** What comes before the program, such as reading the parts. */
  prepare: (request: RequestFacade) => unknown = readForm;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #manager = new SessionManager();
  readonly #services: ApplicationServices;
  #program: Program = () => null;

  constructor(overrides: Overrides) {
    this.#services = servicesFor(overrides);
    this.#server = createNodeServer(http1Classes, (request, response) => {
      this.#manager.handle(request, response, async () => {
        const [status, value] = await this.#answer(request);
        const text = Buffer.from(JSON.stringify(value ?? null));
        response
          .writeHead(status, { 'Content-Length': text.length, Connection: 'close' })
          .end(text);
      });
    });
  }

  static async start(overrides: Overrides = {}): Promise<RequestServer> {
    const server = new RequestServer(overrides);
    running.add(server);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#manager.close();
  }

  /** Sends a GET and gives what the program gave. */
  async get(program: Program, path = '/', ...lines: readonly string[]): Promise<unknown> {
    return this.ask(
      program,
      [`GET ${path} HTTP/1.1`, 'Host: app.test', ...lines, '', ''].join('\r\n'),
    );
  }

  /** Sends a POST with a body of a type; each of its characters is one byte. */
  async post(program: Program, type: string, body: string): Promise<unknown> {
    const lines = ['POST / HTTP/1.1', 'Host: app.test', `Content-Type: ${type}`];
    return this.ask(program, [...lines, `Content-Length: ${body.length}`, '', body].join('\r\n'));
  }

  /** Sends bytes and gives what the program gave. */
  async ask(program: Program, text: string): Promise<unknown> {
    const answer = await this.send(program, text);
    if (this.errors.length > 0) throw this.errors[0];
    if (answer.status !== 200) throw new Error(`${answer.statusLine}: ${answer.body}`);
    return JSON.parse(Buffer.from(answer.body, 'latin1').toString('utf8'));
  }

  /** Sends bytes and gives the whole answer. */
  async send(program: Program, text: string): Promise<Answer> {
    this.#program = program;
    const socket = this.connect();
    socket.write(text, 'latin1');
    return received(socket);
  }

  connect(): Socket {
    const socket = connect(this.port, '127.0.0.1');
    this.#sockets.add(socket);
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    return socket;
  }

  set program(program: Program) {
    this.#program = program;
  }

  async #answer(node: SessionRequest): Promise<[status: number, value: unknown]> {
    const target = parseTarget(rawUrlOf(node));
    if ('reason' in target) return [400, target.reason];
    const facade = new RequestFacade(this.#services, node, target);
    try {
      await this.prepare(facade);
      return [200, await this.#program(facade)];
    } catch (error) {
      if (error instanceof BadRequestError) return [error.status, error.message];
      this.errors.push(error);
      return [500, String(error)];
    } finally {
      facade.release();
    }
  }
}

/** All that a server sends on a connection until it closes it. */
async function received(socket: Socket): Promise<Answer> {
  let text = '';
  socket.on('data', (chunk: string) => (text += chunk));
  await new Promise((resolve) => socket.once('close', resolve));
  return parseAnswer(text);
}

/** Where the manager has cut the session id out. */
function rawUrlOf(node: SessionRequest & { rawUrl?: string | undefined }): string {
  return node.rawUrl ?? node.url ?? '';
}

function servicesFor(overrides: Overrides): ApplicationServices {
  const services = {
    context: { getRequestCharacterEncoding: () => null },
    contextPath: '',
    realm: undefined,
    declaresRole: () => false,
    limits: DEFAULT_LIMITS,
    isSecure: (node: IncomingMessage) => 'encrypted' in node.socket,
    remoteAddress: (node: IncomingMessage) => node.socket.remoteAddress,
    dispatcherFor: () => null,
    attributeChanged: () => undefined,
    ...overrides,
  };
  return services as unknown as ApplicationServices;
}
