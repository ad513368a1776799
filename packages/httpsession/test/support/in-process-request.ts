import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { SessionManager, SessionRequest, SessionResponse } from 'httpsession';
import type { HttpSession, SessionOptions } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { gate } from './gate.ts';
import { isExpired, parseSetCookie } from './set-cookie.ts';

/** What went over the wire for one request. */
export interface Sent {
  readonly status: number;
  /** `issued <value>`, `expired`, or `none`, for the session cookie. */
  readonly cookie: string;
}

/**
 * A request that goes on until the test says that it is over, on Node's own request and response objects but
 * without sockets: in memory a manager does all of its work before `handle` returns.
 */
export class InProcessRequest {
  readonly request: SessionRequest;
  readonly response: SessionResponse;
  /** Whether the application was asked at all. */
  readonly isHandled: boolean;
  readonly #line = new Line();
  readonly #over = gate();

  constructor(
    manager: SessionManager,
    { cookie, url = '/' }: { cookie?: string; url?: string } = {},
  ) {
    const socket = this.#line as unknown as Socket;
    this.request = new SessionRequest(socket);
    this.request.method = 'GET';
    this.request.url = url;
    this.request.httpVersionMajor = 1;
    this.request.httpVersionMinor = 1;
    this.request.httpVersion = '1.1';
    if (cookie !== undefined) this.request.headers.cookie = cookie;
    this.response = new SessionResponse(this.request);
    this.response.assignSocket(socket);
    let isHandled = false;
    manager.handle(this.request, this.response, () => {
      isHandled = true;
      return this.#over.passed;
    });
    this.isHandled = isHandled;
  }

  /** Ends the response and the handler. */
  async end(): Promise<Sent> {
    if (!this.response.writableEnded) this.response.end();
    await this.settle();
    return this.sent();
  }

  /** The client goes away; the handler goes on. */
  async hangUp(): Promise<void> {
    this.#line.destroy();
    await new Promise((resolve) => this.#line.once('close', resolve));
  }

  /** The promise of the handler is fulfilled. */
  async settle(): Promise<void> {
    this.#over.open();
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** What the client has got. */
  sent(): Sent {
    const [head = ''] = this.#line.text.split('\r\n\r\n');
    const lines = head.split('\r\n');
    const cookies = lines
      .filter((line) => line.toLowerCase().startsWith('set-cookie: '))
      .map((line) => parseSetCookie(line.slice('set-cookie: '.length)))
      .map((cookie) => (isExpired(cookie) ? 'expired' : `issued ${cookie.value}`));
    return { status: Number(lines[0]?.split(' ')[1] ?? 0), cookie: cookies.join() || 'none' };
  }
}

/** A connection that keeps what is written to it. */
class Line extends Duplex {
  text = '';

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('latin1');
    done();
  }
}

/** A manager, its clock, and requests to it. */
export class Lobby {
  readonly clock = new FakeClock();
  readonly manager: SessionManager;
  /** What handlers threw. */
  readonly errors: unknown[] = [];

  constructor(options: SessionOptions = {}) {
    this.manager = new SessionManager({
      clock: this.clock,
      // Little room: making a list for a hundred thousand sessions takes longer than most tests.
      sessionMax: 100,
      onError: (error) => this.errors.push(error),
      ...options,
    });
  }

  /** A request that goes on; with the session of this id, if one is given. */
  visit(id?: string): InProcessRequest {
    return new InProcessRequest(
      this.manager,
      id === undefined ? {} : { cookie: `JSESSIONID=${id}` },
    );
  }

  /** Makes a session in a request of its own, and gives its id. */
  async makeSession(prepare: (session: HttpSession) => void = () => undefined): Promise<string> {
    const visit = this.visit();
    const session = visit.request.getSession();
    prepare(session);
    await visit.end();
    return session.getId();
  }

  /** Whether a request with this id finds a session. */
  async finds(id: string): Promise<boolean> {
    const visit = this.visit(id);
    const isFound = visit.request.getSession(false) !== null;
    await visit.end();
    return isFound;
  }
}
