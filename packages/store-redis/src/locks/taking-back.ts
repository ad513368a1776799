import { later } from '../client/timing.ts';

/** The pauses between the tries, in milliseconds. All are over long before a lease of half a minute. */
const PAUSES_MS = [1000, 3000, 9000];

/**
 * Lets go of locks of which nobody knows whether they were had, as no answer came. One try is not enough: the silence
 * may have opened the breaker, which refuses it. And on a new connection it may come before what asked for the
 * lock on the old one: so that there was nothing to let go of is no end of it.
 */
export class TakingBack {
  /** Ends the pauses that are made at the moment. */
  readonly #pauses = new Set<() => void>();
  #isClosed = false;

  /** `release`: whether the lock was held, and is not any more. Resolves after the first try; never rejects. */
  async tryNow(
    release: () => Promise<boolean>,
    pauses: readonly number[] = PAUSES_MS,
  ): Promise<void> {
    const isDone = await release().catch(() => false);
    const [pauseMs, ...others] = pauses;
    if (isDone || pauseMs === undefined || this.#isClosed) return;
    const cancel = later(pauseMs, () => {
      this.#pauses.delete(cancel);
      void this.tryNow(release, others);
    });
    this.#pauses.add(cancel);
  }

  /** No more tries. */
  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#pauses) cancel();
    this.#pauses.clear();
  }
}
