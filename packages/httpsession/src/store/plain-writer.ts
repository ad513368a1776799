import { quote } from './json-text.ts';
import { hasNoOthers, isDense } from './object-shape.ts';

/** Up to so many properties, items or characters each part is small. */
const SMALL = 256;

/**
 * Writes small plain values, which most attributes are, at about the cost of JSON.stringify. Anything else
 * makes it give up, with undefined, and is left to `JsonEncoder`, which would write the same text for what is
 * written here. Each object is met once and there are at most `maxObjects`, so no cycle holds it up.
 */
export class PlainWriter {
  readonly #maxObjects: number;
  readonly #met: object[] = [];

  constructor(maxObjects: number) {
    this.#maxObjects = maxObjects;
  }

  /** The text, or undefined when the value is not small and plain. Throws what a getter in it throws. */
  write(value: unknown): string | undefined {
    if (typeof value === 'string') return value.length <= SMALL ? quote(value) : undefined;
    if (typeof value === 'number') return writeNumber(value);
    if (typeof value === 'object' && value !== null) return this.#object(value);
    return value === null || typeof value === 'boolean' ? String(value) : undefined;
  }

  #object(value: object): string | undefined {
    if (this.#met.length === this.#maxObjects || this.#met.includes(value)) return undefined;
    this.#met.push(value);
    const prototype = Reflect.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.#members(value as Record<string, unknown>);
    return prototype === Array.prototype && Array.isArray(value) ? this.#items(value) : undefined;
  }

  #members(value: Readonly<Record<string, unknown>>): string | undefined {
    const keys = Object.keys(value);
    if (keys.length > SMALL || !hasNoOthers(value, keys.length)) return undefined;
    if (keys[0]?.startsWith('$') === true) return undefined;
    let json = '{';
    for (const key of keys) {
      const member = this.write(value[key]);
      if (member === undefined) return undefined;
      json += json === '{' ? `${quote(key)}:${member}` : `,${quote(key)}:${member}`;
    }
    return `${json}}`;
  }

  #items(value: readonly unknown[]): string | undefined {
    const { length } = value;
    if (length > SMALL || !hasNoOthers(value, length + 1) || !isDense(value, length)) {
      return undefined;
    }
    let json = '[';
    for (let i = 0; i < length; i += 1) {
      const item = this.write(value[i]);
      if (item === undefined) return undefined;
      json += i === 0 ? item : `,${item}`;
    }
    return `${json}]`;
  }
}

function writeNumber(value: number): string | undefined {
  return Number.isFinite(value) && !Object.is(value, -0) ? String(value) : undefined;
}
