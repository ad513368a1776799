import type { Clock } from '../common/clock.ts';
import type { LiveSession } from './live-session.ts';

/** How long after the first byte of a response changes may stay unwritten (R13). */
const STREAM_COMMIT_MS = 1000;

/** Sessions whose responses have begun and go on: what they change is written soon, and not only at the end. */
export class Streams {
  readonly #clock: Clock;
  readonly #flush: (live: LiveSession) => void;
  /** Those whose changes wait to be written. */
  readonly #waiting = new WeakSet<LiveSession>();

  constructor(clock: Clock, flush: (live: LiveSession) => void) {
    this.#clock = clock;
    this.#flush = flush;
  }

  begin(live: LiveSession): void {
    const { stored } = live;
    if (stored === undefined) return;
    stored.streaming += 1;
    stored.onChange ??= () => this.#commitSoon(live);
  }

  end(live: LiveSession): void {
    if (live.stored !== undefined) live.stored.streaming -= 1;
  }

  #commitSoon(live: LiveSession): void {
    if (this.#waiting.has(live)) return;
    this.#waiting.add(live);
    this.#clock.after(STREAM_COMMIT_MS, () => {
      this.#waiting.delete(live);
      this.#flush(live);
    });
  }
}
