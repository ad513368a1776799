import { ALPHANUMERICS, charSet, isMadeOf } from '../common/char-set.ts';

const SCHEME = charSet(`${ALPHANUMERICS}+-.`);

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
  if (colon < 0 || !isMadeOf(url.slice(0, colon), SCHEME)) return 0;
  const slash = url.indexOf('/', colon + 3);
  const end = pathEnd(url);
  return slash < 0 || slash > end ? end : slash;
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
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code === 0x7f || code === 0x5c) return false;
  }
  return true;
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

/** `http://host:port` as browsers compare it; `undefined` with another scheme. */
function originOf(schemeAndAuthority: string): string | undefined {
  const origin = schemeAndAuthority.toLowerCase();
  const known = DEFAULT_PORTS.find(([scheme]) => origin.startsWith(scheme));
  if (known === undefined) return undefined;
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
  const mayHaveDots = path.includes('/.') || path.includes('/%');
  const plain = mayHaveDots ? withoutDots(path) : path;
  return plain !== undefined && (plain === contextPath || plain.startsWith(`${contextPath}/`));
}

/** The path that browsers ask for; `undefined` when it ends in dots, which have no place for more. */
function withoutDots(path: string): string | undefined {
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  const last = segments.at(-1) ?? '';
  for (const segment of segments) {
    const dots = dotsOf(segment);
    if (dots === undefined) return undefined;
    if (dots === 0) kept.push(segment);
    if (dots === 2) kept.pop();
  }
  return dotsOf(last) === 0 ? `/${kept.join('/')}` : undefined;
}

/** All spellings that browsers know, and how many directories they mean. */
const DOTS = new Map<string, 1 | 2>([
  ['.', 1],
  ['%2e', 1],
  ['..', 2],
  ['.%2e', 2],
  ['%2e.', 2],
  ['%2e%2e', 2],
]);

/** How many segments of a path are nothing but dots, in any spelling. */
export function bareDots(path: string): number {
  let count = 0;
  for (const segment of path.split('/')) {
    const dots = dotsOf(segment);
    if (dots === 1 || dots === 2) count += 1;
  }
  return count;
}

/**
 * 1 for `.`, 2 for `..`, 0 for a name, `undefined` for dots that have parameters: what `..;x` means,
 * browsers and servers do not agree on.
 */
function dotsOf(segment: string): 0 | 1 | 2 | undefined {
  if (!segment.startsWith('.') && !segment.startsWith('%')) return 0;
  const semicolon = segment.indexOf(';');
  const name = semicolon < 0 ? segment : segment.slice(0, semicolon);
  const dots = DOTS.get(name.length > 6 ? '' : name.toLowerCase()) ?? 0;
  return dots > 0 && semicolon >= 0 ? undefined : dots;
}
