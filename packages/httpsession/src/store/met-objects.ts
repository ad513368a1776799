/** Looking through so many objects one by one is quicker than asking a Map. */
const FEW = 8;

/** The objects met in a value, numbered from 0 in the order of meeting. */
export class MetObjects {
  readonly #objects: object[] = [];
  #numbers: Map<object, number> | undefined;

  /** The number of an object that was met before; otherwise undefined, and it gets the next number. */
  meet(object: object): number | undefined {
    const known = this.#numbers?.get(object) ?? this.#lookThrough(object);
    if (known !== undefined) return known;
    const number = this.#objects.push(object) - 1;
    if (this.#numbers !== undefined) this.#numbers.set(object, number);
    else if (number === FEW) this.#numbers = new Map(this.#objects.map((met, at) => [met, at]));
    return undefined;
  }

  #lookThrough(object: object): number | undefined {
    if (this.#numbers !== undefined) return undefined;
    const at = this.#objects.indexOf(object);
    return at === -1 ? undefined : at;
  }
}
