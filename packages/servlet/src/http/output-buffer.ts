import { Buffer } from 'node:buffer';
import type { SessionResponse } from 'httpsession';
import { abortResponse } from './abort-response.ts';
import { isNodesOwn } from './find-encoder.ts';
import type { CharsetEncoder } from './charset-encoder.ts';

/** Bytes that are kept before a response is committed, as in Tomcat. */
const DEFAULT_BUFFER_SIZE = 8192;

/** What goes with a body: the owner of the buffer knows. */
export interface BodyFrame {
  /** False: the head has bytes that a body of text would make Node encode once more. */
  readonly isHeadAscii: boolean;
  /**
   * Writes the head, once. `length`: bytes of the whole body, undefined when there may be more. Gives how many
   * bytes of a body may follow; Infinity when nobody knows.
   */
  writeHead(length: number | undefined): number;
  /** The body is complete but for its end. */
  writeTrailers(): void;
}

/**
 * Keeps the body until there is more of it than fits, or somebody flushes it: up to then everything can be
 * changed, and nothing has reached the response below. More than the head announced is never sent.
 */
export class OutputBuffer {
  /** While this is set, the application has nothing more to say: what it writes is dropped. */
  isSuspended = false;
  readonly #node: SessionResponse;
  readonly #frame: BodyFrame;
  #capacity = DEFAULT_BUFFER_SIZE;
  /** Behind the bytes, for this encoder. */
  #text = '';
  #encoder: CharsetEncoder | undefined;
  #bytes: Uint8Array[] = NOTHING;
  #buffered = 0;
  /** How many bytes may still be sent; known once the head is written. */
  #room = Infinity;
  #isCommitted = false;
  #isClosed = false;

  constructor(node: SessionResponse, frame: BodyFrame) {
    this.#node = node;
    this.#frame = frame;
  }

  /** Whether the head is written. */
  get isCommitted(): boolean {
    return this.#isCommitted;
  }

  /** Whether the body is complete. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Bytes that wait. */
  get length(): number {
    return this.#buffered;
  }

  /** Whether the client is gone with a part of the body missing. */
  get hasFailed(): boolean {
    return this.#node.destroyed && !this.#node.writableFinished;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Makes room for so many bytes; there is never less than there was. */
  grow(capacity: number): void {
    this.#capacity = Math.max(this.#capacity, capacity);
  }

  writeText(text: string, encoder: CharsetEncoder): void {
    if (this.isSuspended || this.#isClosed || text === '') return;
    this.#text = this.#text === '' ? text : this.#text + text;
    this.#encoder = encoder;
    this.#buffered += encoder.byteLength(text);
    if (this.#buffered > this.#capacity) this.#send(false);
  }

  /** Copies the bytes: whoever wrote them may go on with their array. */
  writeBytes(bytes: Uint8Array): void {
    if (this.isSuspended || this.#isClosed || bytes.length === 0) return;
    this.#append(Buffer.from(bytes));
    this.#buffered += bytes.length;
    if (this.#buffered > this.#capacity) this.#send(false);
  }

  /** Sends what there is, with the head if that is still here. */
  flush(): void {
    if (!this.isSuspended && !this.#isClosed) this.#send(false);
  }

  /** Forgets what was not sent. */
  reset(): void {
    this.#text = '';
    this.#bytes = NOTHING;
    this.#buffered = 0;
  }

  /** The application is done. */
  close(): void {
    if (!this.isSuspended) this.finish();
  }

  /** The response is over, whatever the application says. */
  finish(): void {
    if (this.#isClosed) return;
    this.#send(true);
    this.#isClosed = true;
  }

  #append(bytes: Uint8Array): void {
    this.#encodeText();
    if (this.#bytes === NOTHING) this.#bytes = [bytes];
    else this.#bytes.push(bytes);
  }

  #encodeText(): void {
    const text = this.#text;
    if (text === '' || this.#encoder === undefined) return;
    this.#text = '';
    this.#append(this.#encoder.encode(text));
  }

  #send(isLast: boolean): void {
    const chunk = this.#take(isLast);
    const length = typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.length;
    this.#commit(isLast ? length : undefined);
    // Whoever has Node's response may have ended it.
    if (this.#node.writableEnded) return;
    const allowed = length > this.#room ? cut(chunk, this.#room) : chunk;
    this.#room = Math.max(this.#room - length, 0);
    if (isLast) this.#end(allowed);
    else if (allowed.length > 0) this.#node.write(allowed);
    else this.#node.flushHeaders();
  }

  #end(chunk: string | Uint8Array): void {
    this.#writeTrailers();
    if (this.#room > 0 && this.#room !== Infinity) endShort(this.#node, chunk);
    else if (chunk.length > 0) this.#node.end(chunk);
    else this.#node.end();
  }

  /** Fields that cannot be sent are known when the head is out: all that is left is to cut the connection. */
  #writeTrailers(): void {
    try {
      this.#frame.writeTrailers();
    } catch (error) {
      abortResponse(this.#node);
      throw error;
    }
  }

  #commit(length: number | undefined): void {
    if (this.#isCommitted) return;
    if (!this.#node.headersSent) this.#room = this.#frame.writeHead(length);
    this.#isCommitted = true;
  }

  /** All that waits. Text alone stays text where Node would encode it just so. */
  #take(isLast: boolean): string | Uint8Array {
    const rest = isLast ? '' : halfOfCharacter(this.#text);
    if (rest !== '') this.#text = this.#text.slice(0, -1);
    let chunk: string | Uint8Array = this.#text;
    if (this.#bytes !== NOTHING || !this.#isForNode(this.#encoder)) {
      this.#encodeText();
      chunk = this.#bytes.length > 1 ? Buffer.concat(this.#bytes) : (this.#bytes[0] ?? EMPTY);
    }
    this.reset();
    if (rest !== '') this.#keep(rest);
    return chunk;
  }

  #keep(text: string): void {
    this.#text = text;
    this.#buffered = this.#encoder?.byteLength(text) ?? 0;
  }

  /** Node encodes a head together with a text behind it: as UTF-8, which is right for ASCII only. */
  #isForNode(encoder: CharsetEncoder | undefined): boolean {
    return encoder !== undefined && isNodesOwn(encoder) && this.#frame.isHeadAscii;
  }
}

const NOTHING: Uint8Array[] = [];
const EMPTY = new Uint8Array(0);

function cut(chunk: string | Uint8Array, length: number): Uint8Array {
  return (typeof chunk === 'string' ? Buffer.from(chunk) : chunk).subarray(0, length);
}

/** The first unit of a character of two, at the end of a text: the other one is still to come. */
function halfOfCharacter(text: string): string {
  const code = text.charCodeAt(text.length - 1);
  return code >= 0xd800 && code < 0xdc00 ? text.slice(-1) : '';
}

/**
 * Ends a body that is shorter than its head says. The connection goes with it, and before the next answer is
 * begun: the client would take that for the rest of this one.
 */
function endShort(node: SessionResponse, chunk: string | Uint8Array): void {
  // Node closes those itself that it does not keep, and frames of HTTP/2 have ends of their own.
  if (!node.shouldKeepAlive || node.req.httpVersionMajor > 1) node.end(chunk);
  else if (chunk.length > 0) node.write(chunk, () => node.socket?.destroySoon());
  else node.socket?.destroySoon();
}
