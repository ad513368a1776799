import type {
  Filter,
  FilterChain,
  HttpServletRequest,
  HttpServletResponse,
} from '@httpsession/servlet';

import { ConfigError } from '../common/errors.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { AppConfig } from './app-config.ts';
import { Application } from './application.ts';
import { targetOf } from './target.ts';

/**
 * Serves the actions of an application as a filter of a `WebApplication`, as JFinalFilter does:
 * map it to `/*`. What is no action, such as static resources, goes on down the chain.
 */
export class ControllerFilter implements Filter {
  readonly #application: Application;

  /** Calls `configConstant` at once, and the other methods of `config` when the application starts. */
  constructor(config: AppConfig) {
    this.#application = new Application(config);
  }

  /** @throws ConfigError when the application says how sessions are kept: that belongs to the WebApplication */
  init(): MaybePromise<void> {
    if (this.#application.constants.session !== undefined) {
      throw new ConfigError(
        'Constants.setSession has no effect in a ControllerFilter; say it in the option `session` of ' +
          'the WebApplication, or use createServer of @httpsession/controller',
      );
    }
    return this.#application.start();
  }

  doFilter(
    request: HttpServletRequest,
    response: HttpServletResponse,
    chain: FilterChain,
  ): MaybePromise<void> {
    return filterThrough(this.#application, { request, response, chain });
  }

  destroy(): Promise<void> {
    return this.#application.stop();
  }
}

/** A request on its way through a filter. */
export interface FilteredRequest {
  readonly request: HttpServletRequest;
  readonly response: HttpServletResponse;
  readonly chain: FilterChain;
}

/** Has an application answer a request, or passes it on. */
export function filterThrough(
  application: Application,
  filtered: FilteredRequest,
): MaybePromise<void> {
  const { request, response, chain } = filtered;
  const { first } = application;
  if (first === undefined)
    throw new ConfigError('The application does not run: it was not started, or has stopped');
  const handled = first.handle(targetOf(request), request, response);
  if (!isThenable(handled)) return handled ? undefined : chain.doFilter(request, response);
  return handled.then((done) => (done ? undefined : chain.doFilter(request, response)));
}
