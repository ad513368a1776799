import { Readable } from 'node:stream';
import {
  type BufferedReader,
  type HttpServletRequest,
  HttpServletRequestWrapper,
} from '@httpsession/servlet';

/** A request whose body was read already, and can be read once more. */
export class ReadRequest extends HttpServletRequestWrapper {
  readonly #body: Buffer;

  constructor(request: HttpServletRequest, body: Buffer) {
    super(request);
    this.#body = body;
  }

  override getInputStream(): Readable {
    return Readable.from([this.#body], { objectMode: false });
  }

  override getReader(): BufferedReader {
    return new LineReader(textOf(this, this.#body));
  }
}

/** A body as text: in the charset of the request, else in UTF-8. */
export function textOf(request: HttpServletRequest, body: Buffer): string {
  return decoderOf(request.getCharacterEncoding() ?? 'utf-8').decode(body);
}

function decoderOf(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

class LineReader implements BufferedReader {
  #rest: string;

  constructor(text: string) {
    this.#rest = text;
  }

  readLine(): Promise<string | null> {
    if (this.#rest === '') return Promise.resolve(null);
    const end = /\r\n|\n|\r/.exec(this.#rest);
    const line = this.#rest.slice(0, end?.index);
    this.#rest = end === null ? '' : this.#rest.slice(end.index + end[0].length);
    return Promise.resolve(line);
  }

  text(): Promise<string> {
    const text = this.#rest;
    this.#rest = '';
    return Promise.resolve(text);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void> {
    for (let line = await this.readLine(); line !== null; line = await this.readLine()) yield line;
  }
}
