import type { LiveSession } from './live-session.ts';
import { PassingMap } from './passing-map.ts';

/** The sessions of a store that this process has in memory, by the keys that lead to them. */
export class Copies {
  readonly #byKey = new PassingMap<LiveSession>();

  add(live: LiveSession): void {
    if (live.stored !== undefined) this.#byKey.set(live.stored.wantedKey, live);
  }

  remove(live: LiveSession): void {
    const key = live.stored?.wantedKey;
    if (key !== undefined && this.find(key) === live) this.#byKey.delete(key);
  }

  find(key: string): LiveSession | undefined {
    return this.#byKey.get(key);
  }

  /** The copy of this record, and not of another under the same key. */
  of({ key, uid }: { readonly key: string; readonly uid: string }): LiveSession | undefined {
    const copy = this.find(key);
    return copy?.stored?.uid === uid ? copy : undefined;
  }

  /** All of them, as they are now. */
  all(): LiveSession[] {
    return this.#byKey.values();
  }
}
