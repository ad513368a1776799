import { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpRequest, HttpResponse } from './contracts.ts';
import { carryOwnFields } from './own-fields.ts';
import { requestMethods } from './request-methods.ts';
import { type OutputMethods, outputMethods, responseMethods } from './response-methods.ts';

/** Marks an object, or a prototype, that has our methods. */
const INSTALLED: unique symbol = Symbol('httpsession.installed');

interface Installable {
  [INSTALLED]?: OutputMethods | true;
}

/** Puts our methods onto the prototype of requests, or onto one request. Again does no harm. */
export function installRequest(target: object): void {
  const installable: Installable = target;
  if (installable[INSTALLED] !== undefined) return;
  define(target, requestMethods);
  mark(target, true);
}

/**
 * Puts our methods onto the prototype of responses, or onto one response. Again does no harm. `base` is
 * what the responses did before.
 */
export function installResponse(target: object, base: OutputMethods): void {
  const installable: Installable = target;
  if (installable[INSTALLED] !== undefined) return;
  define(target, responseMethods);
  define(target, outputMethods(base));
  carryOwnFields(target, base);
  mark(target, base);
}

/** What a response did before our methods stood in front. */
export function baseOf(response: HttpResponse): OutputMethods {
  const base = (response as Installable)[INSTALLED];
  return base === undefined || base === true ? response : base;
}

/**
 * Gives a request and a response that somebody else made our methods, if they do not have them from
 * their prototypes (R16).
 */
export function installPair(request: HttpRequest, response: HttpResponse): void {
  installRequest(request);
  if ((response as Installable)[INSTALLED] !== undefined) return;
  installResponse(response, {
    writeHead: response.writeHead.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
    flushHeaders: response.flushHeaders.bind(response),
  });
}

/**
 * An Express application swaps the prototypes of request and response for two objects of its own, and
 * then the methods of our classes are gone: so they are put onto those two objects as well.
 */
export function installOnApplication(handler: unknown): void {
  if (typeof handler !== 'function') return;
  const { request, response } = handler as { request?: unknown; response?: unknown };
  if (!(request instanceof IncomingMessage) || !(response instanceof ServerResponse)) return;
  installRequest(request);
  // Node's own methods and no others: Express has none of these four.
  installResponse(response, ServerResponse.prototype);
}

function define(target: object, methods: object): void {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(target, name, { value, writable: true, configurable: true });
  }
}

function mark(target: object, value: OutputMethods | true): void {
  Object.defineProperty(target, INSTALLED, { value, configurable: true });
}
