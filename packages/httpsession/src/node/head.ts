import type { Head, HeadHeaders, HttpResponse } from './contracts.ts';

/** The headers in the two forms of `writeHead`: with a reason phrase and without. */
export function headersOf(reason: unknown, headers: unknown): HeadHeaders | undefined {
  return toHeaders(typeof reason === 'string' ? headers : (headers ?? reason));
}

/**
 * Puts the headers of `writeHead` onto the response, as Node does when `setHeader` was used too: each
 * name replaces what was set before, and a list may name it several times. What the application passed
 * is not changed.
 */
export function applyHeaders(response: HttpResponse, headers: HeadHeaders): void {
  if (!isList(headers)) {
    for (const [name, value] of Object.entries(headers)) {
      // Node refuses a header without a value, here as there.
      response.setHeader(name, value as string);
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

/** The length of the body as the head says it: a number, or its text; undefined if it does not. */
export function declaredLength(response: HttpResponse, head: Head | undefined): unknown {
  const headers = headersOf(head?.reason, head?.headers);
  const given = headers === undefined ? [] : headerPairs(headers);
  const declared = given.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
  return declared ?? response.getHeader('content-length');
}

/**
 * The headers of `writeHead`, in whichever form, as pairs.
 * @throws TypeError for half a pair, as Node does
 */
export function headerPairs(headers: HeadHeaders): [name: string, value: unknown][] {
  return isList(headers) ? pairsOf(headers) : Object.entries(headers);
}

function toHeaders(headers: unknown): HeadHeaders | undefined {
  return typeof headers === 'object' && headers !== null ? (headers as HeadHeaders) : undefined;
}

function isList(headers: HeadHeaders): headers is readonly unknown[] {
  return Array.isArray(headers);
}

function pairsOf(list: readonly unknown[]): [name: string, value: unknown][] {
  if (Array.isArray(list[0])) return list as [string, unknown][];
  if (list.length % 2 !== 0) {
    throw Object.assign(new TypeError('The argument headers must have a value for every name'), {
      code: 'ERR_INVALID_ARG_VALUE',
    });
  }
  const pairs: [string, unknown][] = [];
  for (let i = 0; i + 1 < list.length; i += 2) pairs.push([String(list[i]), list[i + 1]]);
  return pairs;
}

/** What Node throws for a second head. */
export function headSentError(): Error {
  return Object.assign(new Error('Cannot write headers after they are sent to the client'), {
    code: 'ERR_HTTP_HEADERS_SENT',
  });
}
