import type { Readable } from 'node:stream';
import type { BufferedReader } from '../api/index.ts';
import type { StreamDecoder } from './charsets.ts';
import { cutOff } from './read-body.ts';

/** A body as text, decoded as it comes in. One reader at a time. */
export class BodyReader implements BufferedReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #decoder: StreamDecoder;
  /** Decoded, and not given out yet. */
  #text = '';
  #isAtEnd = false;

  constructor(stream: Readable, decoder: StreamDecoder) {
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    this.#decoder = decoder;
  }

  /** Lines end with LF, CR, or both. */
  async readLine(): Promise<string | null> {
    // What has been searched is not searched again: a line may come in many pieces.
    let searched = 0;
    for (;;) {
      const end = this.#endOfLine(searched);
      if (end >= 0) return this.#take(end);
      if (this.#isAtEnd) return this.#text === '' ? null : this.#take(this.#text.length);
      searched = Math.max(this.#text.length - 1, 0);
      await this.#fill();
    }
  }

  async text(): Promise<string> {
    while (!this.#isAtEnd) await this.#fill();
    const text = this.#text;
    this.#text = '';
    return text;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void> {
    for (let line = await this.readLine(); line !== null; line = await this.readLine()) yield line;
  }

  /** -1 while it is not known: behind a CR at the end an LF may follow. */
  #endOfLine(from: number): number {
    for (let at = from; at < this.#text.length; at += 1) {
      const character = this.#text[at];
      if (character === '\n') return at;
      if (character === '\r' && (at + 1 < this.#text.length || this.#isAtEnd)) return at;
    }
    return -1;
  }

  #take(end: number): string {
    const line = this.#text.slice(0, end);
    const isPair = this.#text[end] === '\r' && this.#text[end + 1] === '\n';
    this.#text = this.#text.slice(end + (isPair ? 2 : 1));
    return line;
  }

  async #fill(): Promise<void> {
    let result: IteratorResult<Uint8Array, unknown>;
    try {
      result = await this.#chunks.next();
    } catch (cause) {
      throw cutOff(cause);
    }
    if (result.done === true) {
      this.#text += this.#decoder.decode();
      this.#isAtEnd = true;
    } else {
      this.#text += this.#decoder.decode(result.value, { stream: true });
    }
  }
}
