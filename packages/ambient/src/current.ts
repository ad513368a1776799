import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';
import { type Exchange, RunningExchange } from './exchange.ts';
import { OutsideRequestError } from './outside-request-error.ts';

const exchanges = new AsyncLocalStorage<Exchange>();

/**
 * Runs a function for a request: in it, and in all that it awaits or starts, `session`, `request` and
 * `response` are those of this request, until the response is over. Inside another exchange it stands
 * before that one, as in a forward. Gives what the function gives.
 */
export function runWithExchange<T>(
  request: HttpServletRequest,
  response: HttpServletResponse,
  application: () => T,
): T {
  return runIn(new RunningExchange(request, response), application);
}

/** As `runWithExchange`, for who ends the exchange himself. */
export function runIn<T>(exchange: RunningExchange, application: () => T): T {
  return exchanges.run(exchange, () => exchange.run(application));
}

/**
 * The same function, to be called from anywhere, such as a connection pool: it runs in the exchange in
 * which it was bound.
 * @throws OutsideRequestError where there is no exchange
 */
export function bindExchange<A extends readonly unknown[], R>(
  callback: (...args: A) => R,
): (...args: A) => R {
  const exchange = requireExchange('bindExchange');
  return (...args) => exchanges.run(exchange, callback, ...args);
}

/**
 * Gives the events of an emitter to the exchange that this is called in. Those of a body come from Node's
 * parser, which serves one request after another and belongs to none of them.
 */
export function bindEvents(emitter: EventEmitter): void {
  emitter.emit = bindExchange(emitter.emit.bind(emitter));
}

/** The exchange that this code runs for; undefined where there is none, or it is over. */
export function currentExchange(): Exchange | undefined {
  const exchange = exchanges.getStore();
  return exchange?.isOpen === true ? exchange : undefined;
}

/**
 * As `currentExchange`, where there must be one. `call` is for the message.
 * @throws OutsideRequestError where there is none, or it is over
 */
export function requireExchange(call = 'requireExchange'): Exchange {
  const exchange = exchanges.getStore();
  if (exchange?.isOpen === true) return exchange;
  throw new OutsideRequestError(call, exchange === undefined ? 'none' : 'over');
}
