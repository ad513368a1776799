import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import type { HttpSessionActivationListener } from '../servlet-api/listeners.ts';
import { getAttribute } from './attributes.ts';
import type { Commits } from './commits.ts';
import type { Diagnostics } from './diagnostics.ts';
import { isActivationListener, type ListenerDispatch } from './listener-dispatch.ts';
import { isAlive, type LiveSession } from './live-session.ts';
import type { Metrics } from './metrics.ts';

/** What passivation asks of the engine. */
interface PassivationHost {
  readonly diagnostics: Diagnostics;
  readonly dispatch: ListenerDispatch;
  readonly metrics: Metrics;
  faceOf(live: LiveSession): HttpSession;
  leave(live: LiveSession): void;
}

/** How sessions leave memory for the store, and change their minds (R18). */
export class Passivation {
  readonly #host: PassivationHost;
  readonly #commits: Commits;
  /** Whether values may want to hear of it. */
  readonly #hasListeners: boolean;

  constructor(host: PassivationHost, commits: Commits, hasListeners: boolean) {
    this.#host = host;
    this.#commits = commits;
    this.#hasListeners = hasListeners;
  }

  /**
   * Puts a session that is not in use into the store and takes it out of memory (R18). True when that
   * is done; a promise while it is written; false when it could not be written and stays.
   */
  passivate(live: LiveSession): MaybePromise<boolean> {
    this.tell(live);
    const finish = (isWritten: boolean): boolean => {
      // It stays: values that were told otherwise hear so, unless a request did that already.
      if (!isWritten && live.stored?.isPassivating === true && isAlive(live)) this.cancel(live);
      if (live.stored !== undefined) live.stored.isPassivating = false;
      const isBusy = live.uses > 0 || live.stored?.turn !== undefined;
      if (!isWritten || isBusy || !isAlive(live)) return false;
      this.drop(live);
      return true;
    };
    let written: MaybePromise<boolean>;
    try {
      const committed = this.#commits.hasWork(live) ? this.#commits.commit(live) : undefined;
      written = isThenable(committed) ? committed.then(() => true) : true;
    } catch (error) {
      this.#host.diagnostics.failure('Passivating a session', error);
      return finish(false);
    }
    if (!isThenable(written)) return finish(true);
    return written.then(finish, (error: unknown) => {
      this.#host.diagnostics.failure('Passivating a session', error);
      return finish(false);
    });
  }

  /** Takes a session out of memory whose changes are written. */
  drop(live: LiveSession): void {
    this.#host.leave(live);
    this.#host.metrics.passivatedSessions += 1;
    this.#host.diagnostics.session('passivated', live.id);
  }

  /** Tells values that they are about to leave memory. */
  tell(live: LiveSession): void {
    this.#tellValues(live, (face, value) => {
      if (live.stored !== undefined) live.stored.isPassivating = true;
      this.#host.dispatch.willPassivate(face, value);
    });
  }

  /** A request came meanwhile: the session stays, and its values hear so. */
  cancel(live: LiveSession): void {
    if (live.stored !== undefined) live.stored.isPassivating = false;
    this.#tellValues(live, (face, value) => this.#host.dispatch.didActivate(face, value));
  }

  #tellValues(
    live: LiveSession,
    tell: (face: HttpSession, value: HttpSessionActivationListener) => void,
  ): void {
    if (!this.#hasListeners) return;
    const face = this.#host.faceOf(live);
    for (const name of face.getAttributeNames()) {
      const value = getAttribute(live.attributes, name);
      if (!isActivationListener(value)) continue;
      // What the callback changes in the value belongs to what is written.
      live.stored?.noteHandedOut(name);
      tell(face, value);
    }
  }
}
