import { Readable } from 'node:stream';
import { Enumeration, IllegalStateException } from 'httpsession';
import { type BufferedReader, type Part, UnsupportedEncodingException } from '../api/index.ts';
import { BodyReader } from './body-reader.ts';
import { type CharsetDecoder, createStreamDecoder, findDecoder, UTF_8 } from './charset-decoder.ts';
import { parseContentType } from './content-type.ts';
import { mediaType } from './media-type.ts';
import type { MultipartForm } from './multipart-form.ts';
import { Parameters } from './parameters.ts';
import { RequestHead } from './request-head.ts';

const MAX_INT = 0x7fffffff;

/** What a request brings: its parameters, and its body as bytes, as text, or in parts. */
export abstract class RequestContent extends RequestHead {
  /** The bytes of a form that was read before the application's turn. */
  #form: Buffer | undefined;
  #multipart: MultipartForm | undefined;
  #parameters: Parameters | undefined;
  #encoding: string | undefined;
  #body: Readable | BufferedReader | undefined;

  /**
   * For the container: the bytes of the form. Nothing is decoded before somebody asks; who asked before the
   * form was there does not keep it from those who ask later.
   */
  setForm(form: Buffer): void {
    this.#form = form;
    this.#parameters = undefined;
  }

  /** For the container: the parts of the form. */
  setMultipart(form: MultipartForm): void {
    this.#multipart = form;
    this.#parameters = undefined;
  }

  /** For the container, at the end of the request: lets go of the temporary files of parts. */
  release(): void {
    this.#multipart?.release();
  }

  getCharacterEncoding(): string | null {
    return (
      this.#encoding ?? this.#sentEncoding() ?? this.services.context.getRequestCharacterEncoding()
    );
  }

  setCharacterEncoding(encoding: string | null): void {
    if (this.#parameters !== undefined || this.#body instanceof BodyReader) return;
    if (encoding !== null) knownDecoder(encoding);
    this.#encoding = encoding ?? undefined;
  }

  getContentLength(): number {
    const length = this.getContentLengthLong();
    return length > MAX_INT ? -1 : length;
  }

  getContentLengthLong(): number {
    const length = this.node.headers['content-length'];
    return length === undefined ? -1 : Number(length);
  }

  getContentType(): string | null {
    return this.node.headers['content-type'] ?? null;
  }

  /** A form that was read already is given again. */
  getInputStream(): Readable {
    if (this.#body instanceof Readable) return this.#body;
    if (this.#body !== undefined) throw taken('getInputStream', 'getReader');
    this.#body = this.#openBody();
    return this.#body;
  }

  getReader(): BufferedReader {
    if (this.#body instanceof Readable) throw taken('getReader', 'getInputStream');
    if (this.#body === undefined) {
      const encoding = this.getCharacterEncoding();
      const decoder = encoding === null ? this.#usualDecoder() : knownDecoder(encoding);
      this.#body = new BodyReader(this.#openBody(), createStreamDecoder(decoder));
    }
    return this.#body;
  }

  getParameter(name: string): string | null {
    return this.#read().first(name);
  }

  getParameterValues(name: string): string[] | null {
    const values = this.#read().map.get(name);
    return values === undefined ? null : [...values];
  }

  getParameterNames(): Enumeration<string> {
    return new Enumeration(this.#read().map.keys());
  }

  getParameterMap(): ReadonlyMap<string, readonly string[]> {
    return this.#read().map;
  }

  getPart(name: string): Part | null {
    return this.getParts().find((part) => part.getName() === name) ?? null;
  }

  getParts(): Part[] {
    if (this.#multipart !== undefined) return [...this.#multipart.parts];
    if (mediaType(this.node.headers['content-type']) !== 'multipart/form-data') return [];
    throw new IllegalStateException(
      'HTTPSESSION_BAD_ARGUMENT',
      'getParts: this servlet takes no multipart forms; register it with a multipart config',
    );
  }

  /** The query first, then the form. Only what is whole is kept: too many parameters fail each time. */
  #read(): Parameters {
    if (this.#parameters !== undefined) return this.#parameters;
    const parameters = new Parameters(this.services.limits.maxParameters);
    if (this.target.queryString !== null) parameters.addEncoded(this.target.queryString, UTF_8);
    if (this.#form !== undefined) {
      parameters.addEncoded(this.#form.toString('latin1'), this.#formDecoder());
    }
    this.#multipart?.addFields(parameters, this.#formDecoder());
    this.#parameters = parameters;
    return parameters;
  }

  #sentEncoding(): string | undefined {
    const type = this.node.headers['content-type'];
    return type === undefined ? undefined : parseContentType(type).charset;
  }

  /** UTF-8, as browsers send forms, also where the client names a charset that nobody knows. */
  #formDecoder(): CharsetDecoder {
    const encoding = this.getCharacterEncoding();
    return (encoding === null ? undefined : findDecoder(encoding)) ?? UTF_8;
  }

  /** Of text that nobody says a charset of: forms and JSON are UTF-8, anything else as the specification has it. */
  #usualDecoder(): CharsetDecoder {
    const type = mediaType(this.node.headers['content-type']);
    const isUtf8 =
      this.#form !== undefined || type === 'application/json' || type.endsWith('+json');
    return isUtf8 ? UTF_8 : knownDecoder('ISO-8859-1');
  }

  #openBody(): Readable {
    if (this.#multipart !== undefined) return Readable.from([]);
    return this.#form === undefined ? this.node : Readable.from([this.#form]);
  }
}

function knownDecoder(encoding: string): CharsetDecoder {
  const decoder = findDecoder(encoding);
  if (decoder !== undefined) return decoder;
  throw new UnsupportedEncodingException(`No charset is known by the name that was given`);
}

function taken(method: string, other: string): IllegalStateException {
  return new IllegalStateException(
    'HTTPSESSION_BAD_ARGUMENT',
    `${method}: the body of this request is being read with ${other}`,
  );
}
