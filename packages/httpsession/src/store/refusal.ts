import { quote, SHOWN_NAME } from '../common/quote.ts';

/** Why a value cannot be encoded. */
export type RefusalCode = 'HTTPSESSION_NOT_ENCODABLE' | 'HTTPSESSION_LIMIT';

/**
 * Thrown inside the encoder where it meets a value that it cannot keep, and completed with the path
 * on the way out. So a value that can be encoded pays nothing for paths.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  #path = '';

  /** `what` is in the way: "a function". */
  constructor(what: string, options: { code?: RefusalCode; cause?: unknown } = {}) {
    super(what, 'cause' in options ? { cause: options.cause } : {});
    this.code = options.code ?? 'HTTPSESSION_NOT_ENCODABLE';
  }

  /** The failure of a part of a value, now that it is known which part: `.name`, `[3]`. */
  static at(part: string, error: unknown): Refusal {
    const refusal = Refusal.of(error);
    if (!(refusal instanceof ValueTooLarge)) refusal.#path = part + refusal.#path;
    return refusal;
  }

  /** Anything that was thrown while a value was read: a getter, a trap or a `toJSON` can throw too. */
  static of(error: unknown): Refusal {
    return error instanceof Refusal
      ? error
      : new Refusal('an object that threw while it was read', { cause: error });
  }

  /** What to tell, with the path where it is known. */
  get reason(): string {
    return this.#path === '' ? `it is ${this.message}` : `at ${this.#path} it has ${this.message}`;
  }
}

/** Passing the limit on size. Where it happens says nothing about what is large, so it has no path. */
export class ValueTooLarge extends Refusal {
  constructor() {
    super('too large', { code: 'HTTPSESSION_LIMIT' });
  }
}

/** The part of a path that names a property. */
export function propertyPart(key: string): string {
  return isPlainName(key) ? `.${key}` : `[${quote(key)}]`;
}

/** What a value that cannot be kept is, in words. Never shows what it holds. */
export function describeUnkept(value: object): string {
  try {
    const prototype = Object.getPrototypeOf(value) as { constructor?: unknown } | null;
    const type = prototype?.constructor;
    if (typeof type === 'function' && type.name !== '') {
      return `an instance of ${quote(type.name)}, a class that is not registered with the codec`;
    }
  } catch {
    // The value has traps or getters that throw; it is refused all the same, only without a name.
  }
  return 'an object of a class that is not registered with the codec';
}

/** Letters, digits and `_` that need no quotes after a dot. */
function isPlainName(key: string): boolean {
  if (key === '' || key.length > SHOWN_NAME || isDigit(key.charCodeAt(0))) return false;
  for (let i = 0; i < key.length; i += 1) {
    const code = key.charCodeAt(i);
    if (!isLetter(code) && !isDigit(code) && code !== 0x5f) return false;
  }
  return true;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
