/** A map that nearly always has one entry: that is kept without a table. Entries come in the order of their first `set`. */
export class FewMap<Key extends string, Value> {
  #key: Key | undefined;
  #value: Value | undefined;
  #more: Map<Key, Value> | undefined;

  get size(): number {
    return this.#more?.size ?? (this.#key === undefined ? 0 : 1);
  }

  /** The key when it is the only one. */
  get onlyKey(): Key | undefined {
    return this.#more === undefined ? this.#key : undefined;
  }

  get(key: Key): Value | undefined {
    if (this.#more !== undefined) return this.#more.get(key);
    return this.#key === key ? this.#value : undefined;
  }

  has(key: Key): boolean {
    return this.#more?.has(key) ?? this.#key === key;
  }

  set(key: Key, value: Value): void {
    if (this.#more !== undefined) this.#more.set(key, value);
    else if (this.#key === undefined || this.#key === key) {
      this.#key = key;
      this.#value = value;
    } else {
      this.#more = new Map([...this.entries(), [key, value]]);
    }
  }

  /** Takes over what another has. */
  setAll(other: FewMap<Key, Value>): void {
    if (other.#more !== undefined) for (const [key, value] of other.#more) this.set(key, value);
    else if (other.#key !== undefined) this.set(other.#key, other.#value as Value);
  }

  /** Whether there is a key that another has as well. */
  meets(other: FewMap<Key, unknown>): boolean {
    if (this.#more === undefined) return this.#key !== undefined && other.has(this.#key);
    for (const key of this.#more.keys()) if (other.has(key)) return true;
    return false;
  }

  entries(): Iterable<readonly [Key, Value]> {
    if (this.#more !== undefined) return this.#more;
    return this.#key === undefined ? [] : [[this.#key, this.#value as Value]];
  }
}
