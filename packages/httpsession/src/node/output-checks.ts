import { Buffer } from 'node:buffer';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Head, HttpResponse, Output } from './contracts.ts';
import { headerPairs, headersOf } from './head.ts';

// Node would refuse these when a head or a chunk is written; of what is held, nobody would be there to
// hear it. So they are refused where the application writes, with the errors that Node has for them.

/**
 * The status code that Node makes of a value.
 * @throws RangeError when it is none
 */
export function checkStatus(status: number): number {
  const code = toStatus(status);
  if (isStatus(code)) return code;
  throw Object.assign(new RangeError(`Invalid status code: ${String(status)}`), {
    code: 'ERR_HTTP_INVALID_STATUS_CODE',
  });
}

/** As Node: whatever it is, as an integer. */
export function toStatus(status: number): number {
  return status | 0;
}

/** Whether Node takes it for the code of a status. */
export function isStatus(code: number): boolean {
  return code >= 100 && code <= 999;
}

/** What `writeHead` is called with, but for its status. */
export function checkHead({ reason, headers }: Head): void {
  if (typeof reason === 'string') validateHeaderValue('statusMessage', reason);
  const given = headersOf(reason, headers);
  if (given === undefined) return;
  for (const [name, value] of headerPairs(given)) {
    validateHeaderName(name);
    for (const one of Array.isArray(value) ? value : [value]) {
      validateHeaderValue(name, one as string);
    }
  }
}

/** The head that is written when `writeHead` was not called. */
export function checkImpliedHead(response: HttpResponse): void {
  checkStatus(response.statusCode);
  // An own property only where it was set: http2 has no reason phrases, and warns of every look at one.
  if (!Object.hasOwn(response, 'statusMessage')) return;
  const reason: unknown = Reflect.get(response, 'statusMessage');
  if (typeof reason === 'string') validateHeaderValue('statusMessage', reason);
}

/** What `write` is called with. */
export function checkChunk({ chunk, encoding }: Output): void {
  if (typeof chunk === 'string') checkEncoding(encoding);
  else if (chunk === null)
    throw invalid('ERR_STREAM_NULL_VALUES', 'May not write null values to stream');
  else if (!(chunk instanceof Uint8Array)) {
    throw invalid(
      'ERR_INVALID_ARG_TYPE',
      'The "chunk" argument must be of type string or an instance of Buffer or Uint8Array',
    );
  }
}

/** What `end` is called with: a chunk may be left out, in several ways. */
export function checkLastChunk(output: Output): void {
  const { chunk } = output;
  if (Boolean(chunk) && typeof chunk !== 'function') checkChunk(output);
}

function checkEncoding(encoding: unknown): void {
  if (!Boolean(encoding) || typeof encoding === 'function' || encoding === 'buffer') return;
  if (typeof encoding !== 'string' || !Buffer.isEncoding(encoding)) {
    throw invalid('ERR_UNKNOWN_ENCODING', `Unknown encoding: ${String(encoding)}`);
  }
}

function invalid(code: string, message: string): TypeError {
  return Object.assign(new TypeError(message), { code });
}
