import { isAlphanumeric, isMadeOf } from '../common/http-text.ts';

/** What a URL is compared with, to tell whether it leads into this application. */
export interface UrlBase {
  readonly origin: string;
  readonly contextPath: string;
  readonly requestPath: string;
}

/** Where the path of a URL ends: before the query, or the fragment. */
export function pathEnd(url: string): number {
  const query = url.indexOf('?');
  const fragment = url.indexOf('#');
  if (query < 0) return fragment < 0 ? url.length : fragment;
  return fragment < 0 ? query : Math.min(query, fragment);
}

/** Where the path of a URL starts: behind `scheme://authority`, or else at once. */
export function pathStart(url: string): number {
  const colon = url.startsWith('/') ? -1 : url.indexOf('://');
  if (colon < 0 || !isScheme(url.slice(0, colon))) return 0;
  const slash = url.indexOf('/', colon + 3);
  const end = pathEnd(url);
  return slash < 0 || slash > end ? end : slash;
}

function isScheme(text: string): boolean {
  return isMadeOf(
    text,
    (code) => isAlphanumeric(code) || '+-.'.includes(String.fromCharCode(code)),
  );
}

/**
 * Whether a browser that is shown the URL stays in this application, and whether the URL's path can
 * be added to. When in doubt, it does not.
 */
export function isInside(url: string, base: UrlBase): boolean {
  const start = pathStart(url);
  const path = url.slice(start, pathEnd(url));
  if (path === '' || !isPlain(url.slice(0, start) + path)) return false;
  if (start > 0) {
    return originOf(url.slice(0, start)) === base.origin && isInContext(path, base.contextPath);
  }
  return isPathReference(path) && isInContext(resolved(path, base.requestPath), base.contextPath);
}

/** Browsers drop control characters and blanks, and read `\` as `/`: a URL with them can be anything. */
function isPlain(text: string): boolean {
  return isMadeOf(text, (code) => code > 0x20 && code !== 0x7f && code !== 0x5c);
}

/** Neither `//host/path` nor `scheme:rest`. */
function isPathReference(path: string): boolean {
  if (path.startsWith('/')) return !path.startsWith('//');
  const slash = path.indexOf('/');
  return !(slash < 0 ? path : path.slice(0, slash)).includes(':');
}

const DEFAULT_PORTS = [
  ['http://', ':80'],
  ['https://', ':443'],
] as const;

/** `http://host:port` as browsers compare it; `undefined` with another scheme, or with a user. */
function originOf(schemeAndAuthority: string): string | undefined {
  const origin = schemeAndAuthority.toLowerCase();
  const known = DEFAULT_PORTS.find(([scheme]) => origin.startsWith(scheme));
  if (known === undefined || origin.includes('@')) return undefined;
  const [, port] = known;
  return origin.endsWith(port) ? origin.slice(0, -port.length) : origin;
}

/** The path that a relative one leads to, from the directory of the current one. */
function resolved(path: string, requestPath: string): string {
  if (path.startsWith('/')) return path;
  const directory = requestPath.slice(0, requestPath.lastIndexOf('/', pathEnd(requestPath)) + 1);
  return (directory === '' ? '/' : directory) + path;
}

/** Whether the path stays below the context path, and has an end that can be added to. */
function isInContext(path: string, contextPath: string): boolean {
  const segments: string[] = [];
  const all = path.split('/').slice(1);
  for (const [i, segment] of all.entries()) {
    const dots = dotsOf(segment);
    if (dots === 0) segments.push(segment);
    // What `..;x` means, browsers and servers do not agree on; and `..` has no place for more.
    else if (dots === undefined || i === all.length - 1) return false;
    else if (dots === 2) segments.pop();
  }
  const plain = `/${segments.join('/')}`;
  return plain === contextPath || plain.startsWith(`${contextPath}/`);
}

/** 1 for `.`, 2 for `..`, 0 for a name, `undefined` for dots that have parameters. */
function dotsOf(segment: string): 0 | 1 | 2 | undefined {
  const semicolon = segment.indexOf(';');
  const name = semicolon < 0 ? segment : segment.slice(0, semicolon);
  const decoded = name.length > 6 ? name : name.toLowerCase().replaceAll('%2e', '.');
  if (decoded !== '.' && decoded !== '..') return 0;
  if (semicolon >= 0) return undefined;
  return decoded === '.' ? 1 : 2;
}
