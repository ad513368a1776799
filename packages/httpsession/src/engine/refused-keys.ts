import type { Clock, Timer } from '../common/clock.ts';
import { SessionStoreUnavailableError } from '../common/errors.ts';
import type { SessionStore } from '../store/store.ts';
import type { Diagnostics } from './diagnostics.ts';

/** The first pause before a delete is tried again, and the longest. */
const RETRY_MIN_MS = 250;
const RETRY_MAX_MS = 30_000;

/**
 * Keys that must not be loaded although the store may still have them: their sessions have ended, or
 * have another key by now, and the store does not know yet. What could not be deleted is tried again
 * until it is gone (R12).
 */
export class RefusedKeys {
  readonly #store: SessionStore;
  readonly #clock: Clock;
  readonly #diagnostics: Diagnostics;
  readonly #keys = new Map<string, { isUnsure: boolean; timer: Timer | undefined }>();

  constructor(store: SessionStore, clock: Clock, diagnostics: Diagnostics) {
    this.#store = store;
    this.#clock = clock;
    this.#diagnostics = diagnostics;
  }

  /** From now on nobody gets the record of this key here. */
  refuse(key: string): void {
    if (!this.#keys.has(key)) this.#keys.set(key, { isUnsure: false, timer: undefined });
  }

  /** The store knows: it can be asked again. */
  allow(key: string): void {
    this.#keys.get(key)?.timer?.cancel();
    this.#keys.delete(key);
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
    if (entry?.isUnsure === true) {
      throw new SessionStoreUnavailableError('ending this session', {
        why: 'that is tried again',
      });
    }
    return entry !== undefined;
  }

  /** A delete failed: it is tried until it is known to be done. */
  retryDelete(key: string): void {
    this.refuse(key);
    this.#scheduleRetry(key, RETRY_MIN_MS);
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

  /** How many deletes have failed and are to be tried again. */
  countUnsure(): number {
    return [...this.#keys.values()].filter(({ isUnsure }) => isUnsure).length;
  }

  /** Tries once more now what has failed. */
  async retryAll(): Promise<void> {
    for (const [key, { isUnsure, timer }] of [...this.#keys]) {
      timer?.cancel();
      if (isUnsure) await this.#tryDelete(key, RETRY_MAX_MS);
    }
  }

  /** Nothing is tried any more. */
  close(): void {
    for (const key of [...this.#keys.keys()]) this.allow(key);
  }

  #scheduleRetry(key: string, pauseMs: number): void {
    const entry = this.#keys.get(key);
    if (entry === undefined) return;
    entry.isUnsure = true;
    entry.timer = this.#clock.after(pauseMs, () => {
      void this.#tryDelete(key, Math.min(2 * pauseMs, RETRY_MAX_MS));
    });
  }

  async #tryDelete(key: string, nextPauseMs: number): Promise<void> {
    try {
      await this.#store.delete(key);
      this.allow(key);
    } catch (error) {
      this.#diagnostics.failure('Deleting an ended session from the store', error);
      this.#scheduleRetry(key, nextPauseMs);
    }
  }
}
