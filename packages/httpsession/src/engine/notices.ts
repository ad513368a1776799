import { randomInt } from 'node:crypto';
import type { Clock, Timer } from '../common/clock.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { SessionNotice, SessionNotices } from '../store/store.ts';
import type { Copies } from './copies.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { LiveSession } from './live-session.ts';

/** The first pause before subscribing is tried again, and the longest. */
const RETRY_MIN_MS = 250;
const RETRY_MAX_MS = 30_000;
/** How many copies are checked at once. */
const BATCH = 32;

/** What notices ask of their surroundings. */
interface NoticeTools {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly copies: Copies;
  /** A load of a key that is under way; fulfilled when it is over, however. */
  flightOf(key: string): Promise<void> | undefined;
  /** Finds out whether a session still exists, and lets go of one that does not. */
  check(live: LiveSession): MaybePromise<void>;
}

/**
 * What a store tells of changes, also those by this process: a notice is only a reason to ask. A copy whose record
 * left its key is checked now, so that a session in use here that ended elsewhere is over within the second. One
 * that changed is read again when somebody joins it.
 */
export class Notices {
  readonly #store: SessionNotices;
  readonly #tools: NoticeTools;
  #state: 'idle' | 'started' | 'closed' = 'idle';
  #retry: Timer | undefined;
  #stop: (() => MaybePromise<void>) | undefined;
  /** All copies are being checked. */
  #isPassing = false;
  /** Notices were missed since that began. */
  #mustPassAgain = false;

  constructor(store: SessionNotices, tools: NoticeTools) {
    this.#store = store;
    this.#tools = tools;
  }

  /** Subscribes, with the first session that this process has. Tried until it is done. */
  start(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'started';
    void this.#subscribe(RETRY_MIN_MS);
  }

  /** A subscription that is under way is ended when it is there; nobody waits for it. */
  async close(): Promise<void> {
    this.#state = 'closed';
    this.#retry?.cancel();
    const stop = this.#stop;
    this.#stop = undefined;
    if (stop !== undefined) await this.#end(stop);
  }

  async #subscribe(pauseMs: number): Promise<void> {
    const { clock, diagnostics } = this.#tools;
    try {
      const stop = await this.#store.subscribe((notice) => this.#hear(notice));
      if (this.#state === 'closed') {
        await this.#end(stop);
        return;
      }
      this.#stop = stop;
      // What was loaded until now may have changed unheard.
      this.#hear({ kind: 'missed' });
    } catch (error) {
      diagnostics.failure('Subscribing to the notices of the store', error);
      if (this.#state === 'closed') return;
      this.#retry = clock.after(pauseMs + randomInt(pauseMs), () => {
        void this.#subscribe(Math.min(2 * pauseMs, RETRY_MAX_MS));
      });
    }
  }

  async #end(stop: () => MaybePromise<void>): Promise<void> {
    try {
      await stop();
    } catch (error) {
      this.#tools.diagnostics.failure('Ending the subscription to notices', error);
    }
  }

  #hear(notice: SessionNotice): void {
    const { copies } = this.#tools;
    if (this.#state === 'closed') return;
    if (notice.kind === 'missed') {
      for (const live of copies.all()) makeStale(live);
      void this.#pass();
      return;
    }
    const copy = copies.find(notice.key);
    if (notice.kind === 'changed') {
      if (copy !== undefined) makeStale(copy);
      return;
    }
    if (copy !== undefined) void this.#checkAll([copy]);
    // What is being loaded may have been read before the record left.
    else void this.#tools.flightOf(notice.key)?.then(() => this.#checkKey(notice.key));
  }

  #checkKey(key: string): void {
    const copy = this.#tools.copies.find(key);
    if (copy !== undefined) void this.#checkAll([copy]);
  }

  /** Checks all copies, one pass at a time: a connection that comes and goes would else let them pile up. */
  async #pass(): Promise<void> {
    this.#mustPassAgain = true;
    if (this.#isPassing) return;
    this.#isPassing = true;
    while (this.#mustPassAgain) {
      this.#mustPassAgain = false;
      await this.#checkAll(this.#tools.copies.all());
    }
    this.#isPassing = false;
  }

  async #checkAll(all: readonly LiveSession[]): Promise<void> {
    for (let at = 0; at < all.length && this.#state !== 'closed'; at += BATCH) {
      await Promise.all(all.slice(at, at + BATCH).map(async (live) => this.#check(live)));
    }
  }

  async #check(live: LiveSession): Promise<void> {
    try {
      await this.#tools.check(live);
    } catch (error) {
      // It stays stale: whoever joins it asks again.
      makeStale(live);
      this.#tools.diagnostics.failure('Checking a session that changed elsewhere', error);
    }
  }
}

function makeStale({ stored }: LiveSession): void {
  if (stored !== undefined) stored.isStale = true;
}
