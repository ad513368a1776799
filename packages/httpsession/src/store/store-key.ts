// eslint-disable-next-line n/no-unsupported-features/node-builtins -- since 20.12, so in all that we support
import { hash } from 'node:crypto';

/**
 * What the session of an id is stored under: SHA-256 of context and id, 64 lower-case hexadecimal digits. So a
 * dump of the store is not a set of logins, an id that differs in case is another session in every store, and
 * two applications on one store never meet.
 */
export function storeKey(contextName: string, id: string): string {
  // The length keeps context and id apart: ('a', 'bc') and ('ab', 'c') are two sessions.
  return hash('sha256', `httpsession/1:${contextName.length}:${contextName}:${id}`, 'hex');
}

/** So many ids of clients that were here lately are known, at least: a hash costs a tenth of what a request may. */
const REMEMBERED = 2048;

/**
 * The keys of one context. Those of the latest ids are in two maps: when the younger one is full it becomes the older one,
 * which is forgotten. That is not quite the order of use, and costs a third of keeping that.
 */
export class StoreKeys {
  readonly #contextName: string;
  #younger = new Map<string, string>();
  #older: ReadonlyMap<string, string> = new Map<string, string>();

  constructor(contextName: string) {
    this.#contextName = contextName;
  }

  /** As `storeKey`. */
  keyOf(id: string): string {
    return this.#younger.get(id) ?? this.#remember(id);
  }

  #remember(id: string): string {
    const key = this.#older.get(id) ?? storeKey(this.#contextName, id);
    if (this.#younger.size >= REMEMBERED) {
      this.#older = this.#younger;
      this.#younger = new Map<string, string>();
    }
    this.#younger.set(id, key);
    return key;
  }
}
