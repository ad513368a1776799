import type { HttpResponse } from './contracts.ts';
import { EXCHANGE } from './symbols.ts';

/** What must not happen to headers once `writeHead` was called, although nothing is out yet. */
const CLOSED = ['setHeader', 'appendHeader', 'removeHeader', 'setHeaders'] as const;

/** Marks an object, or a prototype, whose look its gate decides. */
const LOOK: unique symbol = Symbol('httpsession.look');

type Method = (...args: unknown[]) => unknown;

/**
 * Lets a response of which something is kept look as if it had been sent, as long as its gate says so:
 * `headersSent` and `writableEnded` are true, and headers cannot be changed. This is put where our other
 * methods are: on a prototype once and for all, or on this one object where somebody else made it.
 */
export function followGate(response: HttpResponse): void {
  if (LOOK in response) return;
  const owner = ownerOf(response);
  Object.defineProperty(owner, LOOK, { value: true });
  follow(owner, 'headersSent', (asked) => asked[EXCHANGE]?.gate?.isHeadKept === true);
  follow(owner, 'writableEnded', (asked) => asked[EXCHANGE]?.gate?.isEndKept === true);
  for (const name of CLOSED) close(owner, name);
}

/** Where our methods are: nobody else defines this one. */
function ownerOf(response: HttpResponse): object {
  let owner: object | null = response;
  while (owner !== null && !Object.hasOwn(owner, 'encodeURL')) {
    owner = Reflect.getPrototypeOf(owner);
  }
  return owner ?? response;
}

function follow(
  owner: object,
  name: 'headersSent' | 'writableEnded',
  isKept: (response: HttpResponse) => boolean,
): void {
  const get = getterOf(owner, name);
  if (get === undefined) return;
  Object.defineProperty(owner, name, {
    configurable: true,
    get(this: HttpResponse): unknown {
      return isKept(this) || get.call(this);
    },
  });
}

/** Undefined: somebody keeps it as a value, who must be able to change it. */
function getterOf(owner: object, name: string): (() => unknown) | undefined {
  for (let at: object | null = owner; at !== null; at = Reflect.getPrototypeOf(at)) {
    const property = Reflect.getOwnPropertyDescriptor(at, name);
    if (property !== undefined) return property.get;
  }
  return undefined;
}

function close(owner: object, name: (typeof CLOSED)[number]): void {
  const method: unknown = Reflect.get(owner, name);
  if (typeof method !== 'function') return;
  const base = method as Method;
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    value: function (this: HttpResponse, ...args: unknown[]): unknown {
      if (this[EXCHANGE]?.gate?.isHeadKept === true) throw headersSentError();
      return base.apply(this, args);
    },
  });
}

function headersSentError(): Error {
  return Object.assign(new Error('Cannot change headers after they are sent to the client'), {
    code: 'ERR_HTTP_HEADERS_SENT',
  });
}

/** Status and reason phrase as they were at one moment. */
export class KeptStatus {
  readonly #code: number;
  readonly #reason: unknown;

  constructor(response: HttpResponse) {
    this.#code = response.statusCode;
    // An own property only on http/1: http2 has no reason phrases, and warns of every look at one.
    this.#reason = Object.hasOwn(response, 'statusMessage')
      ? Reflect.get(response, 'statusMessage')
      : undefined;
  }

  /** Makes them so again. */
  restore(response: HttpResponse): void {
    response.statusCode = this.#code;
    if (this.#reason !== undefined) Reflect.set(response, 'statusMessage', this.#reason);
    else if (Object.hasOwn(response, 'statusMessage')) {
      Reflect.deleteProperty(response, 'statusMessage');
    }
  }
}
