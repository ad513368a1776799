import { afterEach } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { isExpired, parseSetCookie, type ParsedSetCookie } from './set-cookie.ts';

/** One answer as it stood on the wire: every field line by itself, in order. */
export class RawAnswer {
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** False: the connection closed before all of it came. */
  readonly isWhole: boolean;

  constructor(head: Head, body: string, isWhole: boolean) {
    this.status = head.status;
    this.reason = head.reason;
    this.fields = head.fields;
    this.body = body;
    this.isWhole = isWhole;
  }

  /** The values of all lines of a field; the name in lower case. */
  all(name: string): string[] {
    return this.fields.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  }

  /** The value of a field, its lines joined as a cache would; undefined without any. */
  field(name: string): string | undefined {
    const values = this.all(name);
    return values.length === 0 ? undefined : values.join(', ');
  }

  get setCookies(): ParsedSetCookie[] {
    return this.all('set-cookie').map(parseSetCookie);
  }

  /** What is said about the session cookie: at most one line, if all is well. */
  get sessionCookies(): ParsedSetCookie[] {
    return this.setCookies.filter(({ name }) => name === 'JSESSIONID');
  }

  /** The Cookie field for the session of this answer; empty when there is none. */
  get cookie(): string {
    const cookie = this.sessionCookies.find((one) => !isExpired(one));
    return cookie === undefined ? '' : `JSESSIONID=${cookie.value}`;
  }
}

interface Head {
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly (readonly [string, string])[];
}

const open = new Set<RawClient>();

afterEach(() => {
  for (const client of open) client.destroy();
  open.clear();
});

/** A client that sends what it is told, byte for byte, and takes answers apart itself. */
export class RawClient {
  /** The heads with a 1xx status that came before the answers taken so far. */
  readonly informational: RawAnswer[] = [];
  readonly socket: Socket;
  /** Resolves when the connection is gone, however it went. */
  readonly closed: Promise<void>;
  #bytes = '';
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    open.add(this);
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      this.#bytes += chunk;
      this.#wake();
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isOver = true;
        this.#wake();
        resolve();
      });
    });
    socket.on('end', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  /** What has come and was not taken by `answer` yet. */
  get pending(): string {
    return this.#bytes;
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Sends a GET, or what `lines` says, and gives its answer. */
  get(path: string, ...lines: string[]): Promise<RawAnswer> {
    return this.request(`GET ${path}`, ...lines);
  }

  /** Sends a request without a body, such as `HEAD /`, and gives its answer. */
  request(start: string, ...lines: string[]): Promise<RawAnswer> {
    this.#sendHead(start, lines);
    return this.answer(start.startsWith('HEAD '));
  }

  /** Sends a GET, whose answer is taken later, or watched as it comes. */
  sendGet(path: string, ...lines: string[]): void {
    this.#sendHead(`GET ${path}`, lines);
  }

  /** The next final answer. */
  async answer(isHead = false): Promise<RawAnswer> {
    for (;;) {
      const head = await this.#takeHead();
      if (head.status >= 200 || head.status === 101) return this.#takeBody(head, isHead);
      this.informational.push(new RawAnswer(head, '', true));
    }
  }

  /** Waits until what has come holds a text. */
  async until(text: string): Promise<string> {
    while (!this.#bytes.includes(text)) await this.#more(`'${text}'`);
    return this.#bytes;
  }

  destroy(): void {
    this.socket.destroy();
  }

  #sendHead(start: string, lines: readonly string[]): void {
    this.send([`${start} HTTP/1.1`, 'Host: localhost', ...lines, '', ''].join('\r\n'));
  }

  async #takeHead(): Promise<Head> {
    while (!this.#bytes.includes('\r\n\r\n')) await this.#more('a head');
    const end = this.#bytes.indexOf('\r\n\r\n');
    const [start = '', ...lines] = this.#take(end + 4)
      .slice(0, -4)
      .split('\r\n');
    const [, status = '', ...reason] = start.split(' ');
    return {
      status: Number(status),
      reason: reason.join(' '),
      fields: lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
      }),
    };
  }

  async #takeBody(head: Head, isHead: boolean): Promise<RawAnswer> {
    const field = (name: string): string | undefined =>
      head.fields.find(([key]) => key.toLowerCase() === name)?.[1];
    if (isHead || [101, 204, 304].includes(head.status)) return new RawAnswer(head, '', true);
    if (field('transfer-encoding') === 'chunked') return this.#takeChunks(head);
    const length = field('content-length');
    const wanted = length === undefined ? Infinity : Number(length);
    while (this.#bytes.length < wanted && !this.#isOver) await this.#more('a body');
    const body = this.#take(wanted);
    return new RawAnswer(head, body, wanted === Infinity || body.length === wanted);
  }

  async #takeChunks(head: Head): Promise<RawAnswer> {
    let body = '';
    for (;;) {
      while (!this.#bytes.includes('\r\n') && !this.#isOver) await this.#more('a chunk');
      const end = this.#bytes.indexOf('\r\n');
      const size = Number.parseInt(this.#bytes.slice(0, Math.max(end, 0)), 16);
      const whole = end + 2 + size + 2;
      while (this.#bytes.length < whole && !this.#isOver) await this.#more('a chunk');
      if (end < 0 || this.#bytes.length < whole) return new RawAnswer(head, body, false);
      body += this.#take(whole).slice(end + 2, -2);
      if (size === 0) return new RawAnswer(head, body, true);
    }
  }

  #take(count: number): string {
    const taken = this.#bytes.slice(0, count);
    this.#bytes = this.#bytes.slice(taken.length);
    return taken;
  }

  async #more(what: string): Promise<void> {
    if (this.#isOver) {
      throw new Error(
        `The connection closed while ${what} was awaited; it had sent: ${this.#bytes}`,
      );
    }
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Opens a connection to a local port; it is closed after the test. */
export async function connectTo(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  const client = new RawClient(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return client;
}

/** Sends one request on a connection of its own. */
export async function once(port: number, start: string, ...lines: string[]): Promise<RawAnswer> {
  const client = await connectTo(port);
  const answer = await client.request(start, ...lines, 'Connection: close');
  client.destroy();
  return answer;
}
