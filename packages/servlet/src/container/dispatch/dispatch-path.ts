import { IllegalArgumentException } from 'httpsession';
import { decodePath } from '../../http/path-decoding.ts';

/** The path that a dispatcher was asked for, taken apart. */
export interface DispatchPath {
  /** As it was written: encoded, below the context path, without the query. */
  readonly encoded: string;
  /** What it means: decoded, without path parameters, dots resolved. */
  readonly decoded: string;
  /** Encoded; null without a question mark. */
  readonly queryString: string | null;
}

/**
 * Takes a path apart as a request target is: what a client could not ask for, a dispatcher does not give.
 * @returns null for a path that cannot be decoded or climbs above the context
 * @throws IllegalArgumentException when the path does not begin with a slash
 */
export function parseDispatchPath(path: string): DispatchPath | null {
  if (!path.startsWith('/')) {
    throw new IllegalArgumentException('The path of a dispatcher must begin with a slash');
  }
  const mark = path.indexOf('?');
  const encoded = mark < 0 ? path : path.slice(0, mark);
  const decoded = decodePath(encoded);
  if (typeof decoded !== 'string') return null;
  return { encoded, decoded, queryString: mark < 0 ? null : path.slice(mark + 1) };
}

/** A decoded path as it has to be written in a URL. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** A relative path seen from the folder of a decoded one; one with a slash at its start as it is. */
export function resolveRelative(path: string, from: string): string {
  if (path.startsWith('/')) return path;
  return encodePath(from.slice(0, from.lastIndexOf('/') + 1) || '/') + path;
}
