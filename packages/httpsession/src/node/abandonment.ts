import { MAX_TIMER_MS, type Timer } from '../common/clock.ts';
import { whenEnded } from './connection-end.ts';
import type { HttpResponse, RequestExchange } from './contracts.ts';
import { isGone } from './http-messages.ts';

/**
 * Bounds the use of a session by a handler that never settles, as one that waits for `drain` of a client
 * that went away: once the answer is over, the use lasts for the idle interval of the session at most.
 * Gives what is to be called when the handler settles.
 */
export function boundUse(
  exchange: RequestExchange & { handled(): void },
  response: HttpResponse,
): () => void {
  let timer: Timer | undefined;
  let isSettled = false;
  const letGo = (): void => {
    exchange.handled();
    exchange.answered();
  };
  const closed = (): void => {
    if (isSettled || timer !== undefined) return;
    const seconds = exchange.live?.maxInactiveSeconds;
    // Nothing is in use, and what the handler makes from now on is let go at once.
    if (seconds === undefined) letGo();
    else if (seconds > 0) {
      const ms = Math.min(seconds * 1000, MAX_TIMER_MS);
      timer = exchange.services.clock.after(ms, letGo);
    }
  };
  let stopWaiting: (() => void) | undefined;
  if (isGone(response)) closed();
  else {
    response.once('close', closed);
    // Behind another answer on its connection, it is not told of the end of that.
    if (response.socket === null) stopWaiting = whenEnded(exchange.request.socket, closed);
  }
  return () => {
    isSettled = true;
    timer?.cancel();
    stopWaiting?.();
  };
}
