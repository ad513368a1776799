import {
  IllegalArgumentException,
  IllegalStateException,
  NumberFormatException,
} from '../common/errors.ts';
import { charSet, DIGITS, isMadeOf } from '../common/char-set.ts';
import { isToken } from '../common/http-text.ts';
import { CookieAttributeMap } from './cookie-attribute-map.ts';

/** The attributes that have methods of their own, by their names in lower case. */
const NAMED = new Map(
  ['Domain', 'Path', 'Max-Age', 'Secure', 'HttpOnly'].map((name) => [name.toLowerCase(), name]),
);
/** What Servlet 6.0 made meaningless. */
const WITHOUT_EFFECT = new Set(['comment', 'version']);

const DIGIT = charSet(DIGITS);
const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;

/** What holds where the application set nothing: only options can say this, no method. */
export interface CookieDefaults {
  /** Whether the cookie is marked Secure: as the request came in, or never. */
  readonly secure: 'auto' | false;
  /** `undefined`: the attribute is left out. */
  readonly sameSite: 'Lax' | undefined;
}

let changeDefaults: (config: SessionCookieConfig, defaults: CookieDefaults) => void;
let readDefaults: (config: SessionCookieConfig) => CookieDefaults;
let freeze: (config: SessionCookieConfig) => void;

/**
 * Java's `SessionCookieConfig` (Servlet 6.1): how the session cookie looks. Once a manager has
 * started with it, its setters throw IllegalStateException (SES-123). A wrong value is refused then,
 * with an OptionError that names it.
 */
export class SessionCookieConfig {
  #name: string | null = null;
  #attributes: CookieAttributeMap = new CookieAttributeMap();
  #defaults: CookieDefaults = { secure: 'auto', sameSite: 'Lax' };
  #frozen = false;

  static {
    changeDefaults = (config, defaults) => {
      config.#checkOpen();
      config.#defaults = defaults;
    };
    readDefaults = (config) => config.#defaults;
    freeze = (config) => {
      config.#frozen = true;
    };
  }

  /** The name of the cookie and of the URL parameter; `null`: `JSESSIONID` and `jsessionid`. */
  setName(name: string | null): void {
    this.#checkOpen();
    this.#name = checkText('name', name);
  }

  /** As set, or `null`. */
  getName(): string | null {
    return this.#name;
  }

  /** The host, with all hosts below it, that the cookie is for; `null`: only the host that sets it. */
  setDomain(domain: string | null): void {
    this.#set('Domain', checkText('domain', domain));
  }

  /** As set, or `null`. */
  getDomain(): string | null {
    return this.getAttribute('Domain');
  }

  /** The path that the cookie is for; `null`: the context path. */
  setPath(path: string | null): void {
    this.#set('Path', checkText('path', path));
  }

  /** As set, or `null`. */
  getPath(): string | null {
    return this.getAttribute('Path');
  }

  /** @deprecated since Servlet 6.0, without effect */
  setComment(comment: string | null): void {
    this.#set('Comment', comment);
  }

  /** @deprecated since Servlet 6.0, always `null` */
  getComment(): null {
    return null;
  }

  /** Whether scripts in the page are kept from the cookie. */
  setHttpOnly(httpOnly: boolean): void {
    this.#set('HttpOnly', String(httpOnly));
  }

  /** As set; true when nothing was set. */
  isHttpOnly(): boolean {
    return isOn(this.getAttribute('HttpOnly') ?? 'true');
  }

  /** Whether the cookie is always marked Secure, instead of only where the request was secure. */
  setSecure(secure: boolean): void {
    this.#set('Secure', String(secure));
  }

  /** As set; false when nothing was set. */
  isSecure(): boolean {
    return isOn(this.getAttribute('Secure') ?? 'false');
  }

  /**
   * Seconds that the browser keeps the cookie; negative: until it is closed; zero: not at all.
   * Throws IllegalArgumentException unless it is a whole number of 32 bits.
   */
  setMaxAge(maxAge: number): void {
    if (!isInt(maxAge)) {
      throw new IllegalArgumentException('The max-age of a cookie is a whole number of 32 bits');
    }
    this.#set('Max-Age', String(maxAge));
  }

  /** As set, in seconds; -1 when nothing was set. */
  getMaxAge(): number {
    return Number(this.getAttribute('Max-Age') ?? -1);
  }

  /**
   * Sets any attribute, such as `SameSite` or `Partitioned`, whatever the case of its name. An empty
   * value is written as a bare name; `null` removes the attribute. Secure and HttpOnly take `''`,
   * `'true'` and `'false'`. An empty SameSite leaves that attribute out of the cookie.
   * @throws IllegalArgumentException for a name that is `null` or not allowed
   * @throws NumberFormatException for a Max-Age that is no number
   */
  setAttribute(name: string, value: string | null): void {
    if (typeof name !== 'string' || !isToken(name)) {
      throw new IllegalArgumentException(
        'The name of a cookie attribute must be letters, digits and hyphens',
      );
    }
    this.#set(name, checkText(name, value));
  }

  /** As set, whatever the case of the name; or `null`. */
  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  /** All that was set, whatever the case of the names: a read-only snapshot. */
  getAttributes(): ReadonlyMap<string, string> {
    return this.#attributes;
  }

  #set(name: string, value: string | null): void {
    this.#checkOpen();
    const key = name.toLowerCase();
    if (WITHOUT_EFFECT.has(key)) return;
    if (key === 'max-age' && value !== null) checkNumber(value);
    this.#attributes = this.#attributes.with(NAMED.get(key) ?? name, value);
  }

  #checkOpen(): void {
    if (!this.#frozen) return;
    throw new IllegalStateException(
      'HTTPSESSION_CONTEXT_INITIALIZED',
      'The session cookie cannot be changed any more: the application has started. Set it up ' +
        'before, in the options or in contextInitialized()',
    );
  }
}

/** Makes all setters throw from now on. */
export function freezeCookieConfig(config: SessionCookieConfig): void {
  freeze(config);
}

/** What holds where the application is silent. */
export function cookieDefaultsOf(config: SessionCookieConfig): CookieDefaults {
  return readDefaults(config);
}

/** Changes what holds where the application is silent. */
export function setCookieDefaults(config: SessionCookieConfig, defaults: CookieDefaults): void {
  changeDefaults(config, defaults);
}

/** How an attribute that is there or not says so: bare, or as Java's `Boolean.parseBoolean`. */
export function isOn(value: string): boolean {
  return value === '' || value.toLowerCase() === 'true';
}

function checkText(what: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  throw new IllegalArgumentException(`The ${what} of a cookie is a string or null`);
}

function checkNumber(text: string): void {
  const digits = text.startsWith('-') || text.startsWith('+') ? text.slice(1) : text;
  const isNumber = isMadeOf(digits, DIGIT) && isInt(Number(text));
  if (!isNumber) {
    throw new NumberFormatException('The Max-Age of a cookie is a whole number of 32 bits');
  }
}

function isInt(value: number): boolean {
  return Number.isInteger(value) && value >= INT_MIN && value <= INT_MAX;
}
