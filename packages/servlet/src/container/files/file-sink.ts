import type { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { IllegalStateException } from 'httpsession';
import type { HttpServletResponse } from '../../api/index.ts';

type Sink = (chunk: Buffer) => void;

/**
 * A servlet's response as the library that sends files knows responses: Node's. What goes through it is buffered,
 * wrapped and committed as everything that a servlet writes, and the file is read as fast as the client takes it.
 */
export class FileSink extends Writable {
  readonly #response: HttpServletResponse;
  /** Whether there is more in the body than the file: a part of it, or what includes it. */
  readonly #isAddition: boolean;
  readonly #gone = (): void => {
    this.destroy();
  };
  #sink: Sink | undefined;

  constructor(response: HttpServletResponse, isAddition: boolean) {
    super();
    this.#response = response;
    this.#isAddition = isAddition;
    response.node.once('close', this.#gone);
  }

  /** The library asks whether the answer is over already. */
  get finished(): boolean {
    return this.writableFinished;
  }

  get socket(): Socket | null {
    return this.#response.node.socket;
  }

  /** What is added to may be on its way already. */
  get headersSent(): boolean {
    return !this.#isAddition && this.#response.isCommitted();
  }

  get statusCode(): number {
    return this.#response.getStatus();
  }

  set statusCode(status: number) {
    this.#response.setStatus(status);
  }

  getHeader(name: string): string | undefined {
    if (name.toLowerCase() === 'content-type') return this.#response.getContentType() ?? undefined;
    return this.#response.getHeader(name) ?? undefined;
  }

  setHeader(name: string, value: number | string): void {
    const lower = name.toLowerCase();
    if (lower === 'content-type') this.#response.setContentType(String(value));
    else if (lower === 'content-length') this.#setLength(Number(value));
    else this.#response.setHeader(name, String(value));
  }

  removeHeader(name: string): void {
    if (name.toLowerCase() === 'content-type') this.#response.setContentType(null);
    else this.#response.setHeader(name, null);
  }

  /** Nothing more comes: the response is to be answered in another way. */
  abandon(): void {
    this.#response.node.removeListener('close', this.#gone);
    this.destroy();
  }

  /** The length of the file is not that of a body with more in it. */
  #setLength(length: number): void {
    if (!this.#isAddition) this.#response.setContentLengthLong(length);
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    try {
      this.#sink ??= sinkOf(this.#response);
      this.#sink(chunk);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    const { node } = this.#response;
    if (node.writableNeedDrain) node.once('drain', done);
    else done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#response.node.removeListener('close', this.#gone);
    done(error);
  }
}

/** Who includes a page may be writing text already. */
function sinkOf(response: HttpServletResponse): Sink {
  try {
    const stream = response.getOutputStream();
    return (chunk) => stream.write(chunk);
  } catch (error) {
    if (!(error instanceof IllegalStateException)) throw error;
    const writer = response.getWriter();
    const decoder = new StringDecoder('utf8');
    return (chunk) => writer.write(decoder.write(chunk));
  }
}
