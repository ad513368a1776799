import { IllegalArgumentException } from '../common/errors.ts';
import { bareDots, isInside, pathEnd, pathStart } from './url-path.ts';

/** A URL without our parameter, and what the parameter said. */
export interface StrippedUrl {
  readonly url: string;
  /** The last value, as Tomcat takes it, not decoded; `undefined` when there was no such parameter. */
  readonly value: string | undefined;
}

/**
 * Takes every `;name=value` out of the path of a URL, whole or relative. Names compare byte for
 * byte, an escaped semicolon is not one, and all else stays as it is, byte for byte. A URL that would
 * lead elsewhere without them is left as it is.
 */
export function stripPathParameter(url: string, name: string): StrippedUrl {
  const stripped = cut(url, name);
  const isLeft = stripped.value !== undefined && isNewPath(url, stripped.url);
  return isLeft ? { url, value: undefined } : stripped;
}

function cut(url: string, name: string): StrippedUrl {
  if (!url.includes(';')) return { url, value: undefined };
  const marker = `;${name}=`;
  const end = pathEnd(url);
  let at = url.indexOf(marker, pathStart(url));
  if (at < 0 || at >= end) return { url, value: undefined };

  let kept = '';
  let from = 0;
  let value: string | undefined;
  while (at >= 0 && at < end) {
    const valueEnd = parameterEnd(url, at + marker.length, end);
    value = url.slice(at + marker.length, valueEnd);
    kept += url.slice(from, at);
    from = valueEnd;
    at = url.indexOf(marker, from);
  }
  return { url: kept + url.slice(from), value };
}

/**
 * Whether cutting made what was not there before, and what nobody in front of us has checked: another
 * host (`//`), or dots that lead elsewhere.
 */
function isNewPath(url: string, stripped: string): boolean {
  const [start, end] = [pathStart(url), pathEnd(url)];
  if (stripped.startsWith('//', start) && !url.startsWith('//', start)) return true;
  const before = url.slice(start, end);
  if (!before.includes('.') && !before.includes('%')) return false;
  const after = stripped.slice(start, stripped.length - (url.length - end));
  return bareDots(after) !== bareDots(before);
}

/** Whether a link would get an empty segment that it did not have: some servers drop those. */
function isEmptied(url: string, stripped: string): boolean {
  return stripped.split('//').length !== url.split('//').length;
}

function parameterEnd(url: string, from: number, end: number): number {
  let at = from;
  while (at < end && url[at] !== ';' && url[at] !== '/') at++;
  return at;
}

/** What goes into URLs, and into which of them. */
export interface UrlTarget {
  /** The name of the parameter. */
  readonly name: string;
  /** Its value: letters, digits, `-`, `_` and `.`. */
  readonly value: string;
  /** `http://host:port` of this request, in lower case and without the default port. */
  readonly origin: string;
  /** Empty, or `/shop`: only URLs below it get the parameter. */
  readonly contextPath: string;
  /** The path of this request, which relative URLs are relative to. */
  readonly requestPath: string;
}

/**
 * Puts the parameter at the end of the path of a URL that leads back into this application, in
 * the place of one that is there already. All other URLs come back as they are, as do those that
 * are not well formed, and those without a path or ending in a bare `..`, which have no place for it.
 * @throws IllegalArgumentException when the URL is no string
 */
export function encodeUrl(url: string, target: UrlTarget): string {
  if (typeof url !== 'string') throw new IllegalArgumentException('There is no URL to encode');
  const plain = cut(url, target.name).url;
  if (plain !== url && (isNewPath(url, plain) || isEmptied(url, plain))) return url;
  if (!isInside(plain, target) || !isMeantAs(plain, url, target)) return url;
  const end = pathEnd(plain);
  return `${plain.slice(0, end)};${target.name}=${target.value}${plain.slice(end)}`;
}

/** Whether a URL is the same without the parameter. It is not for `;p=1/x`, nor for `..;p=1/x`. */
function isMeantAs(plain: string, url: string, target: UrlTarget): boolean {
  if (plain === url) return true;
  const start = pathStart(url);
  if (plain[start] !== url[start]) return false;
  // The context path itself with our parameter is not below the context path, and means it all the same.
  return isInside(url, target) || url.startsWith(`${target.contextPath};${target.name}=`, start);
}
