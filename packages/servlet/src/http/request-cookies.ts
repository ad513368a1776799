import { Cookie } from '../api/cookie.ts';
import { isToken } from '../common/token.ts';
import { BadRequestError } from './bad-request.ts';

/** Tomcat's `maxCookieCount`. */
const MAX_COOKIES = 200;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const DELETE = 0x7f;

/**
 * The cookies of a `Cookie` field in their order (RFC 6265, as Tomcat reads it); null without any (SES-207).
 * Double quotes around a value belong to it (SES-208). A pair without `=` is a cookie with an empty value;
 * one whose name or value has characters that neither may have is left out.
 * @param header each character stands for one byte; values are UTF-8
 * @throws BadRequestError for more than 200
 */
export function parseCookies(header: string | undefined): Cookie[] | null {
  if (header === undefined) return null;
  const cookies: Cookie[] = [];
  for (let start = 0; start < header.length;) {
    const semicolon = header.indexOf(';', start);
    const end = semicolon < 0 ? header.length : semicolon;
    const cookie = parsePair(header.slice(start, end));
    if (cookie !== undefined && cookies.push(cookie) > MAX_COOKIES) {
      throw new BadRequestError(400, `More than ${String(MAX_COOKIES)} cookies in one request`);
    }
    start = end + 1;
  }
  return cookies.length === 0 ? null : cookies;
}

function parsePair(pair: string): Cookie | undefined {
  const equals = pair.indexOf('=');
  const name = trimBlanks(equals < 0 ? pair : pair.slice(0, equals));
  if (!isToken(name)) return undefined;
  const value = equals < 0 ? '' : trimBlanks(pair.slice(equals + 1));
  const kind = kindOf(value);
  if (kind === 'refused') return undefined;
  return new Cookie(name, kind === 'ascii' ? value : Buffer.from(value, 'latin1').toString('utf8'));
}

/** Spaces and tabs only: `trim` knows more characters, which are bytes of UTF-8 here. */
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Quotes may only be around the whole. */
function kindOf(value: string): 'ascii' | 'bytes' | 'refused' {
  const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  const end = isQuoted ? value.length - 1 : value.length;
  let isAscii = true;
  for (let at = isQuoted ? 1 : 0; at < end; at += 1) {
    const code = value.charCodeAt(at);
    if (code > DELETE) isAscii = false;
    else if (!isCookieOctet(code)) return 'refused';
  }
  return isAscii ? 'ascii' : 'bytes';
}

/** RFC 6265, 4.1.1; the semicolon never gets here. */
function isCookieOctet(code: number): boolean {
  return code > 0x20 && code !== QUOTE && code !== COMMA && code !== BACKSLASH && code !== DELETE;
}
