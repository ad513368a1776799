import type { HttpServletRequest, HttpServletResponse } from '@httpsession/servlet';
import { BodyTooLargeError, hasBody, isReadable, readBody } from './body.ts';
import { bindEvents, runWithExchange } from './current.ts';
import type { MaybePromise } from './maybe-promise.ts';
import { ReadRequest } from './read-request.ts';

/** What `runPrepared` runs. */
export interface Prepared {
  readonly bodyLimit: number;
  readonly run: (request: HttpServletRequest) => MaybePromise<void>;
}

/** Reads the body, if it is one to be read, and runs the application in its exchange. */
export function runPrepared(
  request: HttpServletRequest,
  response: HttpServletResponse,
  { bodyLimit, run }: Prepared,
): MaybePromise<void> {
  if (bodyLimit <= 0 || !isReadable(request)) {
    return runWithExchange(request, response, () => {
      if (hasBody(request)) bindEvents(request.node);
      return run(request);
    });
  }
  return readBody(request, bodyLimit).then(
    (body) => {
      const prepared = new ReadRequest(request, body);
      return runWithExchange(prepared, response, () => run(prepared));
    },
    (error: unknown) => {
      if (!(error instanceof BodyTooLargeError)) throw error;
      response.sendError(error.status, error.message);
    },
  );
}
