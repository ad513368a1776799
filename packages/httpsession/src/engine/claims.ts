import { randomInt } from 'node:crypto';
import type { Clock, Timer } from '../common/clock.ts';
import type { SessionEndReason } from '../servlet-api/events.ts';
import type { SessionRecord, SessionStore } from '../store/store.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { LiveSession } from './live-session.ts';

/** How often the store is asked for expired sessions, and by how much that varies between processes. */
const SWEEP_MS = 10_000;
const SWEEP_JITTER_MS = 2_000;
/** How many are claimed at once, and how long they are ours to end. */
const BATCH = 100;
const LEASE_MS = 30_000;

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
}

/** Ends the expired sessions of a store: claims them, runs their listeners, deletes them (R12). */
export class Claims {
  readonly #store: SessionStore;
  readonly #host: ClaimHost;
  readonly #tools: ClaimTools;
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(store: SessionStore, host: ClaimHost, tools: ClaimTools) {
    this.#store = store;
    this.#host = host;
    this.#tools = tools;
  }

  start(): void {
    if (this.#isStopped) return;
    this.#timer = this.#host.clock.after(SWEEP_MS + randomInt(SWEEP_JITTER_MS), () => {
      void this.#sweep().finally(() => this.start());
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  async #sweep(): Promise<void> {
    try {
      for (;;) {
        const records = await this.#store.takeExpired(BATCH, LEASE_MS);
        for (const record of records) await this.#end(record);
        if (records.length < BATCH || this.#isStopped) return;
      }
    } catch (error) {
      // The next sweep tries again; what was claimed is given out again when its lease ends.
      this.#host.diagnostics.failure('Claiming expired sessions', error);
    }
  }

  /** Ending a session deletes its record, as any end does. */
  async #end(record: SessionRecord): Promise<void> {
    if (this.#tools.isEnding(record.key)) return;
    this.#tools.cancel(record.key);
    const live = this.#tools.residentOf(record) ?? this.#tools.activate(record);
    this.#host.end(live, 'timeout');
    await live.stored?.turn;
  }
}
