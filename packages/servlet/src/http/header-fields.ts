import type { IncomingMessage } from 'node:http';
import { NumberFormatException } from 'httpsession';

/**
 * The first field of a name, whatever its case; null when there is none. Node joins fields of one name with
 * commas: only where there is a comma the raw fields are looked at.
 */
export function firstField(node: IncomingMessage, name: string): string | null {
  const key = name.toLowerCase();
  if (!isField(node, key)) return key === 'host' ? (hostOf(node) ?? null) : null;
  const value = node.headers[key];
  if (typeof value === 'string' && !value.includes(',') && key !== 'cookie') return value;
  return allFields(node, key)[0] ?? null;
}

/**
 * Host and port as the client wrote them: on HTTP/2 the pseudo field `:authority` stands for the field `Host`, as
 * in Tomcat, and wins over one that was sent beside it (RFC 9113, 8.3.1). Its other pseudo fields are no fields.
 */
export function hostOf(node: IncomingMessage): string | undefined {
  const { host, ':authority': authority } = node.headers;
  return typeof authority === 'string' ? authority : host;
}

/**
 * Whether a request names one host at most: not two in `Host` fields, nor another one in `Host` than in `:authority`.
 * Of two, one reader might take the first, and the next reader the other.
 */
export function isHostClear({ headers, rawHeaders }: IncomingMessage): boolean {
  const { host, ':authority': authority } = headers;
  if (typeof authority === 'string' && host !== undefined) {
    return host.toLowerCase() === authority.toLowerCase();
  }
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count < 2;
}

/** Whether a field of the name, in lower case, was sent. */
function isField({ headers }: IncomingMessage, key: string): boolean {
  return Object.hasOwn(headers, key) && !key.startsWith(':');
}

/** All fields of a name, in their order. */
export function allFields(node: IncomingMessage, name: string): string[] {
  const key = name.toLowerCase();
  const { rawHeaders } = node;
  const values: string[] = [];
  if (!isField(node, key)) return key === 'host' ? [hostOf(node) ?? []].flat() : values;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === key) values.push(rawHeaders[at + 1] ?? '');
  }
  return values;
}

/** The names of the fields as they were first written, each once. */
export function fieldNames(node: IncomingMessage): Iterable<string> {
  const names = new Map<string, string>();
  const { rawHeaders } = node;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const raw = rawHeaders[at] ?? '';
    const name = raw === ':authority' ? 'host' : raw;
    const key = name.toLowerCase();
    if (!key.startsWith(':') && !names.has(key)) names.set(key, name);
  }
  return names.values();
}

/** @throws NumberFormatException for what is no whole number of 32 bits */
export function parseIntField(name: string, value: string): number {
  const digits = value.startsWith('-') || value.startsWith('+') ? value.slice(1) : value;
  const number = Number(value);
  if (!isDigits(digits) || number > 0x7fffffff || number < -0x80000000) {
    throw new NumberFormatException(`The header field ${name} is not a whole number of 32 bits`);
  }
  return number;
}

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text !== '';
}
