import type { Clock, Timer } from '../common/clock.ts';
import { SessionStoreUnavailableError } from '../common/errors.ts';
import type { SessionStore } from '../store/store.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { LiveSession } from './live-session.ts';

/** The first pause before a delete is tried again, and the longest. */
const RETRY_MIN_MS = 250;
const RETRY_MAX_MS = 30_000;

/** Why a key is refused. Neither: its session has another key by now. */
interface Refusal {
  /** The session that has ended, and whose own commit is to delete the record. */
  ended: LiveSession | undefined;
  retry: Retry | undefined;
}

/** What is deleted until that is known to be done: one session, by all keys that may lead to it. */
interface Retry {
  readonly keys: readonly string[];
  timer: Timer | undefined;
}

/**
 * Keys that must not be loaded although the store may still have them: their sessions have ended, or
 * have another key by now, and the store does not know yet. What could not be deleted is tried again
 * until it is gone (R12).
 */
export class RefusedKeys {
  readonly #store: SessionStore;
  readonly #clock: Clock;
  readonly #diagnostics: Diagnostics;
  readonly #keys = new Map<string, Refusal>();
  #isClosed = false;

  constructor(store: SessionStore, clock: Clock, diagnostics: Diagnostics) {
    this.#store = store;
    this.#clock = clock;
    this.#diagnostics = diagnostics;
  }

  /** From now on nobody gets the record of this key here. `ended`: the session whose end is the reason. */
  refuse(key: string, ended?: LiveSession): void {
    const refusal = this.#keys.get(key);
    if (refusal === undefined) this.#keys.set(key, { ended, retry: undefined });
    else refusal.ended ??= ended;
  }

  /** The store knows: it can be asked again. */
  allow(key: string): void {
    const refusal = this.#keys.get(key);
    if (refusal === undefined) return;
    refusal.retry?.timer?.cancel();
    // See `Copies` for why nothing may be left behind in a map.
    refusal.ended = undefined;
    this.#keys.delete(key);
  }

  /** Whether the session of a key has ended here, and its record is still to be deleted; not one that was renamed. */
  isEnding(key: string): boolean {
    const refusal = this.#keys.get(key);
    return refusal?.ended !== undefined || refusal?.retry !== undefined;
  }

  /** Whether a key is refused, or may be. */
  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /**
   * Whether a key is refused.
   * @throws SessionStoreUnavailableError when the store failed to delete it and nobody can say
   */
  isRefused(key: string): boolean {
    const entry = this.#keys.get(key);
    if (entry?.retry !== undefined) {
      throw new SessionStoreUnavailableError('ending this session', {
        why: 'that is tried again',
      });
    }
    return entry !== undefined;
  }

  /**
   * A delete failed: it is tried until it is known to be done. By both keys of a session that was to be renamed: nobody
   * knows whether it was, and no store follows the former key for ever.
   */
  retryDelete(...keys: readonly string[]): void {
    // Whoever closed it was told how many were left; the store may be closed, too.
    if (this.#isClosed) return;
    const retry: Retry = { keys: [...new Set(keys)], timer: undefined };
    for (const key of retry.keys) this.#keys.set(key, { ended: undefined, retry });
    this.#scheduleRetry(retry, RETRY_MIN_MS);
  }

  /**
   * A record was not made, as far as is known, and nobody will ask for it. `mustGo`: it is deleted all the same, as the
   * store may have made it.
   */
  giveUp({ key, wantedKey }: { key: string; wantedKey: string }, mustGo: boolean): void {
    this.allow(wantedKey);
    if (mustGo) this.retryDelete(key);
    else this.allow(key);
  }

  /** The sessions that have ended and whose records are still to be deleted, by their own commits. */
  ended(): LiveSession[] {
    return [...new Set([...this.#keys.values()].flatMap(({ ended }) => ended ?? []))];
  }

  /** How many deletes have failed and are to be tried again. */
  countUnsure(): number {
    return this.#retries().length;
  }

  /** Tries once more now what has failed. */
  async retryAll(): Promise<void> {
    for (const retry of this.#retries()) {
      retry.timer?.cancel();
      await this.#tryDelete(retry, RETRY_MAX_MS);
    }
  }

  /** Nothing is tried any more. */
  close(): void {
    this.#isClosed = true;
    for (const key of [...this.#keys.keys()]) this.allow(key);
  }

  #retries(): Retry[] {
    return [...new Set([...this.#keys.values()].flatMap(({ retry }) => retry ?? []))];
  }

  #scheduleRetry(retry: Retry, pauseMs: number): void {
    retry.timer = this.#clock.after(pauseMs, () => {
      void this.#tryDelete(retry, Math.min(2 * pauseMs, RETRY_MAX_MS));
    });
  }

  async #tryDelete(retry: Retry, nextPauseMs: number): Promise<void> {
    try {
      for (const key of retry.keys) await this.#store.delete(key);
      for (const key of retry.keys) this.allow(key);
    } catch (error) {
      this.#diagnostics.failure('Deleting an ended session from the store', error);
      const isWanted = retry.keys.some((key) => this.#keys.get(key)?.retry === retry);
      if (isWanted) this.#scheduleRetry(retry, nextPauseMs);
    }
  }
}
