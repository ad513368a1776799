import { IllegalArgumentException } from 'httpsession';

import { isControl } from '../para/text.ts';

/** A scheme ends this early, if the text starts with one: `https://`. */
const SCHEME_ENDS_BY = 5;

const SPACE = 0x20;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x21;
const LAST_PRINTABLE = 0x7e;

/**
 * Makes text fit for a Location field: what is not printable ASCII is percent-encoded.
 * @throws IllegalArgumentException for control characters, which could start another field
 */
export function safeLocation(url: string): string {
  let isPlain = true;
  for (let at = 0; at < url.length; at += 1) {
    const code = url.charCodeAt(at);
    if (isControl(code)) {
      throw new IllegalArgumentException('A redirect must not contain control characters');
    }
    if (code < FIRST_PRINTABLE || code > LAST_PRINTABLE) isPlain = false;
  }
  return isPlain ? url : encoded(url);
}

/** Puts the context path before a path of the application; other URLs stay as they are. */
export function withContextPath(url: string, contextPath: string): string {
  const scheme = url.indexOf('://');
  const isForeign = scheme !== -1 && scheme <= SCHEME_ENDS_BY;
  return isForeign || !url.startsWith('/') ? url : contextPath + url;
}

/** Adds a query string to a URL that may have one already, before its fragment. */
export function withQuery(url: string, query: string | null): string {
  if (query === null || query === '') return url;
  const hash = url.indexOf('#');
  const head = hash === -1 ? url : url.slice(0, hash);
  const fragment = hash === -1 ? '' : url.slice(hash);
  return `${head}${head.includes('?') ? '&' : '?'}${query}${fragment}`;
}

/**
 * A path from outside, when it can only lead to a page of this site; else `null`. Browsers take
 * `//host` and `/\host` for other sites, and drop tabs and line ends before they look.
 */
export function ownPath(path: string | null): string | null {
  if (!path?.startsWith('/') || !isUnambiguous(path)) return null;
  const base = 'http://here.invalid';
  if (!URL.canParse(path, base)) return null;
  const { origin, pathname } = new URL(path, base);
  return origin === base && !pathname.startsWith('//') ? path : null;
}

/** Whether browsers read a text as it is written: they drop white space and turn backslashes. */
function isUnambiguous(path: string): boolean {
  for (let at = 0; at < path.length; at += 1) {
    const code = path.charCodeAt(at);
    if (isControl(code) || code === SPACE || code === BACKSLASH) return false;
  }
  return true;
}

function encoded(url: string): string {
  let safe = '';
  for (const byte of Buffer.from(url)) {
    const isPlain = byte >= FIRST_PRINTABLE && byte <= LAST_PRINTABLE;
    safe += isPlain
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return safe;
}
