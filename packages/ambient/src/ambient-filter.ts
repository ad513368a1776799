import type {
  Filter,
  FilterChain,
  HttpServletRequest,
  HttpServletResponse,
} from '@httpsession/servlet';
import { BodyTooLarge, hasBody, isReadable, readBody } from './body.ts';
import { bindEvents, runWithExchange } from './current.ts';
import type { MaybePromise } from './maybe-promise.ts';
import { ReadRequest } from './read-request.ts';

/** How requests are made ready. */
export interface AmbientFilterOptions {
  /**
   * Bytes of a body that is read before the application runs, so that `request.getText()` and the like
   * give it at once: 2 MiB. More is answered with 413. 0: bodies are left to the application.
   */
  readonly bodyLimit?: number | undefined;
}

/** Bytes of a body that are read unless options say otherwise. */
export const BODY_LIMIT: number = 2 * 1024 * 1024;

/** Gives what stands behind it `session`, `request` and `response` from `@httpsession/ambient/http`. */
export class AmbientFilter implements Filter {
  readonly #bodyLimit: number;

  constructor(options: AmbientFilterOptions = {}) {
    this.#bodyLimit = options.bodyLimit ?? BODY_LIMIT;
  }

  doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void> {
    return runPrepared(request, response, {
      bodyLimit: this.#bodyLimit,
      run: (prepared) => chain.doFilter(prepared, response),
    });
  }
}

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
      if (!(error instanceof BodyTooLarge)) throw error;
      response.sendError(error.status, error.message);
    },
  );
}
