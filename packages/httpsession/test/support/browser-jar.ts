import { parseSetCookie } from './set-cookie.ts';

interface Kept {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  readonly goneAt: number;
}

/** The cookies of a browser, kept and sent as RFC 6265bis says, with the rules that drop some. */
export class BrowserJar {
  readonly #kept = new Map<string, Kept>();

  get size(): number {
    return this.#kept.size;
  }

  /** Takes a Set-Cookie field of the response to `url`. Says whether the browser accepts it. */
  take(field: string, url: string, now = 0): boolean {
    const { hostname, protocol } = new URL(url);
    const { name, value, attributes } = parseSetCookie(field);
    const text = (key: string) => {
      const found = attributes.get(key);
      return typeof found === 'string' ? found : undefined;
    };
    const domain = text('domain')?.toLowerCase();
    const path = text('path') ?? '/';
    const secure = attributes.has('secure');
    const prefix = name.toLowerCase();
    if (name === '' || field.length > 4096) return false;
    if (secure && protocol !== 'https:') return false;
    if (domain !== undefined && !isBelow(hostname, domain)) return false;
    if (prefix.startsWith('__secure-') && !secure) return false;
    if (prefix.startsWith('__host-') && !(secure && domain === undefined && path === '/')) {
      return false;
    }
    if (text('samesite')?.toLowerCase() === 'none' && !secure) return false;
    if (attributes.has('partitioned') && !secure) return false;

    const goneAt = lifetime(text('max-age'), text('expires'), now);
    const key = [name, domain ?? hostname, path, attributes.has('partitioned')].join(' ');
    if (goneAt <= now) this.#kept.delete(key);
    else {
      this.#kept.set(key, {
        name,
        value,
        domain: domain ?? hostname,
        hostOnly: domain === undefined,
        path,
        secure,
        goneAt,
      });
    }
    return true;
  }

  /** The Cookie field of a request for `url`; empty when there is none. */
  cookieFor(url: string, now = 0): string {
    const { hostname, protocol, pathname } = new URL(url);
    return [...this.#kept.values()]
      .filter(
        (kept) =>
          (kept.hostOnly ? hostname === kept.domain : isBelow(hostname, kept.domain)) &&
          (!kept.secure || protocol === 'https:') &&
          isUnder(pathname, kept.path) &&
          kept.goneAt > now,
      )
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }
}

function isBelow(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

function isUnder(pathname: string, path: string): boolean {
  if (pathname === path) return true;
  return pathname.startsWith(path) && (path.endsWith('/') || pathname[path.length] === '/');
}

function lifetime(maxAge: string | undefined, expires: string | undefined, now: number): number {
  if (maxAge !== undefined) return Number(maxAge) <= 0 ? -1 : now + Number(maxAge) * 1000;
  return expires === undefined ? Infinity : Date.parse(expires);
}
