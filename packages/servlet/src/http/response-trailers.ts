import type { ServerResponse } from 'node:http';
import { checkHeaderName, checkHeaderValue } from './header-text.ts';

/** What frames a message, or decides what is done with it, must be known before the body (RFC 9110, 6.5.1). */
const FORBIDDEN = new Set([
  'authorization',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'host',
  'keep-alive',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'www-authenticate',
]);

/**
 * Hands Node the fields that follow the body; those that must not stand there are left out.
 * @throws IllegalArgumentException for what no header line can carry
 */
export function writeTrailers(node: ServerResponse, fields: ReadonlyMap<string, string>): void {
  const allowed = [...fields].filter(([name]) => !FORBIDDEN.has(name.toLowerCase()));
  for (const [name, value] of allowed) {
    checkHeaderName(name);
    checkHeaderValue(name, value);
  }
  node.addTrailers(allowed);
}
