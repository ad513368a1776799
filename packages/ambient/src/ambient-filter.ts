import type {
  Filter,
  FilterChain,
  HttpServletRequest,
  HttpServletResponse,
} from '@httpsession/servlet';
import type { MaybePromise } from './maybe-promise.ts';
import { runPrepared } from './run-prepared.ts';

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
