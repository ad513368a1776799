import { Buffer } from 'node:buffer';
import { IllegalArgumentException } from 'httpsession';
import type { ServletOutputStream } from '../api/index.ts';
import type { OutputBuffer } from './output-buffer.ts';
import { rangeOf } from './range.ts';

/** Bytes for the body of a response. */
export class ResponseOutputStream implements ServletOutputStream {
  readonly #output: OutputBuffer;

  constructor(output: OutputBuffer) {
    this.#output = output;
  }

  write(data: Uint8Array | string | number, offset?: number, length?: number): void {
    if (typeof data === 'number') {
      this.#output.writeBytes(Uint8Array.of(data));
      return;
    }
    const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
    const { start, end } = rangeOf(bytes.length, offset, length);
    this.#output.writeBytes(bytes.subarray(start, end));
  }

  /** @throws IllegalArgumentException for characters that one byte cannot express: use a writer for text */
  print(value: unknown): void {
    const text = String(value);
    const bytes = Buffer.from(text, 'latin1');
    if (bytes.toString('latin1') !== text) {
      throw new IllegalArgumentException(
        'ServletOutputStream.print takes ISO-8859-1 text only; use getWriter(), or write(text) for UTF-8',
      );
    }
    this.#output.writeBytes(bytes);
  }

  println(value: unknown = ''): void {
    this.print(`${String(value)}\r\n`);
  }

  flush(): void {
    this.#output.flush();
  }

  close(): void {
    this.#output.close();
  }
}
