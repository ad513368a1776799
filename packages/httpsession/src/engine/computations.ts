import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { LiveSession } from './live-session.ts';

/** The values of attributes that are being made: parallel callers wait for the same run. */
export class Computations {
  readonly #running = new WeakMap<LiveSession, Map<string, Promise<unknown>>>();

  /** Runs `make`, or waits for the run that is under way for this attribute of this session. */
  run(live: LiveSession, name: string, make: () => MaybePromise<unknown>): MaybePromise<unknown> {
    const running = this.#running.get(live)?.get(name);
    if (running !== undefined) return running;
    const made = make();
    if (!isThenable(made)) return made;
    let ofSession = this.#running.get(live);
    if (ofSession === undefined)
      this.#running.set(live, (ofSession = new Map<string, Promise<unknown>>()));
    const names = ofSession;
    // Gone before anybody sees the outcome, so that after a failure the next caller tries again.
    const settled = Promise.resolve(made).finally(() => names.delete(name));
    names.set(name, settled);
    return settled;
  }
}
