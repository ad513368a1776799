import { Enumeration, IllegalArgumentException } from 'httpsession';

/** Named texts that something is started with: an application, a servlet, a filter. */
export class InitParameters {
  readonly #values: Map<string, string>;

  constructor(values: Readonly<Record<string, string>> = {}) {
    this.#values = new Map(Object.entries(values));
  }

  get(name: string): string | null {
    if (typeof name !== 'string') {
      throw new IllegalArgumentException('The name of an init parameter is a string');
    }
    return this.#values.get(name) ?? null;
  }

  names(): Enumeration<string> {
    return new Enumeration(this.#values.keys());
  }

  /** A copy. */
  all(): Map<string, string> {
    return new Map(this.#values);
  }

  /**
   * Adds one; false, and nothing changes, when there is one of that name.
   * @throws IllegalArgumentException unless both are strings
   */
  set(name: string, value: string): boolean {
    if (typeof name !== 'string' || typeof value !== 'string') {
      throw new IllegalArgumentException('The name and the value of an init parameter are strings');
    }
    if (this.#values.has(name)) return false;
    this.#values.set(name, value);
    return true;
  }

  /** Adds all, or none when one is there already: gives the names of those. */
  setAll(values: ReadonlyMap<string, string>): Set<string> {
    const known = new Set([...values.keys()].filter((name) => this.#values.has(name)));
    if (known.size > 0) return known;
    for (const [name, value] of values) this.set(name, value);
    return known;
  }
}
