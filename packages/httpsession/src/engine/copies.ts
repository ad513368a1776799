import type { LiveSession } from './live-session.ts';

/** The sessions of a store that this process has in memory, by the keys that lead to them. */
export class Copies {
  readonly #byKey = new Map<string, LiveSession>();

  add(live: LiveSession): void {
    if (live.stored !== undefined) this.#byKey.set(live.stored.wantedKey, live);
  }

  remove(live: LiveSession): void {
    const key = live.stored?.wantedKey;
    if (key !== undefined && this.#byKey.get(key) === live) this.#byKey.delete(key);
  }

  find(key: string): LiveSession | undefined {
    return this.#byKey.get(key);
  }

  /** All of them, as they are now. */
  all(): LiveSession[] {
    return [...this.#byKey.values()];
  }

  clear(): void {
    this.#byKey.clear();
  }
}
