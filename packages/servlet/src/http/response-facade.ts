import { IllegalStateException, type SessionResponse } from 'httpsession';
import { STATUS } from '../api/status-codes.ts';
import {
  type HttpServletResponse,
  type PrintWriter,
  type ServletOutputStream,
  UnsupportedEncodingException,
} from '../api/index.ts';
import { abortResponse } from './abort-response.ts';
import { DEFAULT_CHARSET, findEncoder } from './find-encoder.ts';
import { addFieldsOfBody, lengthToAnnounce, sendsBody } from './body-fields.ts';
import type { ApplicationServices } from './contracts.ts';
import { defaultLocale } from './locales.ts';
import { type BodyFrame, OutputBuffer } from './output-buffer.ts';
import { ResponseOutputStream } from './output-stream.ts';
import { absoluteLocation, encodeLocation } from './redirect.ts';
import { checkStatus, ResponseHead } from './response-head.ts';
import { writeTrailers } from './response-trailers.ts';
import { ResponseWriter } from './writer.ts';

/** An error that an application wants to be answered: the container makes the page. */
export interface ReportedError {
  readonly status: number;
  /** May hold anything that clients send. */
  readonly message: string | null;
}

/** Gives the fields behind a chunked body. */
type TrailerSupplier = () => ReadonlyMap<string, string>;

/**
 * Java's response over Node's. Nothing reaches Node's response before the buffer is full or flushed, or the
 * response is over: until then head and body can be changed, and sessions, whose cookie goes out with the
 * head, can be made.
 */
export class ResponseFacade extends ResponseHead implements HttpServletResponse, BodyFrame {
  readonly #services: ApplicationServices;
  readonly #output: OutputBuffer;
  #writer: ResponseWriter | undefined;
  #stream: ResponseOutputStream | undefined;
  #reported: ReportedError | undefined;
  #trailers: TrailerSupplier | null = null;

  constructor(services: ApplicationServices, node: SessionResponse) {
    super(node);
    this.#services = services;
    this.#output = new OutputBuffer(node, this);
  }

  getWriter(): PrintWriter {
    if (this.#stream !== undefined) {
      throw new IllegalStateException(
        'HTTPSESSION_UNSUPPORTED',
        'getWriter() after getOutputStream(): a body is text or bytes; call reset() in between',
      );
    }
    this.#writer ??= this.#createWriter();
    return this.#writer;
  }

  getOutputStream(): ServletOutputStream {
    if (this.#writer !== undefined) {
      throw new IllegalStateException(
        'HTTPSESSION_UNSUPPORTED',
        'getOutputStream() after getWriter(): a body is text or bytes; call reset() in between',
      );
    }
    this.#stream ??= new ResponseOutputStream(this.#output);
    return this.#stream;
  }

  getCharacterEncoding(): string {
    const { charset } = this.contentType;
    return charset ?? this.#services.context.getResponseCharacterEncoding() ?? DEFAULT_CHARSET;
  }

  getLocale(): string {
    return this.contentType.locale ?? defaultLocale();
  }

  /** Also true when all that was announced is written, and after `sendError` and `sendRedirect`. */
  isCommitted(): boolean {
    const output = this.#output;
    return (
      output.isCommitted ||
      output.isSuspended ||
      this.raw.headersSent ||
      (this.contentLength > 0 && output.length >= this.contentLength)
    );
  }

  getBufferSize(): number {
    return this.#output.capacity;
  }

  setBufferSize(size: number): void {
    if (this.#output.length > 0) throw committed('setBufferSize', 'something was written');
    this.#checkOpen('setBufferSize');
    this.#output.grow(size);
  }

  flushBuffer(): void {
    this.#output.flush();
  }

  resetBuffer(): void {
    this.#checkOpen('resetBuffer');
    this.#output.reset();
  }

  reset(): void {
    this.#checkOpen('reset');
    this.clearHead();
    this.#startOver();
  }

  sendError(status: number, message: string | null = null): void {
    this.#checkOpen('sendError');
    checkStatus(status);
    this.raw.statusCode = status;
    this.#startOver();
    this.#reported = { status, message };
    this.#output.isSuspended = true;
  }

  /**
   * A relative location stays relative, as in Tomcat; what a URL cannot contain is percent-encoded. Also
   * `sendRedirect(location, clearBuffer)`.
   * @throws IllegalArgumentException for a location with a line break
   */
  sendRedirect(
    location: string,
    status: number | boolean = STATUS.SC_FOUND,
    clearBuffer: boolean = status !== false,
  ): void {
    this.#checkOpen('sendRedirect');
    const code = typeof status === 'number' ? status : STATUS.SC_FOUND;
    checkStatus(code);
    const encoded = this.#locationOf(location);
    if (clearBuffer) this.#startOver();
    this.raw.statusCode = code;
    this.setHeader('Location', encoded);
    this.#output.isSuspended = true;
  }

  encodeURL(url: string): string {
    return this.raw.encodeURL(url);
  }

  encodeRedirectURL(url: string): string {
    return this.raw.encodeRedirectURL(url);
  }

  setTrailerFields(supplier: TrailerSupplier): void {
    this.#checkOpen('setTrailerFields');
    if (this.raw.req.httpVersion === '1.0') {
      throw committed(
        'setTrailerFields',
        'the client speaks HTTP/1.0, which has no trailer fields',
      );
    }
    this.#trailers = supplier;
  }

  getTrailerFields(): TrailerSupplier | null {
    return this.#trailers;
  }

  // What follows is for the container.

  /** What `sendError` was called with; undefined when it was not, and after `resume`. */
  get errorToReport(): ReportedError | undefined {
    return this.#reported;
  }

  /** Whether the application's part is over: what it writes now is dropped. */
  get isSuspended(): boolean {
    return this.#output.isSuspended;
  }

  /** Whether nothing can be changed any more, not even by the container. */
  get isHeadWritten(): boolean {
    return this.#output.isCommitted || this.raw.headersSent;
  }

  /** The application's part is over, as behind a forward. */
  suspend(): void {
    this.#output.isSuspended = true;
  }

  /**
   * Lets an error page write. Status, cookies and other header fields stay; what was written before is gone,
   * unless it was sent.
   */
  resume(): void {
    this.#output.isSuspended = false;
    this.#reported = undefined;
    this.#startOver();
  }

  /** The request is over: sends what is still here, and ends the response. Calling it twice does no harm. */
  finish(): void {
    this.#output.finish();
  }

  /** Cuts the connection: the client must not take what it got for all. */
  abort(): void {
    abortResponse(this.raw);
  }

  /** For the buffer. */
  writeHead(length: number | undefined): number {
    const node = this.raw;
    const announced = lengthToAnnounce(node, {
      isFramed: this.fields.has('Transfer-Encoding'),
      declared: this.contentLength,
      actual: this.#trailers === null ? length : undefined,
    });
    const hasBody = sendsBody(node);
    // Too short: nothing can follow on this connection.
    if (hasBody && length !== undefined && length < announced) node.shouldKeepAlive = false;
    const fields = this.fields.write();
    addFieldsOfBody(fields, node.statusCode, { type: this.contentType.field, length: announced });
    if (fields.length === 0) node.writeHead(node.statusCode);
    else node.writeHead(node.statusCode, fields);
    if (!hasBody) return 0;
    return announced < 0 ? Infinity : announced;
  }

  /** For the buffer. */
  writeTrailers(): void {
    if (this.#trailers !== null) writeTrailers(this.raw, this.#trailers());
  }

  #createWriter(): ResponseWriter {
    const name = this.getCharacterEncoding();
    const encoder = findEncoder(name);
    if (encoder === undefined) {
      throw new UnsupportedEncodingException(
        `No charset ${name} is known here; write in UTF-8, or encode text yourself for getOutputStream()`,
      );
    }
    if (!this.isCommitted()) this.contentType.fix(name);
    return new ResponseWriter(this.#output, encoder);
  }

  /** Forgets the body, and what it was going to be. */
  #startOver(): void {
    this.#output.reset();
    this.#writer = undefined;
    this.#stream = undefined;
    this.contentType.release();
    this.contentLength = -1;
  }

  #locationOf(location: string): string {
    const encoded = encodeLocation(location);
    const { req } = this.raw;
    // Relative locations came with HTTP/1.1.
    if (req.httpVersion !== '1.0') return encoded;
    return absoluteLocation(encoded, req, this.#services.isSecure(req) ? 'https' : 'http');
  }

  #checkOpen(method: string): void {
    if (this.isCommitted()) throw committed(method, 'the response is committed');
  }
}

function committed(method: string, why: string): IllegalStateException {
  return new IllegalStateException(
    'HTTPSESSION_RESPONSE_COMMITTED',
    `${method}() comes too late: ${why}; call it before output is flushed, or set a larger buffer`,
  );
}
