import { BadRequestError } from './bad-request.ts';
import type { CharsetDecoder } from './charset-decoder.ts';
import { decodeFormText } from './form-coding.ts';

/**
 * The parameters of a request: names in the order of their first value, values in the order in which they came.
 */
export class Parameters {
  readonly #values = new Map<string, string[]>();
  readonly #limit: number;
  #count = 0;

  /** @param limit how many values there may be; below zero: any number */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Names and values as they are. The map is the parameters' own: to be read only. */
  get map(): ReadonlyMap<string, readonly string[]> {
    return this.#values;
  }

  /** The first value; null without one. */
  first(name: string): string | null {
    return this.#values.get(name)?.[0] ?? null;
  }

  /** @throws BadRequestError when it is one too many */
  add(name: string, value: string): void {
    this.#count += 1;
    if (this.#limit >= 0 && this.#count > this.#limit) {
      throw new BadRequestError(400, `More than ${String(this.#limit)} parameters in one request`);
    }
    const values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, [value]);
    else values.push(value);
  }

  /**
   * Adds what a query or a form holds. A parameter without `=` has an empty value; one without a name, or
   * with a broken percent sequence, is left out, as in Tomcat.
   * @param text each character stands for one byte
   * @throws BadRequestError when there are too many
   */
  addEncoded(text: string, decoder: CharsetDecoder): void {
    for (let start = 0; start < text.length;) {
      const ampersand = text.indexOf('&', start);
      const end = ampersand < 0 ? text.length : ampersand;
      if (end > start) this.#addPair(text.slice(start, end), decoder);
      start = end + 1;
    }
  }

  #addPair(pair: string, decoder: CharsetDecoder): void {
    const equals = pair.indexOf('=');
    if (equals === 0) return;
    const name = decodeFormText(equals < 0 ? pair : pair.slice(0, equals), decoder);
    const value = equals < 0 ? '' : decodeFormText(pair.slice(equals + 1), decoder);
    if (name !== undefined && value !== undefined) this.add(name, value);
  }
}
