import type { HttpResponse } from './contracts.ts';

/** What must not happen to headers once `writeHead` was called, although nothing is out yet. */
const CLOSED = ['setHeader', 'appendHeader', 'removeHeader', 'setHeaders'] as const;

function refuse(): never {
  throw Object.assign(new Error('Cannot change headers after they are sent to the client'), {
    code: 'ERR_HTTP_HEADERS_SENT',
  });
}

/**
 * Lets a response whose head is kept look as one whose head was sent: `headersSent` is true, and
 * headers cannot be changed. On this one object, as long as it is held; responses that are not held pay
 * nothing.
 */
export function closeHead(response: HttpResponse): void {
  pretend(response, 'headersSent');
  for (const name of CLOSED) {
    Object.defineProperty(response, name, { configurable: true, writable: true, value: refuse });
  }
}

/** Lets it be what it is again. */
export function openHead(response: HttpResponse): void {
  if (!Object.hasOwn(response, 'headersSent')) return;
  Reflect.deleteProperty(response, 'headersSent');
  for (const name of CLOSED) {
    const own = Object.getOwnPropertyDescriptor(response, name);
    if (own?.value === refuse) Reflect.deleteProperty(response, name);
  }
}

/** Lets a response whose last byte is kept look as one that has ended. */
export function closeEnd(response: HttpResponse): void {
  pretend(response, 'writableEnded');
}

/** Lets it be what it is again. */
export function openEnd(response: HttpResponse): void {
  if (Object.hasOwn(response, 'writableEnded')) Reflect.deleteProperty(response, 'writableEnded');
}

/** Remembers status and reason phrase. Gives what makes them so again. */
export function keepStatus(response: HttpResponse): () => void {
  const { statusCode } = response;
  // An own property only on http/1: http2 has no reason phrases, and warns of every look at one.
  const reason = Object.getOwnPropertyDescriptor(response, 'statusMessage');
  return () => {
    response.statusCode = statusCode;
    if (reason !== undefined) Object.defineProperty(response, 'statusMessage', reason);
    else Reflect.deleteProperty(response, 'statusMessage');
  };
}

function pretend(response: HttpResponse, property: 'headersSent' | 'writableEnded'): void {
  Object.defineProperty(response, property, { configurable: true, get: () => true });
}
