import { runDetached } from '@httpsession/servlet';
import type { SessionRequest, SessionResponse } from 'httpsession';
import { type AmbientFilterOptions, BODY_LIMIT } from './ambient-filter.ts';
import type { MaybePromise } from './maybe-promise.ts';
import { runPrepared } from './run-prepared.ts';

/** A handler for `createServer` of httpsession. */
export type AmbientHandler = (
  request: SessionRequest,
  response: SessionResponse,
) => MaybePromise<void>;

/**
 * Makes a handler for `createServer` of httpsession, or for any server with its `http1Classes`, of a
 * function that takes nothing and uses `session`, `request` and `response`. The response ends when the
 * function is done.
 */
export function ambientHandler(
  application: () => MaybePromise<void>,
  options: AmbientFilterOptions = {},
): AmbientHandler {
  const bodyLimit = options.bodyLimit ?? BODY_LIMIT;
  return (node, nodeResponse) =>
    runDetached(node, nodeResponse, {
      run: (request, response) => runPrepared(request, response, { bodyLimit, run: application }),
    });
}
