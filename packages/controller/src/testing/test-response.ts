import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

import type { TestSession } from './session-probe.ts';

/** The answer to a request of a test. */
export class TestResponse {
  /** The status code. */
  readonly status: number;
  /** By names in lower case, as Node gives them. */
  readonly headers: IncomingHttpHeaders;
  /** The bytes of the body. */
  readonly body: Buffer;
  /** What the session held after the request; `null` when there was none, or it has ended. */
  readonly session: TestSession | null;

  /** Made by a `TestApp` when an answer is complete. */
  constructor(message: IncomingMessage, body: Buffer, session: TestSession | null) {
    this.status = message.statusCode ?? 0;
    this.headers = message.headers;
    this.body = body;
    this.session = session;
  }

  /** The body as UTF-8. */
  get text(): string {
    return this.body.toString('utf8');
  }

  /** The body as JSON. Throws a SyntaxError when it is none. */
  json(): unknown {
    return JSON.parse(this.text);
  }
}

/** Reads an answer to its end. */
export async function readBody(message: IncomingMessage): Promise<Buffer> {
  return buffer(message);
}
