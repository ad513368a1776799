import type { Clock } from '../common/clock.ts';
import { SessionStoreUnavailableError } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { Copies } from './copies.ts';
import { isAlive, type LiveSession } from './live-session.ts';
import type { RefusedKeys } from './refused-keys.ts';

/** How long `SessionManager.close` takes. */
export interface CloseOptions {
  /** Milliseconds until what is not stored by then is given up: 10 000. */
  readonly timeoutMs?: number | undefined;
}

/** What stopping asks of the rest of the store's side. */
interface ShutdownTools {
  readonly clock: Clock;
  readonly copies: Copies;
  readonly refused: RefusedKeys;
  /** Puts a session into the store and out of memory; false: it could not be written. */
  passivate(live: LiveSession): MaybePromise<boolean>;
  /** Writes what is left over of a session, its end included. Never fails. */
  flush(live: LiveSession): MaybePromise<void>;
  /** Waits for writes that nobody else waits for. */
  drain(): Promise<void>;
  report(error: unknown): void;
}

/** How the sessions of a process get into the store before it ends. */
export class Shutdown {
  readonly #tools: ShutdownTools;
  #whenUnused: (() => void) | undefined;

  constructor(tools: ShutdownTools) {
    this.#tools = tools;
  }

  /** A use of a session has ended. */
  noteUnused(): void {
    if (this.#whenUnused !== undefined && !this.#isAnyInUse()) this.#whenUnused();
  }

  /**
   * Lets requests end that work with a session, and stores all that is left.
   * @throws SessionStoreUnavailableError when something is not stored by the end of `timeoutMs`
   */
  async run(timeoutMs: number): Promise<void> {
    const { clock } = this.#tools;
    let isLate = false;
    await new Promise<void>((resolve) => {
      // The first half is for the requests that have ended their sessions, and are to hear how that went.
      const half = clock.after(timeoutMs / 2, () => void this.#deleteEnded());
      const timer = clock.after(timeoutMs, () => {
        isLate = true;
        void this.#deleteEnded();
        resolve();
      });
      void this.#store()
        .catch((error: unknown) => this.#tools.report(error))
        .then(() => {
          half.cancel();
          timer.cancel();
          resolve();
        });
    });
    this.#whenUnused = undefined;
    this.#tellWhatIsLeft(isLate);
  }

  async #store(): Promise<void> {
    await this.#putAway();
    if (this.#isAnyInUse()) {
      await new Promise<void>((resolve) => {
        this.#whenUnused = resolve;
      });
      await this.#putAway();
    }
    await this.#tools.drain();
    await this.#tools.refused.retryAll();
  }

  async #putAway(): Promise<void> {
    const unused = this.#tools.copies.all().filter((live) => live.uses === 0 && isAlive(live));
    // One whose listeners fail must not keep the others from being stored.
    const stored = await Promise.allSettled(
      unused.map(async (live) => this.#tools.passivate(live)),
    );
    for (const one of stored) if (one.status === 'rejected') this.#tools.report(one.reason);
  }

  /** Whoever has a session that ended would find it again in the next process, for as long as its record is there. */
  async #deleteEnded(): Promise<void> {
    const ended = this.#tools.refused.ended();
    await Promise.all(ended.map(async (live) => this.#tools.flush(live)));
    this.noteUnused();
  }

  #isAnyInUse(): boolean {
    const { copies, refused } = this.#tools;
    return [...copies.all(), ...refused.ended()].some(({ uses }) => uses > 0);
  }

  #tellWhatIsLeft(isLate: boolean): void {
    const { copies, refused } = this.#tools;
    const left = copies.all().filter((live) => isAlive(live) && live.stored?.isUnsaved === true);
    const undeleted = refused.countUnsure() + refused.ended().length;
    const parts = [
      left.length > 0 ? `storing ${String(left.length)} sessions` : undefined,
      undeleted > 0 ? `deleting ${String(undeleted)} sessions that have ended` : undefined,
    ].filter((part) => part !== undefined);
    if (parts.length === 0) return;
    const when = isLate ? 'in time before the manager was closed' : 'when the manager was closed';
    const cause = left.find(({ stored }) => stored?.failure !== undefined)?.stored?.failure;
    throw new SessionStoreUnavailableError(
      `${parts.join(' and ')} ${when}`,
      cause === undefined ? {} : { cause },
    );
  }
}
