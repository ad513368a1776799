/** Holds a value, until that has gone. */
interface Place<Value> {
  value: Value | undefined;
}

/** So many empty places are always left: to clear away few of them is not worth it. */
const SPARE_PLACES = 64;
/** With more places than this nothing waits to be cleared away: that would take too long in one go. */
const MANY_PLACES = 1024;

/**
 * A map for what comes and goes, as sessions do with every request on most stores.
 *
 * A map of V8 that has been there for a while puts the tables that it outgrows into the old generation with all that is in
 * them then, where the young collection takes it for alive until the next full one. So what is in the map here is not the
 * value; a place is emptied when its value goes, and when half of them are empty the others get a new map. In a large map
 * that happens seldom by itself.
 */
export class PassingMap<Value extends object> {
  #places = new Map<string, Place<Value>>();
  #size = 0;

  /** How many values there are. */
  get size(): number {
    return this.#size;
  }

  get(key: string): Value | undefined {
    return this.#places.get(key)?.value;
  }

  set(key: string, value: Value): void {
    if (this.get(key) === undefined) this.#size += 1;
    this.#places.set(key, { value });
  }

  /** Whether there was a value. */
  delete(key: string): boolean {
    const place = this.#places.get(key);
    if (place?.value === undefined) return false;
    place.value = undefined;
    this.#size -= 1;
    if (this.#places.size > MANY_PLACES) this.#places.delete(key);
    else if (this.#places.size - this.#size > Math.max(SPARE_PLACES, this.#size)) this.#clearAway();
    return true;
  }

  /** All of them, as they are now. */
  values(): Value[] {
    return [...this.#places.values()].flatMap(({ value }) => value ?? []);
  }

  clear(): void {
    this.#places = new Map<string, Place<Value>>();
    this.#size = 0;
  }

  #clearAway(): void {
    this.#places = new Map([...this.#places].filter(([, { value }]) => value !== undefined));
  }
}
