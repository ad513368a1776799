import { ALPHANUMERICS, charSet, isMadeOf } from '../common/char-set.ts';
import { OptionError } from '../common/errors.ts';
import { isToken } from '../common/http-text.ts';
import { isAttributeText } from './cookie-text.ts';
import type { CookieAttributes } from './set-cookie.ts';

const LABEL = charSet(`${ALPHANUMERICS}-`);
const MAX_HOST_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;

/** What a token may hold, but a browser would escape or cut off in a URL. */
const NOT_IN_URLS = ['#', '%', '^', '`', '|'];

/** What has an option of its own, or what only the writer may say. */
const RESERVED = new Set([
  ...['domain', 'path', 'max-age', 'expires', 'secure', 'httponly', 'samesite', 'partitioned'],
  ...['comment', 'version'],
]);

/** The name, if it can name a cookie as well as a path parameter. */
export function checkName(name: string): string {
  if (isToken(name) && !NOT_IN_URLS.some((mark) => name.includes(mark))) return name;
  throw new OptionError('cookie.name', name, 'letters, digits and hyphens, as JSESSIONID');
}

/** The path, if it starts at the root and holds nothing that ends an attribute. */
export function checkPath(option: string, path: string): string {
  if (path.startsWith('/') && isAttributeText(path)) return path;
  throw new OptionError(option, path, "a path such as '/shop', without commas and semicolons");
}

/** The domain, if it is the name of a host. `null` becomes `undefined`. */
export function checkDomain(domain: string | null): string | undefined {
  if (domain === null) return undefined;
  if (domain.length <= MAX_HOST_LENGTH && domain.split('.').every(isLabel)) return domain;
  throw new OptionError('cookie.domain', domain, 'a host name in ASCII without a leading dot');
}

function isLabel(label: string): boolean {
  return (
    label.length <= MAX_LABEL_LENGTH &&
    !label.startsWith('-') &&
    !label.endsWith('-') &&
    isMadeOf(label, LABEL)
  );
}

/** Refuses an attribute that would be more, or other, than one more attribute. */
export function checkAttribute(name: string, value: unknown): void {
  const option = `cookie.attributes.${name}`;
  if (RESERVED.has(name.toLowerCase())) {
    throw new OptionError(option, value, 'left out here, it has an option of its own');
  }
  if (!isAttributeName(name)) {
    throw new OptionError(option, value, 'named with letters, digits and hyphens');
  }
  if (typeof value !== 'string' || !isAttributeText(value)) {
    throw new OptionError(option, value, 'printable ASCII without commas and semicolons');
  }
}

function isAttributeName(name: string): boolean {
  return isMadeOf(name, LABEL) && !name.startsWith('-');
}

/** The parts of a cookie that browsers judge together. */
export interface JudgedCookie extends CookieAttributes {
  /** Whether the cookie is marked Secure: always, never, or as the request came in. */
  readonly secure: 'auto' | boolean;
}

/**
 * Refuses what a browser would silently drop: prefixes of names whose promise is not kept, and
 * attributes that only a cookie that is always Secure may have. Browsers ignore the case of prefixes.
 */
export function checkBrowserRules(cookie: JudgedCookie): void {
  const name = cookie.name.toLowerCase();
  const isHost = name.startsWith('__host-');
  const isHttp = name.startsWith('__http-') || name.startsWith('__host-http-');
  requireSecure(
    cookie,
    isHost || isHttp || name.startsWith('__secure-'),
    'the prefix of the name asks for it',
  );
  requireSecure(cookie, cookie.sameSite === 'None', "sameSite is 'none'");
  requireSecure(cookie, cookie.partitioned, 'partitioned is true');
  if (isHttp && !cookie.httpOnly) {
    throw new OptionError('cookie.httpOnly', false, 'true, because the name starts with __Http-');
  }
  if (isHost) requireWholeHost(cookie);
}

function requireWholeHost({ domain, path }: JudgedCookie): void {
  if (domain !== undefined) {
    throw new OptionError('cookie.domain', domain, 'left out, because of the prefix __Host-');
  }
  if (path !== '/') {
    throw new OptionError('cookie.path', path, "'/', because of the prefix __Host-");
  }
}

function requireSecure(cookie: JudgedCookie, needed: boolean, why: string): void {
  if (!needed || cookie.secure === true) return;
  throw new OptionError('cookie.secure', cookie.secure, `true, because ${why}`);
}
