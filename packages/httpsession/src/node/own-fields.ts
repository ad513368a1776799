import type { HttpResponse, RequestExchange } from './contracts.ts';
import { EXCHANGE } from './symbols.ts';

/** Marks a response, or a prototype, whose head takes the text of our fields as it is. */
const CARRIES: unique symbol = Symbol('httpsession.carriesOwnFields');

/** How Node 20 to 24 put the head of HTTP/1 together (`lib/_http_outgoing.js`); not a documented method. */
interface HeadStoring {
  _storeHeader(firstLine: string, headers: unknown): void;
}

interface Carrying {
  [CARRIES]?: true;
  readonly [EXCHANGE]?: RequestExchange | undefined;
}

/**
 * Lets a prototype of responses put our fields into the head as one text, right behind the first line. Node
 * looks at each field that it is given by two expressions, and ours were checked when they were made: that
 * alone would cost more than all the rest of a session. Where Node has no such method (http2, or one day
 * HTTP/1), our fields go the way of all others.
 */
export function carryOwnFields(target: object, base: object): void {
  const { _storeHeader: store } = base as Partial<HeadStoring>;
  if (typeof store !== 'function') return;
  function storeWithOwnFields(this: Carrying, firstLine: string, headers: unknown): void {
    const fields = this[EXCHANGE]?.ownFields ?? '';
    store?.call(
      this as unknown as HeadStoring,
      fields === '' ? firstLine : firstLine + fields,
      headers,
    );
  }
  Object.defineProperty(target, '_storeHeader', {
    value: storeWithOwnFields,
    writable: true,
    configurable: true,
  });
  Object.defineProperty(target, CARRIES, { value: true, configurable: true });
}

/** Whether the head of a response takes the text of our fields as it is. */
export function carriesOwnFields(response: HttpResponse): boolean {
  return (response as Carrying)[CARRIES] === true;
}
