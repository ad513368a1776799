import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Head, HeadHeaders, HttpResponse } from './contracts.ts';

/** The two forms of `writeHead`: with a reason phrase and without. */
export function splitHead(
  reason: unknown,
  headers: unknown,
): { reason: string | undefined; headers: HeadHeaders | undefined } {
  return typeof reason === 'string'
    ? { reason, headers: toHeaders(headers) }
    : { reason: undefined, headers: toHeaders(headers ?? reason) };
}

/**
 * Puts the headers of `writeHead` onto the response, as Node does when `setHeader` was used too: each
 * name replaces what was set before, and a list may name it several times. What the application passed
 * is not changed.
 */
export function applyHeaders(response: HttpResponse, headers: HeadHeaders): void {
  if (!isList(headers)) {
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) response.setHeader(name, value);
    }
    return;
  }
  const pairs = pairsOf(headers);
  const gathered = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    const entry = gathered.get(key) ?? { name, values: [] };
    entry.values.push(...(Array.isArray(value) ? value.map(String) : [String(value)]));
    gathered.set(key, entry);
  }
  for (const { name, values } of gathered.values()) {
    response.setHeader(name, values.length === 1 ? (values[0] ?? '') : values);
  }
}

/** Takes back all that the application has set for the head. */
export function clearHead(response: HttpResponse): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  // Only where it was set: http2 has no reason phrases, and warns of every look at one.
  if (Object.hasOwn(response, 'statusMessage')) Reflect.deleteProperty(response, 'statusMessage');
}

/** The value of one header among those of `writeHead`, or undefined. */
export function findHeader(headers: HeadHeaders, name: string): unknown {
  const pairs = isList(headers) ? pairsOf(headers) : Object.entries(headers);
  return pairs.find(([key]) => key.toLowerCase() === name)?.[1];
}

function toHeaders(headers: unknown): HeadHeaders | undefined {
  return typeof headers === 'object' && headers !== null ? (headers as HeadHeaders) : undefined;
}

function isList(headers: HeadHeaders): headers is readonly unknown[] {
  return Array.isArray(headers);
}

function pairsOf(list: readonly unknown[]): [name: string, value: unknown][] {
  if (Array.isArray(list[0])) return list as [string, unknown][];
  const pairs: [string, unknown][] = [];
  for (let i = 0; i + 1 < list.length; i += 2) pairs.push([String(list[i]), list[i + 1]]);
  return pairs;
}

/** Node would refuse these when the head is written; by then nobody would be there to hear it. */
export function checkHead({ status, reason, headers }: Head): void {
  if (!Number.isInteger(status) || status < 100 || status > 999) {
    throw Object.assign(new RangeError(`Invalid status code: ${String(status)}`), {
      code: 'ERR_HTTP_INVALID_STATUS_CODE',
    });
  }
  if (typeof reason === 'string') validateHeaderValue('reason', reason);
  const given = splitHead(reason, headers).headers;
  if (given === undefined) return;
  for (const [name, value] of isList(given) ? pairsOf(given) : Object.entries(given)) {
    validateHeaderName(name);
    for (const one of Array.isArray(value) ? value : [value]) {
      validateHeaderValue(name, one as string);
    }
  }
}

/** What Node throws for a second head. */
export function headSentError(): Error {
  return Object.assign(new Error('Cannot write headers after they are sent to the client'), {
    code: 'ERR_HTTP_HEADERS_SENT',
  });
}
