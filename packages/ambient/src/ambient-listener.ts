import { runDetached } from '@httpsession/servlet';
import type { SessionRequest, SessionResponse } from 'httpsession';
import type { AmbientFilterOptions } from './ambient-filter.ts';
import type { AmbientHandler } from './ambient-handler.ts';
import { isThenable } from './maybe-promise.ts';
import { runPrepared } from './run-prepared.ts';

/**
 * Makes a listener that runs another one in an exchange: an Express application, the callback of Koa, the
 * handler that Fastify gives to its `serverFactory`, or a listener of `node:http`. Below it `session`,
 * `request` and `response` are those of its request, until the response is over. The response is left to
 * the listener: what `response` prints waits for `response.close()`. Bodies are left to it too, unless
 * `bodyLimit` says otherwise; without that `request` has no body, and no parameters of a form.
 */
export function ambientListener(
  listener: (request: SessionRequest, response: SessionResponse) => unknown,
  { bodyLimit = 0 }: AmbientFilterOptions = {},
): AmbientHandler {
  const leavesForm = bodyLimit <= 0;
  const handler: AmbientHandler = (node, nodeResponse) =>
    runDetached(node, nodeResponse, {
      leavesForm,
      run: (request, response) => {
        const over = closed(nodeResponse);
        return runPrepared(request, response, {
          bodyLimit,
          run: () => overOrFailed(over, listener(node, nodeResponse)),
        });
      },
    });
  // By these two createServer knows an Express application, whose requests need its help.
  const { request, response } = listener as { request?: unknown; response?: unknown };
  return Object.assign(handler, { request, response });
}

/** Nothing but its end says that a response is done: listeners return before. */
function closed(response: SessionResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', () => resolve());
  });
}

/** As the response, or as the listener when that fails. */
function overOrFailed(over: Promise<void>, result: unknown): Promise<void> {
  if (!isThenable(result)) return over;
  return Promise.race([over, Promise.resolve(result).then(() => over)]);
}
