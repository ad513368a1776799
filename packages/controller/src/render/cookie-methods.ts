import { Cookie } from '@httpsession/servlet';

import { toInt, toLong } from '../para/numbers.ts';
import { AttributeMethods } from './attribute-methods.ts';

/** What a cookie is made of. */
export interface CookieParts {
  /** A token, as RFC 6265 has it. */
  readonly name: string;
  /** The text as it is sent, not encoded. */
  readonly value: string;
  /** Seconds; -1: until the browser is closed, 0: away with it. */
  readonly maxAge: number;
  /** Default: that of `setCookieDefaults`, else `/`. */
  readonly path?: string | undefined;
  /** Default: that of `setCookieDefaults`, else the host of the request only. */
  readonly domain?: string | undefined;
  /** Whether scripts in the page are kept from it; default: that of `setCookieDefaults`, else `false`. */
  readonly httpOnly?: boolean | undefined;
}

/** The ways to say which cookie to set. */
export type SetCookieArguments =
  | [cookie: Cookie]
  | [name: string, value: string, maxAgeInSeconds: number]
  | [name: string, value: string, maxAgeInSeconds: number, isHttpOnly: boolean]
  | [name: string, value: string, maxAgeInSeconds: number, path: string, isHttpOnly?: boolean]
  | [
      name: string,
      value: string,
      maxAgeInSeconds: number,
      path: string,
      domain: string,
      isHttpOnly: boolean,
    ];

/** The cookies of the request and the response. */
export abstract class CookieMethods<S extends object = object> extends AttributeMethods<S> {
  /** The value of the first cookie of this name, or the default; without a default, `null`. */
  getCookie(name: string): string | null;
  getCookie(name: string, defaultValue: string): string;
  getCookie(name: string, defaultValue: string | null = null): string | null {
    return this.getCookieObject(name)?.getValue() ?? defaultValue;
  }

  /**
   * A cookie as an integer of 32 bits.
   * @throws ActionError 400 when it is none
   */
  getCookieToInt(name: string): number | null;
  getCookieToInt(name: string, defaultValue: number): number;
  getCookieToInt(name: string, defaultValue: number | null = null): number | null {
    return toInt(this.getCookie(name), defaultValue);
  }

  /**
   * A cookie as an integer that a number holds exactly.
   * @throws ActionError 400 when it is none
   */
  getCookieToLong(name: string): number | null;
  getCookieToLong(name: string, defaultValue: number): number;
  getCookieToLong(name: string, defaultValue: number | null = null): number | null {
    return toLong(this.getCookie(name), defaultValue);
  }

  /** The first cookie of this name, or `null`. */
  getCookieObject(name: string): Cookie | null {
    return this.getCookieObjects().find((cookie) => cookie.getName() === name) ?? null;
  }

  /** All cookies of the request; empty when there are none. */
  getCookieObjects(): readonly Cookie[] {
    return this.exchange.request.getCookies() ?? [];
  }

  /**
   * Sets a cookie: a `Cookie`, or its name, value and life in seconds (-1: until the browser is
   * closed), then any of path (default `/`), domain and HttpOnly (default `false`) as in JFinal. The
   * defaults are those of `setCookieDefaults` where the application has some.
   * @throws IllegalArgumentException for what a cookie cannot hold, such as line ends
   */
  setCookie(...cookie: SetCookieArguments): this {
    if (cookie.length === 1) {
      this.exchange.response.addCookie(cookie[0]);
      return this;
    }
    const [name, value, maxAge, ...rest] = cookie;
    return this.doSetCookie({ name, value, maxAge, ...partsOf(rest) });
  }

  /** Has the browser drop a cookie. Path and domain, with the same defaults, must be those it was set with. */
  removeCookie(name: string, path?: string, domain?: string): this {
    return this.doSetCookie({ name, value: '', maxAge: 0, path, domain });
  }

  /** All cookies but ready-made ones go through here: the place for rules of your own. */
  protected doSetCookie(parts: CookieParts): this {
    const { response, config } = this.exchange;
    const said = Object.entries(parts).filter(([, value]) => value !== undefined);
    const whole = {
      ...config.cookieDefaults,
      ...(Object.fromEntries(said) as Partial<CookieParts>),
    };
    const { path = '/', domain = null, httpOnly = false, secure = false, sameSite = null } = whole;
    const cookie = new Cookie(parts.name, parts.value);
    cookie.setMaxAge(parts.maxAge);
    cookie.setPath(path);
    cookie.setDomain(domain);
    cookie.setHttpOnly(httpOnly);
    cookie.setSecure(secure);
    cookie.setAttribute('SameSite', sameSite);
    response.addCookie(cookie);
    return this;
  }
}

/** Tells path, domain and HttpOnly apart by their order and type. */
function partsOf(rest: readonly (string | boolean | undefined)[]): Partial<CookieParts> {
  const [path, domain] = rest.filter((part) => typeof part === 'string');
  const httpOnly = rest.find((part) => typeof part === 'boolean');
  return { path, domain, httpOnly };
}
