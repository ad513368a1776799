import { type BadTarget, decodePath } from './path-decoding.ts';

export type { BadTarget } from './path-decoding.ts';

/** The target of a request line, taken apart. */
export interface RequestTarget {
  /** The path as the client wrote it: encoded, with its path parameters. */
  readonly requestURI: string;
  /** What the path means, with the context path: see `decodePath`. `*` for `OPTIONS *`. */
  readonly decodedPath: string;
  /** Behind the question mark, encoded; null without one. */
  readonly queryString: string | null;
  /** Host and port of a target that is an absolute URL: it wins over `Host` (RFC 9112, 3.2.2). Otherwise null. */
  readonly authority: string | null;
}

const PLAIN = 0;
/** A percent sign or a semicolon: the path has to be decoded. */
const CODED = 1;
const SLASH = 2;
const DOT = 3;
const QUERY = 4;
/** Not in a path (RFC 3986). Browsers write some of them into queries as they are. */
const NOT_IN_PATH = 5;
/** Nowhere: control characters, the space, quotes and angle brackets, the hash. */
const NOWHERE = 6;

const KINDS = new Uint8Array(128);
KINDS.fill(NOWHERE, 0, 0x21);
KINDS[0x7f] = NOWHERE;
for (const char of '"<>#') KINDS[char.charCodeAt(0)] = NOWHERE;
for (const char of '\\^`{|}[]') KINDS[char.charCodeAt(0)] = NOT_IN_PATH;
for (const char of '%;') KINDS[char.charCodeAt(0)] = CODED;
KINDS['/'.charCodeAt(0)] = SLASH;
KINDS['.'.charCodeAt(0)] = DOT;
KINDS['?'.charCodeAt(0)] = QUERY;

/**
 * Takes a request target apart. What cannot be read in one way only is refused; the container answers
 * 400. Characters that RFC 3986 does not allow are refused in paths, and in queries those that browsers
 * never write as they are.
 */
export function parseTarget(rawUrl: string): RequestTarget | BadTarget {
  if (rawUrl.charCodeAt(0) === 0x2f) return parseOrigin(rawUrl, null);
  if (rawUrl === '*') {
    return { requestURI: '*', decodedPath: '*', queryString: null, authority: null };
  }
  return parseAbsolute(rawUrl);
}

/** One pass over what most paths are: neither encoded nor with dots or empty segments. */
function parseOrigin(url: string, authority: string | null): RequestTarget | BadTarget {
  let previous = PLAIN;
  let isPlain = true;
  let end = 0;
  for (; end < url.length; end += 1) {
    const kind = KINDS[url.charCodeAt(end)] ?? NOWHERE;
    if (kind === QUERY) break;
    if (kind >= NOT_IN_PATH) return { reason: 'a character that no path may have' };
    if (kind === CODED || (previous === SLASH && (kind === SLASH || kind === DOT))) isPlain = false;
    previous = kind;
  }
  for (let at = end + 1; at < url.length; at += 1) {
    if ((KINDS[url.charCodeAt(at)] ?? NOWHERE) === NOWHERE) {
      return { reason: 'a character that no query may have' };
    }
  }
  const requestURI = end < url.length ? url.slice(0, end) : url;
  const queryString = end < url.length ? url.slice(end + 1) : null;
  const decodedPath = isPlain ? requestURI : decodePath(requestURI);
  if (typeof decodedPath !== 'string') return decodedPath;
  return { requestURI, decodedPath, queryString, authority };
}

/** `http://host:port/path`, as clients of proxies write it. */
function parseAbsolute(url: string): RequestTarget | BadTarget {
  const scheme = url.slice(0, 8).toLowerCase();
  const start = scheme.startsWith('http://') ? 7 : scheme === 'https://' ? 8 : 0;
  if (start === 0) return { reason: 'neither a path nor an http URL' };
  const slash = url.indexOf('/', start);
  const question = url.indexOf('?', start);
  let end = slash < 0 ? url.length : slash;
  if (question >= 0 && question < end) end = question;
  const authority = url.slice(start, end);
  if (authority === '' || authority.includes('@')) return { reason: 'no host, or one with a user' };
  const rest = url.slice(end);
  return parseOrigin(rest.startsWith('/') ? rest : `/${rest}`, authority);
}
