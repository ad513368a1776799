import { Buffer } from 'node:buffer';
import { IllegalArgumentException } from 'httpsession';
import type { Cookie } from '../api/index.ts';

/** Before any clock of a client, as Tomcat writes it. */
const LONG_AGO = new Date(10_000).toUTCString();

/** HTTP dates have four digits for the year. */
const LAST_MS = 253_402_300_799_000;

/** Attributes that have their place in the line; others follow in the order in which they were set. */
const PLACED = new Set([
  'domain',
  'max-age',
  'path',
  'secure',
  'httponly',
  'samesite',
  'partitioned',
]);

/**
 * The `Set-Cookie` line of a cookie, in the order that Tomcat gives it. `nowMs` is epoch time, for cookies with
 * a lifetime. A lifetime of zero is a date in the past and nothing else (SES-204); values go out as UTF-8.
 * @throws IllegalArgumentException for what would end the value, the attribute or the line
 */
export function formatCookie(cookie: Cookie, nowMs: number): string {
  const name = cookie.getName();
  const value = cookie.getValue();
  checkValue(name, value);
  let line = `${name}=${Buffer.from(value, 'utf8').toString('latin1')}`;
  line += lifetimeOf(cookie.getMaxAge(), nowMs);
  const domain = cookie.getDomain() ?? '';
  if (domain !== '') {
    if (!isDomain(domain)) throw unfit(name, 'domain is no name of a host');
    line += `; Domain=${domain}`;
  }
  const path = cookie.getPath() ?? '';
  if (path !== '') line += attribute(name, 'Path', path);
  if (cookie.getSecure()) line += '; Secure';
  if (cookie.isHttpOnly()) line += '; HttpOnly';
  return line + otherAttributes(cookie);
}

/** SES-203, SES-204: a negative age says nothing, zero the past, others say it in both ways. */
function lifetimeOf(maxAge: number, nowMs: number): string {
  if (maxAge < 0) return '';
  if (maxAge === 0) return `; Expires=${LONG_AGO}`;
  const expires = new Date(Math.min(nowMs + maxAge * 1000, LAST_MS)).toUTCString();
  return `; Max-Age=${maxAge}; Expires=${expires}`;
}

function otherAttributes(cookie: Cookie): string {
  let text = '';
  const name = cookie.getName();
  const sameSite = cookie.getAttribute('SameSite');
  if (sameSite !== null) text += attribute(name, 'SameSite', sameSite);
  const partitioned = cookie.getAttribute('Partitioned');
  if (partitioned !== null) text += attribute(name, 'Partitioned', partitioned);
  for (const [other, value] of cookie.getAttributes()) {
    if (!PLACED.has(other.toLowerCase())) text += attribute(name, other, value);
  }
  return text;
}

/** SES-202: an empty value is a bare name. */
function attribute(cookie: string, name: string, value: string): string {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 0x20 || code > 0x7e || code === SEMICOLON) {
      throw unfit(cookie, `attribute ${name} has a semicolon, or is not printable ASCII`);
    }
  }
  return value === '' ? `; ${name}` : `; ${name}=${value}`;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;
const DELETE = 0x7f;
const SEPARATORS = [QUOTE, COMMA, SEMICOLON, BACKSLASH, DELETE];

/** RFC 6265, 4.1.1, with what is not ASCII; quotes around all of it are allowed. */
function checkValue(name: string, value: string): void {
  const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  const end = isQuoted ? value.length - 1 : value.length;
  for (let at = isQuoted ? 1 : 0; at < end; at++) {
    const code = value.charCodeAt(at);
    if (code <= 0x20 || SEPARATORS.includes(code)) {
      throw unfit(name, 'value has a blank, a control character, or one of " , ; and \\');
    }
  }
}

/** Labels of letters, digits and hyphens, none of which begins or ends with a hyphen. */
function isDomain(domain: string): boolean {
  return domain
    .split('.')
    .every(
      (label) => isLabel(label) && label !== '' && !label.startsWith('-') && !label.endsWith('-'),
    );
}

function isLabel(label: string): boolean {
  for (let at = 0; at < label.length; at++) {
    const code = label.charCodeAt(at) | 0x20;
    const isLetter = code >= 0x61 && code <= 0x7a && label.charCodeAt(at) >= 0x41;
    const isDigit = label.charCodeAt(at) >= 0x30 && label.charCodeAt(at) <= 0x39;
    if (!isLetter && !isDigit && label[at] !== '-') return false;
  }
  return true;
}

/** The value may be a secret, or come from a client: it is not shown. */
function unfit(name: string, why: string): IllegalArgumentException {
  return new IllegalArgumentException(
    `Cookie ${name} cannot be sent: its ${why}; encode it first, for example with encodeURIComponent`,
    { code: 'HTTPSESSION_BAD_COOKIE' },
  );
}
