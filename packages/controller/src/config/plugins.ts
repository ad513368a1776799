import { ConfigError } from '../common/errors.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';

/** Something that runs as long as the application, such as a connection to a store. */
export interface Plugin {
  /** Starts it. `false` or an exception ends the start of the application. */
  start(): MaybePromise<boolean | undefined>;
  /** Stops it. `false` is noted in the log, and the others are stopped all the same. */
  stop(): MaybePromise<boolean | undefined>;
}

/** The plug-ins of an application, started in the order in which they were added. */
export class Plugins {
  readonly #list: Plugin[] = [];
  #running = 0;

  /** Adds a plug-in behind those that are there. */
  add(plugin: Plugin): this {
    this.#list.push(plugin);
    return this;
  }

  /**
   * Starts them one after the other.
   * @throws ConfigError when one does not start
   */
  start(): MaybePromise<void> {
    const plugin = this.#list[this.#running];
    if (plugin === undefined) return undefined;
    return andThen(this.#startOne(plugin), () => {
      this.#running += 1;
      return this.start();
    });
  }

  /** Stops those that run, the last one first, and gives what went wrong. */
  async stop(): Promise<unknown[]> {
    const failures: unknown[] = [];
    while (this.#running > 0) {
      this.#running -= 1;
      const plugin = this.#list[this.#running];
      try {
        if ((await plugin?.stop()) === false)
          failures.push(new ConfigError(`${nameOf(plugin)} did not stop`));
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }

  #startOne(plugin: Plugin): MaybePromise<void> {
    const check = (started: boolean | undefined): void => {
      if (started === false) throw new ConfigError(`The plug-in ${nameOf(plugin)} did not start`);
    };
    const failed = (cause: unknown): never => {
      if (cause instanceof ConfigError) throw cause;
      throw new ConfigError(`The plug-in ${nameOf(plugin)} did not start`, { cause });
    };
    try {
      const started = plugin.start();
      if (isThenable(started)) return started.then(check, failed);
      check(started);
      return undefined;
    } catch (error) {
      return failed(error);
    }
  }
}

function nameOf(plugin: Plugin | undefined): string {
  return plugin?.constructor.name ?? 'unknown';
}
