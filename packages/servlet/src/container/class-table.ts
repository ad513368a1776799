import { IllegalArgumentException } from 'httpsession';

/** Makes objects of a class. */
export type Constructor<T> = new () => T;

/** The classes of an application by their names: what Java's class loader is there. */
export class ClassTable {
  readonly #classes: ReadonlyMap<string, Constructor<object>>;

  constructor(classes: ReadonlyMap<string, Constructor<object>>) {
    this.#classes = classes;
  }

  /**
   * The class of a name: as it is, or without its package.
   * @param what for the message: what the class is wanted for
   * @throws IllegalArgumentException when there is none
   */
  find(name: string, what: string): Constructor<object> {
    const found =
      this.#classes.get(name) ?? this.#classes.get(name.slice(name.lastIndexOf('.') + 1));
    if (found !== undefined) return found;
    const known = [...this.#classes.keys()];
    const list = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
    throw new IllegalArgumentException(
      `${what}: the option classes has no class ${JSON.stringify(name)}; ${list}`,
    );
  }
}
