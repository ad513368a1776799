import {
  createServer as createServletServer,
  DefaultServlet,
  type Filter,
  type FilterChain,
  handlerOf,
  type HttpServletRequest,
  type HttpServletResponse,
  type ServletDeclaration,
  type ServletHandler,
  type ServletServer,
  type ServletServerOptions,
  WebApplication,
  type WebApplicationOptions,
} from '@httpsession/servlet';

import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { AppConfig } from './app-config.ts';
import { Application } from './application.ts';
import { filterThrough } from './controller-filter.ts';

/** The filter and the servlet that an application adds; one of this name cannot be added beside them. */
const OWN_NAME = 'httpsession.controller';

/** What surrounds the controllers: everything that a `WebApplication` can be told. */
export type ApplicationOptions = WebApplicationOptions;

/** What `createServer` can be told. */
export interface ServerOptions extends ApplicationOptions, ServletServerOptions {}

/** An application of controllers as a function for a server of one's own. */
export interface ApplicationHandler {
  /** Answers a request of a server that was made with httpsession's `http1Classes` or `http2Classes`. */
  readonly handle: ServletHandler;
  /** Starts the application before its first request. */
  start(): Promise<void>;
  /** Ends it: waits for requests, then `onStop`, the plug-ins, the sessions. */
  stop(): Promise<void>;
}

/**
 * A server for an application: controllers, and behind them static resources (`resourceRoot`),
 * servlets and filters as a `WebApplication` has them. It starts at once and ends when the server
 * closes.
 *
 * @throws RoutingError, ConfigError when the application cannot work, unless a plug-in that it waits
 *   for stands before; then the server emits `error`
 */
export function createServer(config: AppConfig, options: ServerOptions = {}): ServletServer {
  const { server, ...rest } = options;
  return createServletServer(webApplication(config, rest), { server });
}

/**
 * An application as a function for a server of one's own. Its plug-ins start here; `stop` ends them.
 *
 * @throws RoutingError, ConfigError as `createServer`
 */
export function createHandler(
  config: AppConfig,
  options: ApplicationOptions = {},
): ApplicationHandler {
  const app = webApplication(config, options);
  return {
    handle: handlerOf(app),
    start: () => app.start(),
    stop: () => app.stop(),
  };
}

/** The web application that serves an application of controllers. */
export function webApplication(config: AppConfig, options: ApplicationOptions): WebApplication {
  const application = new Application(config);
  const { maxPostSize, session } = application.constants;
  return new WebApplication({
    ...options,
    limits: { maxPostBytes: maxPostSize, ...options.limits },
    session: { ...session, ...options.session },
    filters: {
      ...options.filters,
      [OWN_NAME]: {
        filter: new ApplicationFilter(application),
        urlPatterns: ['/*'],
        asyncSupported: true,
      },
    },
    servlets: { ...behindControllers(options, maxPostSize), ...options.servlets },
  });
}

/** What answers where no action does, unless the application has something: files. */
function behindControllers(
  { servlets = {} }: ApplicationOptions,
  maxPostSize: number,
): Readonly<Record<string, ServletDeclaration>> {
  const taken = Object.values(servlets).some(
    ({ urlPatterns }) => urlPatterns?.includes('/') === true,
  );
  if (taken) return {};
  return {
    [OWN_NAME]: {
      servlet: DefaultServlet,
      urlPatterns: ['/'],
      // Parts are read for the servlet that a path belongs to, and thereby for the actions before it.
      multipart: { maxFileSize: maxPostSize, maxRequestSize: maxPostSize },
      asyncSupported: true,
    },
  };
}

/** The filter of an application that has a `WebApplication` to itself. */
class ApplicationFilter implements Filter {
  readonly #application: Application;
  readonly #starting: MaybePromise<void>;

  /** Starts the application here, so that what is wrong with it is found where it is made. */
  constructor(application: Application) {
    this.#application = application;
    this.#starting = application.start();
    // Whoever waits for the start gets the failure; nobody has to.
    if (isThenable(this.#starting)) this.#starting.catch(() => undefined);
  }

  init(): MaybePromise<void> {
    return this.#starting;
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
