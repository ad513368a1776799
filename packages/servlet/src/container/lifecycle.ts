import { SessionManager } from 'httpsession';
import { ServletContextEvent, ServletException, UnavailableException } from '../api/index.ts';
import type { Application } from './application.ts';
import type { FilterHolder } from './filter-holder.ts';
import type { ContextListener } from './listener-table.ts';
import type { ServletHolder } from './servlet-holder.ts';
import { describeFailure } from './start-failure.ts';
import { DefaultServlet } from './files/static-resources.ts';
import type { Initializer } from './web-application-options.ts';

/**
 * Starts and stops what an application is made of: context listeners, sessions, filters, servlets, in this
 * order, and in reverse order at the end. What has been started is stopped again when a later start fails.
 */
export class Lifecycle {
  readonly #application: Application;
  readonly #initializers: readonly Initializer[];
  readonly #timeoutMs: number;
  /** What is waited for, for the message when it takes too long. */
  #step = 'nothing';
  #isGivenUp = false;
  /** What has to be undone, the latest last. */
  readonly #undo: (() => Promise<void>)[] = [];

  /** @param startTimeout seconds that the start may take; 0: any number */
  constructor(
    application: Application,
    initializers: readonly Initializer[],
    startTimeout: number,
  ) {
    this.#application = application;
    this.#timeoutMs = startTimeout * 1000;
    this.#initializers = initializers;
  }

  /** @throws ServletException that names what failed, and has the failure as its cause */
  async start(): Promise<void> {
    try {
      await this.#inTime(this.#startAll());
    } catch (error) {
      await this.stop().catch((failure: unknown) => this.#application.report(failure));
      throw error;
    }
  }

  async #startAll(): Promise<void> {
    this.#application.resources.check();
    await this.#configure();
    await this.#run();
  }

  /** What comes to its end after all is undone then; nothing follows on it. */
  async #inTime(starting: Promise<void>): Promise<void> {
    if (this.#timeoutMs === 0) return starting;
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.#isGivenUp = true;
        starting.catch(() =>
          this.stop().catch((error: unknown) => this.#application.report(error)),
        );
        reject(
          new ServletException(
            `The application has not started within ${String(this.#timeoutMs / 1000)} seconds ` +
              `(option startTimeout); it still waits for ${this.#step}`,
          ),
        );
      }, this.#timeoutMs);
    });
    try {
      await Promise.race([starting, tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Does one thing, and notes how it is undone.
   * @param undo undefined: nothing has to be
   */
  async #do(step: string, work: () => unknown, undo?: () => Promise<void>): Promise<void> {
    this.#step = step;
    await work();
    if (undo !== undefined) this.#undo.push(undo);
    if (this.#isGivenUp) throw new ServletException('The start was given up');
  }

  /** @throws AggregateError of all that failed; everything is stopped nevertheless */
  async stop(): Promise<void> {
    this.#application.phase.current = 'stopped';
    const failures: unknown[] = [];
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) {
      await undo().catch((error: unknown) => failures.push(error));
    }
    if (failures.length === 0) return;
    throw new AggregateError(failures, failures.map(String).join('; '));
  }

  /** The part in which the application may still be changed. */
  async #configure(): Promise<void> {
    const { context, listeners, phase } = this.#application;
    for (const [at, initializer] of this.#initializers.entries()) {
      const name = initializer.name === '' ? String(at) : initializer.name;
      const step = `initializer ${name}`;
      await this.#do(step, () => attempt(step, () => initializer(context)));
    }
    context.registry.isStarting = true;
    for (const entry of listeners.contextListeners) {
      phase.current = entry.isAddedByCode ? 'restricted' : 'configuring';
      await this.#initializeContext(entry);
    }
    phase.current = 'configuring';
    warnOfUrlLogins(this.#application);
    addDefaultServlet(this.#application);
  }

  async #initializeContext({ listener }: ContextListener): Promise<void> {
    const event = new ServletContextEvent(this.#application.context);
    const name = listener.constructor.name;
    const step = `contextInitialized() of ${name}`;
    await this.#do(
      step,
      () => attempt(step, () => listener.contextInitialized?.(event)),
      () => attempt(`contextDestroyed() of ${name}`, () => listener.contextDestroyed?.(event)),
    );
  }

  async #run(): Promise<void> {
    const { context, phase } = this.#application;
    const sessions = createSessions(this.#application);
    this.#undo.push(() => sessions.close());
    this.#application.open(sessions);
    phase.current = 'started';
    for (const { holder } of context.registry.filters.values()) await this.#startFilter(holder);
    const holders = [...context.registry.servlets.values()].map(({ holder }) => holder);
    // The last one that is made is the first one to go; those of the first request go before all of them.
    for (const holder of atStartup(holders)) await this.#startServlet(holder);
    this.#undo.push(async () => {
      for (const holder of holders.filter(isForFirstRequest)) await stopServlet(holder);
    });
  }

  async #startFilter(holder: FilterHolder): Promise<void> {
    await this.#do(
      `init() of filter ${holder.name}`,
      () => holder.start(),
      () => attempt(`destroy() of filter ${holder.name}`, () => holder.stop()),
    );
  }

  /** A servlet that says that it is unavailable does not keep the application from starting. */
  async #startServlet(holder: ServletHolder): Promise<void> {
    this.#undo.push(() => stopServlet(holder));
    try {
      await this.#do(`init() of servlet ${holder.name}`, () => holder.start());
    } catch (error) {
      if (!(error instanceof UnavailableException)) throw error;
      this.#application.log(`Servlet ${holder.name} is unavailable`, error);
    }
  }
}

function stopServlet(holder: ServletHolder): Promise<void> {
  return attempt(`destroy() of servlet ${holder.name}`, () => holder.stop());
}

function createSessions(application: Application): SessionManager {
  const { blueprint, listeners, context, contextPath, sessionSettings } = application;
  return new SessionManager({
    ...blueprint.sessions,
    ...sessionSettings.toOptions(),
    contextPath,
    servletContext: context,
    listeners: [...(blueprint.sessions.listeners ?? []), ...listeners.sessionListeners],
  });
}

/** Whoever sees a URL with an id could go on in the name of the user (13.6.3.1, SES-215). */
function warnOfUrlLogins(application: Application): void {
  const { blueprint, sessionSettings } = application;
  if (blueprint.security.loginConfig?.authMethod !== 'FORM') return;
  if (!sessionSettings.effectiveModes().has('URL')) return;
  const message =
    'Form login is combined with session ids in URLs, which others get to see; use cookies alone';
  application.log(message, undefined);
}

/** What no other servlet answers are files. */
function addDefaultServlet({ context }: Application): void {
  const { registry } = context;
  if (registry.mapper.targetOf('/') !== undefined) return;
  const name = registry.servlets.has('default') ? 'httpsession.default' : 'default';
  registry.addServlet(name, DefaultServlet)?.addMapping('/');
}

function isForFirstRequest(holder: ServletHolder): boolean {
  return holder.settings.loadOnStartup < 0;
}

/** Those that start with the application: the small numbers first, else in the order of declaration. */
function atStartup(holders: readonly ServletHolder[]): ServletHolder[] {
  return holders
    .filter((holder) => !isForFirstRequest(holder))
    .sort((one, other) => one.settings.loadOnStartup - other.settings.loadOnStartup);
}

async function attempt(what: string, call: () => unknown): Promise<void> {
  try {
    await call();
  } catch (error) {
    throw new ServletException(describeFailure(what, error), error);
  }
}
