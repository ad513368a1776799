import { format } from 'node:util';
import type { PrintWriter } from '../api/index.ts';
import type { CharsetEncoder } from './charset-encoder.ts';
import type { OutputBuffer } from './output-buffer.ts';
import { rangeOf } from './range.ts';

/** Text for the body of a response. It never throws: what cannot be written is dropped. */
export class ResponseWriter implements PrintWriter {
  readonly #output: OutputBuffer;
  readonly #encoder: CharsetEncoder;

  constructor(output: OutputBuffer, encoder: CharsetEncoder) {
    this.#output = output;
    this.#encoder = encoder;
  }

  print(value: unknown): void {
    this.#output.writeText(typeof value === 'string' ? value : String(value), this.#encoder);
  }

  println(value: unknown = ''): void {
    this.print(`${String(value)}\n`);
  }

  write(text: string | number, offset?: number, length?: number): void {
    if (typeof text === 'number') {
      this.print(String.fromCharCode(text));
      return;
    }
    if (offset === undefined && length === undefined) {
      this.print(text);
      return;
    }
    const { start, end } = rangeOf(text.length, offset, length);
    this.print(text.slice(start, end));
  }

  printf(pattern: string, ...values: unknown[]): this {
    const lines = pattern.split('%%').map((part) => part.replaceAll('%n', '\n'));
    this.print(format(lines.join('%%'), ...values));
    return this;
  }

  append(value: unknown): this {
    this.print(value);
    return this;
  }

  flush(): void {
    this.#output.flush();
  }

  close(): void {
    this.#output.close();
  }

  checkError(): boolean {
    this.flush();
    return this.#output.hasFailed;
  }
}
