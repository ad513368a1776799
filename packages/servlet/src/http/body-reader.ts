import type { Readable } from 'node:stream';
import type { BufferedReader } from '../api/index.ts';
import type { StreamDecoder } from './charset-decoder.ts';
import { cutOff } from './read-body.ts';

/** A body as text, decoded as it comes in. One reader at a time. */
export class BodyReader implements BufferedReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #decoder: StreamDecoder;
  /** The beginning of a line whose end has not come, in pieces: a line may come byte by byte. */
  #begun: string[] = [];
  /** Decoded, not given out, and not searched for the end of a line. */
  #text = '';
  #isAtEnd = false;

  constructor(stream: Readable, decoder: StreamDecoder) {
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    this.#decoder = decoder;
  }

  /** Lines end with LF, CR, or both. */
  async readLine(): Promise<string | null> {
    for (;;) {
      const end = this.#endOfLine();
      if (end >= 0) return this.#takeLine(end);
      if (this.#isAtEnd) break;
      this.#setAside();
      await this.#fill();
    }
    const last = this.#takeAll();
    return last === '' ? null : last;
  }

  async text(): Promise<string> {
    while (!this.#isAtEnd) await this.#fill();
    return this.#takeAll();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void> {
    for (let line = await this.readLine(); line !== null; line = await this.readLine()) yield line;
  }

  /** -1 while it is not known: behind a CR an LF may come. */
  #endOfLine(): number {
    const text = this.#text;
    for (let at = 0; at < text.length; at += 1) {
      if (text[at] === '\n') return at;
      if (text[at] === '\r' && (at + 1 < text.length || this.#isAtEnd)) return at;
    }
    return -1;
  }

  #setAside(): void {
    const length = this.#text.endsWith('\r') ? this.#text.length - 1 : this.#text.length;
    if (length > 0) this.#begun.push(this.#text.slice(0, length));
    this.#text = this.#text.slice(length);
  }

  #takeLine(end: number): string {
    const text = this.#text;
    this.#text = text.slice(0, end);
    const line = this.#takeAll();
    const isPair = text[end] === '\r' && text[end + 1] === '\n';
    this.#text = text.slice(end + (isPair ? 2 : 1));
    return line;
  }

  #takeAll(): string {
    const text = this.#begun.length === 0 ? this.#text : this.#begun.join('') + this.#text;
    this.#begun = [];
    this.#text = '';
    return text;
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
