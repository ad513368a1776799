import { connect, type Socket } from 'node:net';

/** A response as it came, with header names in lower case. */
export interface RawResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Whether it ended as its headers promised; false when the server broke it off. */
  readonly complete: boolean;
}

interface Waiting {
  resolve(response: RawResponse): void;
}

const HEAD_END = '\r\n\r\n';

/**
 * One keep-alive connection that sends whatever it is told, and connects again when the server hung
 * up. One request at a time. Node's own client would clean up the junk that scripts send.
 */
export class Connection {
  readonly #port: number;
  #socket: Socket | undefined;
  #received: Buffer = Buffer.alloc(0);
  #waiting: Waiting | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends a GET request. The status is 0 when the server hangs up without a whole head. */
  get(target: string, headers: readonly (readonly [string, string])[]): Promise<RawResponse> {
    const socket = this.#socket ?? this.#open();
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return new Promise((resolve) => {
      this.#waiting = { resolve };
      socket.write(
        `GET ${target} HTTP/1.1\r\nHost: localhost:${String(this.#port)}\r\n${lines}\r\n`,
        'latin1',
      );
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    this.#socket = socket;
    this.#received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      if (this.#socket !== socket) return;
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
      this.#settle(socket, false);
    });
    socket.on('error', () => {
      // 'close' follows, and says the same.
    });
    socket.on('close', () => {
      // One that we hung up on ourselves has been answered, and another one may be in its place.
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#settle(socket, true);
    });
    return socket;
  }

  #settle(socket: Socket, closed: boolean): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const response = parseResponse(this.#received, closed);
    if (response === undefined) {
      if (!closed) return;
      this.#waiting = undefined;
      waiting.resolve({ status: 0, headers: [], body: '', complete: false });
      return;
    }
    this.#waiting = undefined;
    this.#received = Buffer.alloc(0);
    const closes = response.headers.some(
      ([name, value]) => name === 'connection' && value === 'close',
    );
    if (closes || !response.complete) {
      socket.destroy();
      if (this.#socket === socket) this.#socket = undefined;
    }
    waiting.resolve(response);
  }
}

/** Undefined until the response is whole, or as whole as it gets because the connection closed. */
function parseResponse(bytes: Buffer, closed: boolean): RawResponse | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const body = readBody(bytes.subarray(headEnd + HEAD_END.length), headers, closed);
  if (body === undefined) return undefined;
  return { status: Number(statusLine.split(' ')[1]), headers, ...body };
}

function readBody(
  bytes: Buffer,
  headers: readonly [string, string][],
  closed: boolean,
): { body: string; complete: boolean } | undefined {
  const field = (wanted: string): string | undefined =>
    headers.find(([name]) => name === wanted)?.[1];
  if (field('transfer-encoding') === 'chunked') return readChunks(bytes, closed);
  const length = field('content-length');
  const expected = length === undefined ? Infinity : Number(length);
  if (bytes.length >= expected)
    return { body: bytes.toString('utf8', 0, expected), complete: true };
  return closed ? { body: bytes.toString('utf8'), complete: expected === Infinity } : undefined;
}

function readChunks(
  bytes: Buffer,
  closed: boolean,
): { body: string; complete: boolean } | undefined {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', position);
    const size = lineEnd < 0 ? NaN : parseInt(bytes.toString('latin1', position, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (lineEnd < 0 || end > bytes.length) {
      return closed ? { body: Buffer.concat(chunks).toString('utf8'), complete: false } : undefined;
    }
    if (size === 0) return { body: Buffer.concat(chunks).toString('utf8'), complete: true };
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    position = end;
  }
}
