import type { SessionEndReason } from '../servlet-api/events.ts';
import type { UnknownIdReason } from './diagnostics.ts';

/** The counters of one manager at one moment, as a plain object. */
export interface MetricsSnapshot {
  /** Sessions in memory now. */
  readonly activeSessions: number;
  /** The most that `activeSessions` has been. */
  readonly peakActiveSessions: number;
  /** Sessions made. */
  readonly createdSessions: number;
  /** Sessions that ended because nobody used them, or because they reached `maxLifetime`. */
  readonly timedOutSessions: number;
  /** Sessions that the application ended. */
  readonly invalidatedSessions: number;
  /** Sessions that ended to make room (`sessionMax`). */
  readonly culledSessions: number;
  /** Sessions that ended because the manager was closed. */
  readonly shutDownSessions: number;
  /** Sessions that left memory for the store, to come back on demand. */
  readonly passivatedSessions: number;
  /** Sessions that came back from the store. */
  readonly activatedSessions: number;
  /** Sessions that were refused because `sessionMax` was reached and `culling` is `'reject'`. */
  readonly rejectedSessions: number;
  /** How often there was no room because all sessions were in use, and the cap was exceeded. */
  readonly culledWhileFull: number;
  /** Requests whose id is well-formed and names no session: ended long ago, or guessed. */
  readonly unknownIds: number;
  /** Ids that cannot be one of ours: wrong characters or length, or a bad signature. */
  readonly malformedIds: number;
  /** Requests that were refused because two cookies named two sessions. */
  readonly ambiguousRequests: number;
  /** The cap. */
  readonly sessionMax: number;
  /** The longest life of a session that has ended, in milliseconds. */
  readonly longestLifetimeMs: number;
  /** The mean life of the last hundred that have ended, in milliseconds. */
  readonly averageLifetimeMs: number;
  /** Sessions made per minute, over the last hundred. */
  readonly createRate: number;
  /** Sessions ended per minute, over the last hundred. */
  readonly endRate: number;
}

/** The same counters, read whenever they are wanted (Tomcat's and Resin's names, in our words). */
export interface SessionMetrics extends MetricsSnapshot {
  /** All of them at one moment. */
  snapshot(): MetricsSnapshot;
}

/** Counts. Nothing here costs more than a few additions per session. */
export class Metrics implements SessionMetrics {
  peakActiveSessions = 0;
  createdSessions = 0;
  timedOutSessions = 0;
  invalidatedSessions = 0;
  culledSessions = 0;
  shutDownSessions = 0;
  passivatedSessions = 0;
  activatedSessions = 0;
  rejectedSessions = 0;
  culledWhileFull = 0;
  unknownIds = 0;
  malformedIds = 0;
  ambiguousRequests = 0;
  longestLifetimeMs = 0;
  readonly sessionMax: number;
  readonly #active: () => number;
  readonly #nowMs: () => number;
  readonly #creations = new Recent();
  readonly #ends = new Recent();
  readonly #lifetimes = new Recent();

  constructor(sessionMax: number, active: () => number, nowMs: () => number) {
    this.sessionMax = sessionMax;
    this.#active = active;
    this.#nowMs = nowMs;
  }

  get activeSessions(): number {
    return this.#active();
  }

  get averageLifetimeMs(): number {
    return this.#lifetimes.mean();
  }

  get createRate(): number {
    return this.#creations.perMinute(this.#nowMs());
  }

  get endRate(): number {
    return this.#ends.perMinute(this.#nowMs());
  }

  noteCreated(nowMs: number): void {
    this.createdSessions += 1;
    this.#creations.push(nowMs);
    this.noteResident();
  }

  noteResident(): void {
    const active = this.#active();
    if (active > this.peakActiveSessions) this.peakActiveSessions = active;
  }

  noteUnknownId(why: UnknownIdReason): void {
    if (why === 'unknown') this.unknownIds += 1;
    else if (why === 'ambiguous') this.ambiguousRequests += 1;
    else this.malformedIds += 1;
  }

  noteEnded(reason: SessionEndReason, lifetimeMs: number, nowMs: number): void {
    switch (reason) {
      case 'timeout':
        this.timedOutSessions += 1;
        break;
      case 'invalidated':
        this.invalidatedSessions += 1;
        break;
      case 'culled':
        this.culledSessions += 1;
        break;
      case 'shutdown':
        this.shutDownSessions += 1;
        break;
    }
    this.#ends.push(nowMs);
    this.#lifetimes.push(lifetimeMs);
    if (lifetimeMs > this.longestLifetimeMs) this.longestLifetimeMs = lifetimeMs;
  }

  snapshot(): MetricsSnapshot {
    return {
      activeSessions: this.activeSessions,
      peakActiveSessions: this.peakActiveSessions,
      createdSessions: this.createdSessions,
      timedOutSessions: this.timedOutSessions,
      invalidatedSessions: this.invalidatedSessions,
      culledSessions: this.culledSessions,
      shutDownSessions: this.shutDownSessions,
      passivatedSessions: this.passivatedSessions,
      activatedSessions: this.activatedSessions,
      rejectedSessions: this.rejectedSessions,
      culledWhileFull: this.culledWhileFull,
      unknownIds: this.unknownIds,
      malformedIds: this.malformedIds,
      ambiguousRequests: this.ambiguousRequests,
      sessionMax: this.sessionMax,
      longestLifetimeMs: this.longestLifetimeMs,
      averageLifetimeMs: this.averageLifetimeMs,
      createRate: this.createRate,
      endRate: this.endRate,
    };
  }
}

/** How many events rates and means look back over, as in Tomcat's manager. */
const REMEMBERED = 100;

/** The last hundred numbers. */
class Recent {
  readonly #numbers = new Float64Array(REMEMBERED);
  #count = 0;

  push(number: number): void {
    this.#numbers[this.#count % REMEMBERED] = number;
    this.#count += 1;
  }

  mean(): number {
    const kept = Math.min(this.#count, REMEMBERED);
    if (kept === 0) return 0;
    let sum = 0;
    for (let i = 0; i < kept; i += 1) sum += this.#numbers[i] ?? 0;
    return sum / kept;
  }

  /** Taking the numbers for instants: how many came per minute since the oldest of them. */
  perMinute(nowMs: number): number {
    const kept = Math.min(this.#count, REMEMBERED);
    if (kept === 0) return 0;
    const oldest = this.#numbers[this.#count > REMEMBERED ? this.#count % REMEMBERED : 0] ?? nowMs;
    return (kept * 60_000) / Math.max(1, nowMs - oldest);
  }
}
