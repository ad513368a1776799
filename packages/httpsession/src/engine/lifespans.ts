import type { Clock } from '../common/clock.ts';
import { Deadlines } from './deadlines.ts';
import { isAlive, type LiveSession } from './live-session.ts';

/** What lifespans ask of their surroundings. */
export interface LifespanTools {
  readonly clock: Clock;
  /** Milliseconds of a whole life; Infinity: no limit. */
  readonly maxLifetimeMs: number;
  /** The instant by which a store wants to hear of a session in use; Infinity: never. */
  renewalMs(live: LiveSession): number;
  renew(live: LiveSession): void;
  end(live: LiveSession): void;
}

/** When sessions end by themselves: after an idle interval, or a whole life. */
export class Lifespans {
  readonly #tools: LifespanTools;
  readonly #deadlines: Deadlines<LiveSession>;

  constructor(tools: LifespanTools) {
    this.#tools = tools;
    this.#deadlines = new Deadlines<LiveSession>(tools.clock, (live) => {
      this.#due(live);
    });
  }

  /** Whether the time of the session is over. One in use only ends by its whole life. */
  isOver(live: LiveSession): boolean {
    return this.#tools.clock.monotonic() >= this.#endMs(live);
  }

  /** Whether a session can be had. One whose time is over ends now, if it has not yet. */
  isOpen(live: LiveSession): boolean {
    if (!isAlive(live)) return false;
    if (!this.isOver(live)) return true;
    this.#tools.end(live);
    return false;
  }

  /** Gives a session another interval: zero or less, and it is never over by idling. */
  setInterval(live: LiveSession, seconds: number): void {
    live.maxInactiveSeconds = seconds;
    if (!isAlive(live)) return;
    live.stored?.noteInterval();
    this.watch(live, this.#tools.clock.monotonic());
  }

  /** Watches a session that begins, comes back, or has another interval. `nowMs` is monotonic. */
  watch(live: LiveSession, nowMs: number): void {
    const { maxLifetimeMs } = this.#tools;
    const idleSinceMs = live.uses > 0 ? nowMs : live.idleSinceMs;
    const idleEndMs = live.maxInactiveSeconds > 0 ? endOfIdling(live, idleSinceMs) : Infinity;
    const dueMs = Math.min(
      idleEndMs,
      live.createdMs + maxLifetimeMs,
      live.stored === undefined ? Infinity : this.#tools.renewalMs(live),
    );
    if (dueMs === Infinity) this.#deadlines.cancel(live);
    else this.#deadlines.schedule(live, dueMs, nowMs);
  }

  forget(live: LiveSession): void {
    this.#deadlines.cancel(live);
  }

  close(): void {
    this.#deadlines.close();
  }

  /** The first instant at which the session is over; Infinity while there is none. */
  #endMs(live: LiveSession): number {
    const lifeEndMs = live.createdMs + this.#tools.maxLifetimeMs;
    if (live.uses > 0 || live.maxInactiveSeconds <= 0) return lifeEndMs;
    return Math.min(lifeEndMs, endOfIdling(live, live.idleSinceMs));
  }

  /** A bucket is due. Most sessions in it were used since, and are only put further on. */
  #due(live: LiveSession): void {
    if (this.isOver(live)) {
      this.#tools.end(live);
      return;
    }
    if (live.stored !== undefined) this.#tools.renew(live);
    this.watch(live, this.#tools.clock.monotonic());
  }
}

/**
 * The first millisecond of the clock in which the interval is exceeded, not only reached (SES-060).
 * An interval may have fractions, also such as come from minutes: 1.1 * 60 is 66.00000000000001.
 */
function endOfIdling(live: LiveSession, idleSinceMs: number): number {
  return Math.floor(idleSinceMs + live.maxInactiveSeconds * 1000) + 1;
}
