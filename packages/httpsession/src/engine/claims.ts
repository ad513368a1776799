import { randomInt } from 'node:crypto';
import type { Clock, Timer } from '../common/clock.ts';
import type { SessionEndReason } from '../servlet-api/events.ts';
import type { SessionRecord, SessionStore } from '../store/store.ts';
import type { Diagnostics } from './diagnostics.ts';
import { isBehindMarked, isMarkedEnded, withoutMark } from './ended-mark.ts';
import type { LiveSession } from './live-session.ts';

/** How often the store is asked for expired sessions, and by how much that varies between processes. */
const SWEEP_MS = 10_000;
const SWEEP_JITTER_MS = 2_000;
/** How long after a session was seen to be over the store is asked: several end together. */
const SOON_MS = 100;
/** How many are claimed at once, and how long they are ours to end. */
const BATCH = 100;
const LEASE_MS = 30_000;
/** So many are ended at once: the event loop has other things to do between them. */
const AT_ONCE = 10;
/** So long the end of sessions by somebody waits for those that had expired before, in milliseconds. */
const PATIENCE_MS = 5_000;

interface ClaimHost {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  end(live: LiveSession, reason: SessionEndReason): boolean;
}

/** What claiming asks of its surroundings. */
interface ClaimTools {
  activate(record: SessionRecord): LiveSession;
  /** A load of this key that is under way must come to nothing. */
  cancel(key: string): void;
  /** The copy in memory, if this process has one. */
  residentOf(record: SessionRecord): LiveSession | undefined;
  /** Whether its session has ended here already, and is about to be deleted. */
  isEnding(key: string): boolean;
  /** Deletes the record of a session that has ended, also while a request still uses it. */
  flush(live: LiveSession): void;
}

/** Ends the expired sessions of a store: claims them, runs their listeners, deletes them (R12). */
export class Claims {
  readonly #store: SessionStore;
  readonly #host: ClaimHost;
  readonly #tools: ClaimTools;
  #timer: Timer | undefined;
  #sweeping: Promise<void> | undefined;
  #isWantedSoon = false;
  #isStopped = false;

  constructor(store: SessionStore, host: ClaimHost, tools: ClaimTools) {
    this.#store = store;
    this.#host = host;
    this.#tools = tools;
  }

  start(): void {
    if (this.#isStopped) return;
    const pauseMs = this.#isWantedSoon ? SOON_MS : SWEEP_MS + randomInt(SWEEP_JITTER_MS);
    this.#timer = this.#host.clock.after(pauseMs, () => {
      this.#timer = undefined;
      this.#isWantedSoon = false;
      this.#sweeping = this.#sweep().finally(() => this.start());
    });
  }

  /** A session is over that others may know as well: one of all is to tell of it, and need not wait for its turn. */
  soon(): void {
    if (this.#isWantedSoon) return;
    this.#isWantedSoon = true;
    if (this.#timer === undefined) return;
    this.#timer.cancel();
    this.start();
  }

  /**
   * Ends now what was marked as ended, by whatever process: it comes before all that is expired by itself, but for what
   * has waited for long, which is ended along. What somebody else has claimed by then is told there; and when so much has
   * waited that it takes too long, the rest is left to the next sweeps.
   */
  async endMarked(): Promise<void> {
    const now = this.#host.clock.now();
    const began = this.#host.clock.monotonic();
    for (let from = began; from - began < PATIENCE_MS; from = this.#host.clock.monotonic()) {
      if (this.#isStopped) return;
      const records = await this.#store.takeExpired(AT_ONCE, LEASE_MS);
      await this.#endAll(records, from);
      // By the first: an answer of many parts of a store may have been cut in one of them.
      const [first] = records;
      if (first === undefined || isBehindMarked(first, now)) return;
    }
    this.soon();
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  /** Waits for the ends that are under way; what else was claimed is given out again when its lease ends. */
  async drain(): Promise<void> {
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    try {
      while (!this.#isStopped) {
        // Before the question: the lease begins at the earliest then.
        const from = this.#host.clock.monotonic();
        const records = await this.#store.takeExpired(BATCH, LEASE_MS);
        await this.#endAll(records, from, () => this.#isStopped);
        // Fewer than were asked for may be all that go into one answer.
        if (records.length === 0) return;
      }
    } catch (error) {
      // The next sweep tries again; what was claimed is given out again when its lease ends.
      this.#host.diagnostics.failure('Claiming expired sessions', error);
    }
  }

  /** Of those whose lease is half over others may soon hear: they are left to whoever claims them then. */
  async #endAll(
    records: readonly SessionRecord[],
    from: number,
    mustStop: () => boolean = () => false,
  ): Promise<void> {
    for (let at = 0; at < records.length; at += AT_ONCE) {
      if (mustStop() || this.#host.clock.monotonic() - from >= LEASE_MS / 2) return;
      await Promise.all(records.slice(at, at + AT_ONCE).map((record) => this.#tryEnd(record)));
    }
  }

  /** One that cannot be ended holds up nobody else. */
  async #tryEnd(record: SessionRecord): Promise<void> {
    try {
      await this.#end(record);
    } catch (error) {
      this.#host.diagnostics.failure('Ending an expired session', error);
    }
  }

  /** Ending a session deletes its record, as any end does. */
  async #end(record: SessionRecord): Promise<void> {
    if (this.#tools.isEnding(record.key)) return;
    this.#tools.cancel(record.key);
    const live = this.#tools.residentOf(record) ?? this.#tools.activate(withoutMark(record));
    this.#host.end(live, isMarkedEnded(record) ? 'invalidated' : 'timeout');
    this.#tools.flush(live);
    await live.stored?.turn;
  }
}
