/** A map that nearly always has one entry: that is kept without a table. Entries come in the order of their first `set`. */
export class FewMap<Key, Value> {
  #first: { readonly key: Key; value: Value } | undefined;
  #more: Map<Key, Value> | undefined;

  get size(): number {
    return this.#more?.size ?? (this.#first === undefined ? 0 : 1);
  }

  /** The entry when it is the only one. */
  get only(): { readonly key: Key; readonly value: Value } | undefined {
    return this.#more === undefined ? this.#first : undefined;
  }

  get(key: Key): Value | undefined {
    if (this.#more !== undefined) return this.#more.get(key);
    return this.#first?.key === key ? this.#first.value : undefined;
  }

  has(key: Key): boolean {
    return this.#more?.has(key) ?? this.#first?.key === key;
  }

  set(key: Key, value: Value): void {
    if (this.#more !== undefined) this.#more.set(key, value);
    else if (this.#first === undefined) this.#first = { key, value };
    else if (this.#first.key === key) this.#first.value = value;
    else {
      this.#more = new Map([
        [this.#first.key, this.#first.value],
        [key, value],
      ]);
    }
  }

  entries(): Iterable<readonly [Key, Value]> {
    if (this.#more !== undefined) return this.#more;
    return this.#first === undefined ? [] : [[this.#first.key, this.#first.value]];
  }
}
