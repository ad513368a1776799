import type { LiveSession } from './live-session.ts';

/** A session, until it is no longer in memory. */
interface Place {
  live: LiveSession | undefined;
}

/**
 * The sessions of a store that this process has in memory, by the keys that lead to them.
 *
 * On most stores sessions come and go with every request. A map of V8 that has been there for a while puts the tables
 * that it outgrows into the old generation with all that is in them then, where the young collection takes it for alive
 * until the next full one; so what is in this map is not the session, and is emptied when that goes.
 */
export class Copies {
  readonly #byKey = new Map<string, Place>();

  add(live: LiveSession): void {
    if (live.stored !== undefined) this.#byKey.set(live.stored.wantedKey, { live });
  }

  remove(live: LiveSession): void {
    const key = live.stored?.wantedKey;
    if (key === undefined) return;
    const place = this.#byKey.get(key);
    if (place?.live !== live) return;
    place.live = undefined;
    this.#byKey.delete(key);
  }

  find(key: string): LiveSession | undefined {
    return this.#byKey.get(key)?.live;
  }

  /** The copy of this record, and not of another under the same key. */
  of({ key, uid }: { readonly key: string; readonly uid: string }): LiveSession | undefined {
    const copy = this.find(key);
    return copy?.stored?.uid === uid ? copy : undefined;
  }

  /** All of them, as they are now. */
  all(): LiveSession[] {
    return [...this.#byKey.values()].flatMap(({ live }) => live ?? []);
  }
}
