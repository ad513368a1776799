import { IllegalStateException } from '../common/errors.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { HttpSession, HttpSessionAccessor } from '../servlet-api/http-session.ts';
import type { LiveSession } from './live-session.ts';

/** What an accessor asks of the engine. */
export interface AccessibleSessions {
  open(id: string): MaybePromise<LiveSession | undefined>;
  access(live: LiveSession): number;
  release(live: LiveSession): void;
  commit(live: LiveSession): MaybePromise<void>;
  faceOf(live: LiveSession, view: { isNew: boolean; lastAccessedAt: number }): HttpSession;
}

/**
 * Reaches a session by the id that it had when the accessor was got: an ended session and one that
 * has another id by now are simply not found.
 */
export class Accessor implements HttpSessionAccessor {
  readonly #sessions: AccessibleSessions;
  readonly #id: string;

  constructor(sessions: AccessibleSessions, id: string) {
    this.#sessions = sessions;
    this.#id = id;
  }

  access<T>(consumer: (session: HttpSession) => MaybePromise<T>): MaybePromise<T> {
    const opened = this.#sessions.open(this.#id);
    return isThenable(opened)
      ? opened.then((live) => this.#use(live, consumer))
      : this.#use(opened, consumer);
  }

  #use<T>(
    live: LiveSession | undefined,
    consumer: (session: HttpSession) => MaybePromise<T>,
  ): MaybePromise<T> {
    if (live === undefined) {
      throw new IllegalStateException(
        'HTTPSESSION_ID_CHANGED',
        'access: the session has ended, or has another id since this accessor was got; ' +
          'get a new accessor from a request of the session',
      );
    }
    const isNew = live.state === 'new';
    const face = this.#sessions.faceOf(live, {
      isNew,
      lastAccessedAt: this.#sessions.access(live),
    });
    let result: MaybePromise<T>;
    try {
      result = consumer(face);
      if (isThenable(result)) return this.#finishLater(live, result);
    } catch (error) {
      this.#sessions.release(live);
      throw error;
    }
    const committed = this.#commit(live);
    if (!isThenable(committed)) {
      this.#sessions.release(live);
      return result;
    }
    const value = result;
    return this.#finishLater(
      live,
      committed.then(() => value),
    );
  }

  #commit(live: LiveSession): MaybePromise<void> {
    try {
      return this.#sessions.commit(live);
    } catch (error) {
      this.#sessions.release(live);
      throw error;
    }
  }

  /** The promise of the consumer extends the use, and with a store the commit belongs to it. */
  async #finishLater<T>(live: LiveSession, result: PromiseLike<T>): Promise<T> {
    try {
      const value = await result;
      await this.#sessions.commit(live);
      return value;
    } finally {
      this.#sessions.release(live);
    }
  }
}
