/**
 * Attributes of a cookie. Names are found whatever their case, and shown as they were first set. httpsession has
 * the same for the session cookie; exported from there it would be a promise to all its users.
 */
export class CookieAttributeMap implements ReadonlyMap<string, string> {
  readonly #byKey: Map<string, readonly [name: string, value: string]>;

  /** A copy of others: what happens to those later does not show. */
  constructor(others: Iterable<readonly [string, string]> = []) {
    this.#byKey = new Map(Array.from(others, ([name, value]) => [keyOf(name), [name, value]]));
  }

  get size(): number {
    return this.#byKey.size;
  }

  has(name: string): boolean {
    return this.#byKey.has(keyOf(name));
  }

  get(name: string): string | undefined {
    return this.#byKey.get(keyOf(name))?.[1];
  }

  /** The same attributes and one more, or one changed; `null` leaves it out. */
  with(name: string, value: string | null): CookieAttributeMap {
    const changed = new CookieAttributeMap(this);
    const key = keyOf(name);
    if (value === null) changed.#byKey.delete(key);
    else changed.#byKey.set(key, [this.#byKey.get(key)?.[0] ?? name, value]);
    return changed;
  }

  forEach(visit: (value: string, name: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [name, value] of this) visit(value, name, this);
  }

  entries(): MapIterator<[string, string]> {
    return new Map(this.#byKey.values()).entries();
  }

  keys(): MapIterator<string> {
    return new Map(this.#byKey.values()).keys();
  }

  values(): MapIterator<string> {
    return new Map(this.#byKey.values()).values();
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }
}

function keyOf(name: string): string {
  return typeof name === 'string' ? name.toLowerCase() : '';
}
