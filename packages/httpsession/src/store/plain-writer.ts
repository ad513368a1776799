import type { Bytes } from './store.ts';
import { hasNoOthers, isDense } from './object-shape.ts';

/** In bytes. What takes more is not small. */
const SMALL = 4096;
/** So many objects are looked through quickly for one that is met again. */
const FEW_OBJECTS = 16;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const BACKSLASH = 0x5c;

/**
 * Writes small plain values, which most attributes are, at about the cost of JSON.stringify: straight into
 * bytes that are used again and again, so nothing but the result is made. Gives up on anything else, also on
 * text that is not ASCII or needs escapes, and leaves it to `JsonEncoder`, which would write the same
 * for what is written here.
 */
export class PlainWriter {
  readonly #bytes = new Uint8Array(SMALL);
  readonly #maxObjects: number;
  readonly #met: object[] = [];
  #length = 0;
  #isBusy = false;

  /** `maxDepth` is how many objects may be inside each other. */
  constructor(maxDepth: number) {
    // No more objects than may be inside each other, so depth needs no counting.
    this.#maxObjects = Math.min(FEW_OBJECTS, maxDepth);
  }

  /** The bytes, or undefined when the value is not small and plain. Throws what a getter in it throws. */
  write(value: unknown): Bytes | undefined {
    // A getter of the value encodes another one.
    if (this.#isBusy) return undefined;
    this.#isBusy = true;
    try {
      // Beyond the end nothing is written, only counted.
      const isWritten = this.#value(value) && this.#length <= SMALL;
      return isWritten ? Buffer.from(this.#bytes.subarray(0, this.#length)) : undefined;
    } finally {
      this.#isBusy = false;
      this.#length = 0;
      this.#met.length = 0;
    }
  }

  #value(value: unknown): boolean {
    if (typeof value === 'string') return this.#string(value);
    if (typeof value === 'number') return this.#number(value);
    if (typeof value === 'object' && value !== null) return this.#object(value);
    return (value === null || typeof value === 'boolean') && this.#text(String(value));
  }

  #object(value: object): boolean {
    if (this.#met.length === this.#maxObjects || this.#met.includes(value)) return false;
    this.#met.push(value);
    const prototype = Reflect.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.#members(value as Record<string, unknown>);
    return prototype === Array.prototype && Array.isArray(value) && this.#items(value);
  }

  #members(value: Readonly<Record<string, unknown>>): boolean {
    const keys = Object.keys(value);
    if (keys.length > SMALL || !hasNoOthers(value, keys.length)) return false;
    if (keys[0]?.startsWith('$') === true) return false;
    this.#byte(OPEN_OBJECT);
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] ?? '';
      if (i > 0) this.#byte(COMMA);
      if (!this.#string(key)) return false;
      this.#byte(COLON);
      if (!this.#value(value[key])) return false;
    }
    this.#byte(CLOSE_OBJECT);
    return true;
  }

  #items(value: readonly unknown[]): boolean {
    const { length } = value;
    if (length > SMALL || !hasNoOthers(value, length + 1) || !isDense(value, length)) return false;
    this.#byte(OPEN_LIST);
    for (let i = 0; i < length; i += 1) {
      if (i > 0) this.#byte(COMMA);
      if (!this.#value(value[i])) return false;
    }
    this.#byte(CLOSE_LIST);
    return true;
  }

  #number(value: number): boolean {
    return Number.isFinite(value) && !Object.is(value, -0) && this.#text(String(value));
  }

  #string(text: string): boolean {
    if (text.length > SMALL) return false;
    this.#byte(QUOTE);
    const start = this.#length;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) return false;
      this.#bytes[start + i] = code;
    }
    this.#length = start + text.length;
    this.#byte(QUOTE);
    return true;
  }

  /** Text that is known to be ASCII without escapes. */
  #text(text: string): boolean {
    const start = this.#length;
    for (let i = 0; i < text.length; i += 1) this.#bytes[start + i] = text.charCodeAt(i);
    this.#length = start + text.length;
    return true;
  }

  #byte(code: number): void {
    this.#bytes[this.#length] = code;
    this.#length += 1;
  }
}
