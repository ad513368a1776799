import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { Diagnostics } from './diagnostics.ts';

/** Work for the store that no caller waits for: its failures are reported, and closing waits for its end. */
export class Background {
  readonly #diagnostics: Diagnostics;
  readonly #running = new Set<Promise<void>>();

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  /** Runs something. What this gives never fails. A failure that is no news to anybody is not reported. */
  run(
    what: string,
    work: () => MaybePromise<void>,
    isNews: (error: unknown) => boolean = () => true,
  ): MaybePromise<void> {
    const report = (error: unknown): void => {
      if (isNews(error)) this.#diagnostics.failure(what, error);
    };
    try {
      const done = work();
      if (!isThenable(done)) return undefined;
      const settled = done.then(undefined, report);
      this.#running.add(settled);
      return settled.finally(() => this.#running.delete(settled));
    } catch (error) {
      report(error);
      return undefined;
    }
  }

  /** Waits until nothing runs any more. */
  async drain(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
