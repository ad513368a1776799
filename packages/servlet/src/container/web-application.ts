import { IllegalStateException, OptionError, type SessionManager } from 'httpsession';
import type { ServletContext } from '../api/index.ts';
import { Application } from './application.ts';
import { registerComponents } from './registration/components.ts';
import { ExchangesInProgress } from './exchanges-in-progress.ts';
import { Lifecycle } from './lifecycle.ts';
import { RequestPipeline } from './request-pipeline.ts';
import type { WebApplicationOptions } from './web-application-options.ts';

/** Where an application is in its life. */
export type ApplicationState = 'new' | 'starting' | 'started' | 'stopping' | 'stopped' | 'failed';

/** What a server needs of an application, and nobody else gets. */
export interface ApplicationParts {
  readonly application: Application;
  readonly pipeline: RequestPipeline;
}

/** As in Tomcat, requests that are still worked at have so many milliseconds when the application stops. */
const UNLOAD_DELAY = 2000;

/** Seconds that an application may take to start, where it does not say. */
const START_TIMEOUT = 60;

let readParts: (app: WebApplication) => ApplicationParts;

/**
 * One web application: its servlets, filters, listeners, files and sessions, at one context path.
 *
 * @throws OptionError for an option that is wrong; DescriptorError for a web.xml that is wrong;
 *   IllegalArgumentException for a URL pattern, a class or a listener that is none
 */
export class WebApplication {
  readonly #application: Application;
  readonly #lifecycle: Lifecycle;
  readonly #inProgress = new ExchangesInProgress();
  readonly #pipeline: RequestPipeline;
  #state: ApplicationState = 'new';
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  static {
    readParts = (app) => ({ application: app.#application, pipeline: app.#pipeline });
  }

  /** Reads the descriptors and registers what is declared. Nothing of the application runs before `start`. */
  constructor(options: WebApplicationOptions = {}) {
    this.#application = new Application(options);
    const { context, blueprint } = this.#application;
    context.setRequestCharacterEncoding(blueprint.requestEncoding);
    context.setResponseCharacterEncoding(blueprint.responseEncoding);
    registerComponents(context.registry, blueprint.components);
    this.#lifecycle = new Lifecycle(
      this.#application,
      options.initializers ?? [],
      checkTimeout(options.startTimeout ?? START_TIMEOUT),
    );
    this.#pipeline = new RequestPipeline(this.#application, this.#inProgress);
  }

  /** What servlets see of the application. Before the start it may still be changed. */
  get context(): ServletContext {
    return this.#application.context;
  }

  /** The application's sessions. Throws IllegalStateException before the start. */
  get sessionManager(): SessionManager {
    return this.#application.sessions;
  }

  /** Where it is in its life: `new`, `starting`, `started`, `failed`, `stopping` or `stopped`. */
  get state(): ApplicationState {
    return this.#state;
  }

  /** Whether the descriptor and all fragments say that sessions may move between processes. */
  get isDistributable(): boolean {
    return this.#application.blueprint.isDistributable;
  }

  /**
   * Initializers, context listeners, filters, servlets with `loadOnStartup`. A second call waits for the first.
   * @throws ServletException that names what failed, and has the failure as its cause, or what it still waits for
   *   when the time of the option `startTimeout` is over
   * @throws IllegalStateException when the application has been stopped
   */
  start(): Promise<void> {
    if (this.#stopping !== undefined) return Promise.reject(isStopped());
    return (this.#starting ??= this.#start());
  }

  /**
   * Servlets, filters, sessions, context listeners, in the reverse order of their start. Requests that are
   * still worked at have two seconds. Safe to repeat.
   * @throws AggregateError of all that failed; everything is stopped nevertheless
   */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async #start(): Promise<void> {
    this.#state = 'starting';
    try {
      await this.#lifecycle.start();
      this.#state = 'started';
    } catch (error) {
      this.#state = 'failed';
      throw error;
    }
  }

  async #stop(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    this.#state = 'stopping';
    await this.#inProgress.drained(UNLOAD_DELAY);
    try {
      await this.#lifecycle.stop();
    } finally {
      this.#state = 'stopped';
    }
  }
}

/** See `ApplicationParts`. */
export function partsOf(app: WebApplication): ApplicationParts {
  return readParts(app);
}

function checkTimeout(seconds: number): number {
  // Timers of Node have no more than 31 bits of milliseconds.
  if (Number.isFinite(seconds) && seconds >= 0 && seconds <= 2_147_483) return seconds;
  throw new OptionError('startTimeout', seconds, 'seconds from 0 (no limit) to 2147483');
}

function isStopped(): IllegalStateException {
  return new IllegalStateException(
    'HTTPSESSION_CONTEXT_CLOSED',
    'The application has been stopped; make a new one',
  );
}
