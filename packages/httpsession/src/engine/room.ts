import { TooManySessionsError } from '../common/errors.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { Diagnostics } from './diagnostics.ts';
import { isAlive, type LiveSession } from './live-session.ts';
import type { Metrics } from './metrics.ts';
import type { Culling, Residency } from './residency.ts';

/** What making room asks of its surroundings. */
export interface RoomTools {
  readonly residency: Residency;
  readonly metrics: Metrics;
  readonly diagnostics: Diagnostics;
  readonly culling: Culling;
  readonly sessionMax: number;
  /** Ends a session to make room. True: it is gone. */
  end(live: LiveSession): boolean;
  /** Puts a session into the store and out of memory; undefined: there is no store. */
  readonly passivate: ((live: LiveSession) => MaybePromise<boolean>) | undefined;
}

/** Keeps the number of sessions in memory at `sessionMax` (R17, R18). */
export class Room {
  readonly #tools: RoomTools;
  // Written once: a flood culls with every request.
  readonly #fullWarning: string;
  readonly #culledWarning: string;

  constructor(tools: RoomTools) {
    this.#tools = tools;
    const max = String(tools.sessionMax);
    this.#fullWarning = `All ${max} sessions (sessionMax) are in use by requests; the cap is exceeded for now`;
    this.#culledWarning = `sessionMax (${max}) is reached; the least recently used sessions are culled from now on`;
  }

  /**
   * Makes room for a new session.
   * @throws TooManySessionsError when there is none and `culling` is `'reject'`
   */
  makeForNew(): void {
    const { residency, culling, metrics, diagnostics, sessionMax } = this.#tools;
    if (!residency.isFull) return;
    if (culling === 'reject') {
      metrics.rejectedSessions += 1;
      diagnostics.rejected(sessionMax);
      throw new TooManySessionsError(sessionMax);
    }
    this.makeForStored();
  }

  /** Makes room for a session that comes back: it exists already, so it is never refused. */
  makeForStored(): void {
    const { residency } = this.#tools;
    while (residency.isFull && this.#cullOne());
  }

  /** A use ended: when all were in use and the cap was exceeded, what is too much goes now. */
  shrink(): void {
    const { residency } = this.#tools;
    while (residency.isOverfull && this.#cullOne());
  }

  /** Culls one session. False when that makes no room at once: all are in use, or it is being saved. */
  #cullOne(): boolean {
    const { residency, diagnostics, metrics, passivate } = this.#tools;
    const victim = residency.takeVictim();
    if (victim === undefined) {
      metrics.culledWhileFull += 1;
      diagnostics.warnOnce('full', this.#fullWarning);
      return false;
    }
    diagnostics.warnOnce('culled', this.#culledWarning);
    return passivate === undefined ? this.#tools.end(victim) : this.#putAway(victim, passivate);
  }

  #putAway(victim: LiveSession, passivate: (live: LiveSession) => MaybePromise<boolean>): boolean {
    const { residency } = this.#tools;
    residency.setAside(victim);
    const saved = passivate(victim);
    if (!isThenable(saved)) {
      if (!saved) residency.settle(victim);
      return saved;
    }
    void saved.then((isAway) => {
      if (!isAway && isAlive(victim) && victim.uses === 0) residency.settle(victim);
    });
    return false;
  }
}
