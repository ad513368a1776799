import { SessionLockLostError, SessionStoreUnavailableError } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { SessionChange, SessionStore } from '../store/store.ts';

/** How often a write under a lock is put on what others have written meanwhile without the lock. */
const TRIES = 5;

/** What a fence asks of a lock. */
interface FenceLock {
  /** Whether it is still held, by the word of the store. */
  isHeld(): MaybePromise<boolean>;
}

/**
 * Keeps out a holder of a lock who is late (R26). The next holder raises the version of the record before it reads it;
 * so whoever writes for the version that it knows writes nothing any more from that moment on, whatever any clock says.
 * A version that was raised by somebody else, who asks for no lock, is taken over for as long as the store says that the
 * lock is ours.
 */
export class Fence {
  readonly #lock: FenceLock;
  /** What the record has if since the lock was had only this process wrote it. Never more than it has. */
  #version: number;

  constructor(lock: FenceLock, version: number) {
    this.#lock = lock;
    this.#version = version;
  }

  /** This process wrote the record. */
  count(): void {
    this.#version += 1;
  }

  /**
   * The record has this version by now: that counts, unless it may be by the next holder.
   * @throws SessionLockLostError
   */
  async accept(version: number): Promise<void> {
    if (version === this.#version) return;
    await this.#mustBeHeld();
    this.#version = version;
  }

  /**
   * As `SessionStore.update`, without `ifVersion`.
   * @throws SessionLockLostError when the lock is lost and somebody else has written since
   */
  async update(store: SessionStore, key: string, change: SessionChange): Promise<'ok' | 'gone'> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const answer = await store.update(key, { ...change, ifVersion: this.#version });
      if (answer !== 'conflict') return answer;
      const record = await store.load(key);
      // It has another id by now, under which only an update finds it (R8).
      if (typeof record !== 'object') return this.#updateMoved(store, key, change);
      await this.accept(record.version);
    }
    throw new SessionStoreUnavailableError('writing a session', {
      why: 'others change this session all the time without asking for its lock',
      advice: 'Let all who change it use synchronized',
    });
  }

  async #updateMoved(
    store: SessionStore,
    key: string,
    change: SessionChange,
  ): Promise<'ok' | 'gone'> {
    await this.#mustBeHeld();
    return (await store.update(key, change)) === 'ok' ? 'ok' : 'gone';
  }

  async #mustBeHeld(): Promise<void> {
    if (!(await this.#lock.isHeld())) throw new SessionLockLostError();
  }
}
