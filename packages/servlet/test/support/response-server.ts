import { afterEach } from '@jest/globals';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer, type SessionOptions } from 'httpsession';
import type { ApplicationServices } from '../../src/http/contracts.ts';
import { ResponseFacade } from '../../src/http/response-facade.ts';

/** What came back, as it stood on the wire. */
export interface Answer {
  readonly statusLine: string;
  readonly status: number;
  /** Every field line by itself, in order; names in lower case. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Without chunks around it; each character is one byte. */
  readonly body: string;
  readonly isChunked: boolean;
  /** The values of all lines of a field. */
  all(name: string): string[];
}

/** How a request is sent; what is left out is as in `GET / HTTP/1.1`. */
export interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly version?: string;
  /** Further lines of the head. */
  readonly lines?: readonly string[];
}

type Program = (response: ResponseFacade) => unknown;

const running = new Set<ResponseServer>();

afterEach(async () => {
  const servers = [...running];
  running.clear();
  for (const server of servers) await server.close();
});

/** Runs one program for each request, which gets a response of its own, and finishes it as a container does. */
export class ResponseServer {
  /** What programs threw. */
  readonly errors: unknown[] = [];
  /** What `getResponseCharacterEncoding` of the context gives. */
  contextEncoding: string | null = null;
  /** False: programs end their response themselves. */
  isFinishing = true;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #program: Program = () => undefined;

  constructor(options: SessionOptions) {
    this.#server = createServer(options, async (_request, node) => {
      const response = new ResponseFacade(this.#services(), node);
      await this.#attempt(() => this.#program(response));
      if (this.isFinishing) await this.#attempt(() => response.finish());
    });
  }

  static async start(options: SessionOptions = {}): Promise<ResponseServer> {
    const server = new ResponseServer(options);
    running.add(server);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Sends one request on a connection of its own, which the server closes behind its answer. */
  async run(program: Program, call: Call = {}): Promise<Answer> {
    this.#program = program;
    const { method = 'GET', path = '/', version = '1.1', lines = [] } = call;
    const head = [`${method} ${path} HTTP/${version}`, 'Host: app.test', 'Connection: close'];
    const answer = await this.exchange([...head, ...lines, '', ''].join('\r\n'));
    if (this.errors.length > 0) throw this.errors[0];
    return answer;
  }

  /** As `run`, for a program that throws: gives what it threw. */
  async failure(program: Program): Promise<unknown> {
    await this.run(program).catch(() => undefined);
    return this.errors.splice(0)[0];
  }

  /** Sends text, and reads until the server closes the connection. */
  async exchange(text: string): Promise<Answer> {
    const socket = this.connect();
    socket.write(text, 'latin1');
    let received = '';
    socket.on('data', (chunk: string) => (received += chunk));
    await new Promise((resolve) => socket.once('close', resolve));
    return parseAnswer(received);
  }

  connect(): Socket {
    const socket = connect((this.#server.address() as AddressInfo).port, '127.0.0.1');
    this.#sockets.add(socket);
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    return socket;
  }

  set program(program: Program) {
    this.#program = program;
  }

  async #attempt(work: () => unknown): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.errors.push(error);
    }
  }

  #services(): ApplicationServices {
    const services = {
      context: { getResponseCharacterEncoding: () => this.contextEncoding },
      isSecure: () => false,
      remoteAddress: () => undefined,
    };
    return services as unknown as ApplicationServices;
  }
}

/** Takes the bytes of one answer apart. */
export function parseAnswer(text: string): Answer {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) throw new Error(`No whole head came: ${JSON.stringify(text)}`);
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const fields = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const all = (name: string): string[] =>
    fields.filter(([key]) => key === name.toLowerCase()).map(([, value]) => value);
  const isChunked = all('transfer-encoding').includes('chunked');
  const rest = text.slice(end + 4);
  return {
    statusLine,
    status: Number(statusLine.split(' ')[1]),
    fields,
    body: isChunked ? withoutChunks(rest) : rest,
    isChunked,
    all,
  };
}

/** What follows the last chunk stays: these are the trailer fields. */
function withoutChunks(text: string): string {
  let body = '';
  let at = 0;
  for (;;) {
    const end = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, end), 16);
    if (end < 0 || Number.isNaN(size)) return `${body}<cut>`;
    if (size === 0) return body + text.slice(end + 2, -2);
    body += text.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
}
