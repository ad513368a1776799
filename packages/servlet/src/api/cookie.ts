import { IllegalArgumentException, NumberFormatException } from 'httpsession';
import { isToken } from '../common/token.ts';
import { CookieAttributeMap } from './cookie-attribute-map.ts';

const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;

/** Java's `Cookie` (Servlet 6.1). */
export class Cookie {
  readonly #name: string;
  #value: string;
  #attributes: CookieAttributeMap = new CookieAttributeMap();

  /**
   * The value is not checked here but when it is sent.
   * @throws IllegalArgumentException for a name that is not a token (SES-198)
   */
  constructor(name: string, value: string) {
    if (typeof name !== 'string' || !isToken(name)) {
      throw new IllegalArgumentException(
        "The name of a cookie is one or more letters, digits and !#$%&'*+-.^_`|~",
      );
    }
    this.#name = name;
    this.#value = value;
  }

  /** The name, which never changes. */
  getName(): string {
    return this.#name;
  }

  /** The value. That of a cookie from a request has its double quotes, if any (SES-208). */
  getValue(): string {
    return this.#value;
  }

  /** Changes the value. */
  setValue(value: string): void {
    this.#value = value;
  }

  /** The host, with all hosts below it, that the cookie is for; `null`: only the host that sets it. */
  setDomain(domain: string | null): void {
    this.#put('Domain', domain === null ? null : domain.toLowerCase());
  }

  /** As set, in lower case; or `null`. */
  getDomain(): string | null {
    return this.getAttribute('Domain');
  }

  /** The path that the cookie is for; `null`: the folder of the request. */
  setPath(path: string | null): void {
    this.#put('Path', path);
  }

  /** As set, or `null`. */
  getPath(): string | null {
    return this.getAttribute('Path');
  }

  /**
   * Seconds that the browser keeps the cookie; negative: until it is closed; zero: removes it.
   * @throws IllegalArgumentException unless it is a whole number of 32 bits
   */
  setMaxAge(expiry: number): void {
    if (!isInt(expiry)) {
      throw new IllegalArgumentException('The max-age of a cookie is a whole number of 32 bits');
    }
    this.#put('Max-Age', expiry < 0 ? null : String(expiry));
  }

  /** As set, in seconds; -1 for a cookie that goes when the browser is closed. */
  getMaxAge(): number {
    return Number(this.getAttribute('Max-Age') ?? -1);
  }

  /** Whether the cookie is only sent over secure channels. */
  setSecure(flag: boolean): void {
    this.#put('Secure', flag ? '' : null);
  }

  /** As set; false when nothing was set. */
  getSecure(): boolean {
    return this.getAttribute('Secure') === '';
  }

  /** Whether scripts in the page are kept from the cookie. */
  setHttpOnly(isHttpOnly: boolean): void {
    this.#put('HttpOnly', isHttpOnly ? '' : null);
  }

  /** As set; false when nothing was set. */
  isHttpOnly(): boolean {
    return this.getAttribute('HttpOnly') === '';
  }

  /**
   * Sets any attribute, such as `SameSite`, whatever the case of its name. An empty value is written
   * as a bare name (SES-202); `null` removes the attribute.
   * @throws IllegalArgumentException for a name that is `null` or not allowed
   * @throws NumberFormatException for a Max-Age that is no number (SES-205)
   */
  setAttribute(name: string, value: string | null): void {
    if (typeof name !== 'string' || !isToken(name)) {
      throw new IllegalArgumentException(
        'The name of a cookie attribute is one or more letters, digits and hyphens',
      );
    }
    if (name.toLowerCase() === 'max-age' && value !== null) this.setMaxAge(parseInt32(value));
    else this.#put(name, value);
  }

  /** As set, whatever the case of the name; or `null`. */
  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  /** All that was set, whatever the case of the names: a read-only snapshot. */
  getAttributes(): ReadonlyMap<string, string> {
    return this.#attributes;
  }

  /** A cookie like this one. */
  clone(): Cookie {
    const copy = new Cookie(this.#name, this.#value);
    copy.#attributes = this.#attributes;
    return copy;
  }

  /** Whether another cookie has the same name, value and attributes (SES-212). */
  equals(other: unknown): boolean {
    return (
      other instanceof Cookie &&
      other.#name === this.#name &&
      other.#value === this.#value &&
      other.#attributes.size === this.#attributes.size &&
      [...this.#attributes].every(([name, value]) => other.#attributes.get(name) === value)
    );
  }

  /** @deprecated since Servlet 6.0, without effect */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- for those who override it or call it
  setComment(_purpose: string | null): void {
    // Cookies have had no comments since RFC 6265.
  }

  /** @deprecated since Servlet 6.0, always `null` */
  getComment(): null {
    return null;
  }

  /** @deprecated since Servlet 6.0, without effect */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- for those who override it or call it
  setVersion(_version: number): void {
    // Cookies have had no versions since RFC 6265.
  }

  /** @deprecated since Servlet 6.0, always 0 */
  getVersion(): 0 {
    return 0;
  }

  #put(name: string, value: string | null): void {
    this.#attributes = this.#attributes.with(name, value);
  }
}

/** As `Integer.parseInt`: digits, with a sign in front or none. */
function parseInt32(text: string): number {
  const digits = text.startsWith('-') || text.startsWith('+') ? text.slice(1) : text;
  const number = Number(text);
  if (!isDigits(digits) || !isInt(number)) {
    throw new NumberFormatException('The Max-Age of a cookie is a whole number of 32 bits');
  }
  return number;
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text.length > 0;
}

function isInt(value: number): boolean {
  return Number.isInteger(value) && value >= INT_MIN && value <= INT_MAX;
}
