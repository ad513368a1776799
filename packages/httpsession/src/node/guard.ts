import type { HttpResponse, RequestExchange } from './contracts.ts';
import { baseOf } from './installation.ts';
import { ResponseGate } from './response-gate.ts';

/** From now on the response waits until what its request changed is in the store. */
export function guard(exchange: RequestExchange, response: HttpResponse): void {
  const { clock } = exchange.services;
  exchange.gate ??= new ResponseGate(exchange, response, { base: baseOf(response), clock });
}
