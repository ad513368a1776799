import { IllegalArgumentException } from 'httpsession';

/** How a URL pattern of the servlet specification (12.2) selects paths. */
type PatternKind = 'root' | 'default' | 'exact' | 'path' | 'extension';

/** A URL pattern that was looked at. */
export interface UrlPattern {
  /** As it was written. */
  readonly text: string;
  readonly kind: PatternKind;
  /**
   * What paths are compared with: the path itself (`exact`), the part before `/*` (`path`, empty for
   * `/*`), the part behind the dot (`extension`); else empty.
   */
  readonly value: string;
}

/**
 * Reads a URL pattern: `''` (the root of the context only), `/` (the default), `/a/b` (that path only),
 * `/a/*` (all below, and `/a`), `*.jsp` (all that end so).
 * @throws IllegalArgumentException for anything else
 */
export function parseUrlPattern(text: string): UrlPattern {
  if (typeof text !== 'string') {
    throw new IllegalArgumentException('A URL pattern is a string');
  }
  if (text === '') return { text, kind: 'root', value: '' };
  if (text === '/') return { text, kind: 'default', value: '' };
  if (text.startsWith('*.') && !text.includes('/') && text.length > 2) {
    return { text, kind: 'extension', value: text.slice(2) };
  }
  // As in Tomcat: what begins as a path and goes on as an extension would never match what was meant.
  if (!text.startsWith('/') || text.includes('*.')) throw refused(text);
  if (text.endsWith('/*')) return { text, kind: 'path', value: text.slice(0, -2) };
  return { text, kind: 'exact', value: text };
}

/** Whether a path, below the context path, is one that the pattern selects. For filters. */
export function isMatch({ kind, value }: UrlPattern, path: string): boolean {
  switch (kind) {
    case 'path':
      return path.startsWith(value) && (path.length === value.length || path[value.length] === '/');
    case 'extension':
      return extensionOf(path) === value;
    case 'exact':
      return path === value;
    case 'default':
      return path === '/';
    case 'root':
      return path === '' || path === '/';
  }
}

/** What is behind the last dot of the last segment; undefined when there is none. */
export function extensionOf(path: string): string | undefined {
  const dot = path.lastIndexOf('.');
  if (dot < 0 || dot < path.lastIndexOf('/')) return undefined;
  return path.slice(dot + 1);
}

function refused(text: string): IllegalArgumentException {
  const advice = text.startsWith('/') || text.startsWith('*') ? '' : '; begin it with a slash';
  return new IllegalArgumentException(
    `${JSON.stringify(text)} is no URL pattern: there are '', '/', '/path', '/path/*' and '*.extension'${advice}`,
  );
}
