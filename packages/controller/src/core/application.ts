import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { Constants } from '../config/constants.ts';
import { Engine } from '../config/engine.ts';
import { Handler, Handlers } from '../config/handlers.ts';
import { Interceptors } from '../config/interceptors.ts';
import { Plugins } from '../config/plugins.ts';
import { Injector } from '../inject/injector.ts';
import type { ActionMapping } from '../routing/action-mapping.ts';
import { Routes } from '../routing/routes.ts';
import { ActionHandler } from './action-handler.ts';
import type { ActionPlan } from './action-plan.ts';
import { actionTable } from './action-table.ts';
import type { AppConfig } from './app-config.ts';

/** The stages after the constants, in their order; their number is that of `setConfigPluginOrder`. */
const FIRST_STAGE = 1;
const LAST_STAGE = 5;

/** An application from its start to its end. For what serves requests; not part of the public interface. */
export class Application {
  readonly constants: Constants = new Constants();
  readonly #config: AppConfig;
  readonly #injector: Injector = new Injector(this.constants);
  readonly #interceptors: Interceptors = new Interceptors();
  readonly #routes: Routes = new Routes();
  readonly #handlers: Handlers = new Handlers();
  readonly #plugins: Plugins = new Plugins();
  #first: Handler | undefined;
  #starting: MaybePromise<void> = undefined;
  #started = false;

  /** Reads the constants; everything else waits for `start`. */
  constructor(config: AppConfig) {
    this.#config = config;
    config.configConstant?.(this.constants);
  }

  /** The first link of the chain; `undefined` before the application has started. */
  get first(): Handler | undefined {
    return this.#first;
  }

  /**
   * Starts the application, once. A promise only where something waits.
   * @throws RoutingError, ConfigError for what cannot work
   */
  start(): MaybePromise<void> {
    if (!this.#started) {
      this.#started = true;
      this.#starting = this.#startOrStop();
    }
    return this.#starting;
  }

  /** Ends the application: `onStop`, then the plug-ins, the last one first. What fails goes to the log. */
  async stop(): Promise<void> {
    const { constants } = this;
    this.#first = undefined;
    try {
      await this.#config.onStop?.();
    } catch (error) {
      constants.log('error', 'onStop has failed', error);
    }
    for (const error of await this.#plugins.stop()) {
      constants.log('error', 'A plug-in did not stop', error);
    }
  }

  /** The table of actions, without anything being started. */
  actions(): ActionMapping<ActionPlan> {
    this.#config.configInjection?.(this.#injector);
    this.#config.configInterceptor?.(this.#interceptors);
    this.#config.configRoute(this.#routes);
    return this.#table();
  }

  /** What was started is stopped when something behind it fails. */
  #startOrStop(): MaybePromise<void> {
    try {
      const starting = this.#start();
      if (!isThenable(starting)) return undefined;
      return starting.catch(async (error: unknown) => {
        await this.#plugins.stop();
        throw error;
      });
    } catch (error) {
      void this.#plugins.stop();
      throw error;
    }
  }

  #start(): MaybePromise<void> {
    this.#config.configInjection?.(this.#injector);
    const staged = this.#stages(FIRST_STAGE);
    return isThenable(staged) ? staged.then(() => this.#open()) : this.#open();
  }

  #stages(from: number): MaybePromise<void> {
    for (let stage = from; stage <= LAST_STAGE; stage += 1) {
      this.#configure(stage);
      if (stage !== this.constants.configPluginOrder) continue;
      this.#config.configPlugin?.(this.#plugins);
      const started = this.#plugins.start();
      if (isThenable(started)) return started.then(() => this.#stages(stage + 1));
    }
  }

  #configure(stage: number): void {
    const config = this.#config;
    if (stage === 2) config.configInterceptor?.(this.#interceptors);
    if (stage === 3) config.configRoute(this.#routes);
    if (stage === 4) config.configEngine?.(new Engine(this.constants));
    if (stage === 5) config.configHandler?.(this.#handlers);
  }

  #open(): MaybePromise<void> {
    const table = this.#table();
    if (this.constants.devMode) this.constants.actionReporter.reportActions(table.list());
    const last = new ActionHandler(table, this.constants);
    const first = Handler.chain(this.#handlers.list(), last);
    const ready = (): void => {
      this.#first = first;
    };
    const begun = this.#config.onStart?.();
    if (isThenable(begun)) return begun.then(ready);
    ready();
    return undefined;
  }

  #table(): ActionMapping<ActionPlan> {
    const interceptors = this.#interceptors.list();
    const { actionMapping: mapping } = this.constants;
    return actionTable({ routes: this.#routes, interceptors, injector: this.#injector, mapping });
  }
}
