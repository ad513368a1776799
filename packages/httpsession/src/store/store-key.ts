// eslint-disable-next-line n/no-unsupported-features/node-builtins -- since 20.12, so in all that we support
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/**
 * What the session of an id is stored under: SHA-256 of context and id, 64 lower-case hexadecimal digits. So a
 * dump of the store is not a set of logins, an id that differs in case is another session in every store, and
 * two applications on one store never meet.
 */
export function storeKey(contextName: string, id: string): string {
  // The length keeps context and id apart: ('a', 'bc') and ('ab', 'c') are two sessions.
  return hash('sha256', `httpsession/1:${contextName.length}:${contextName}:${id}`, 'hex');
}

/** So many ids of clients that were here lately are known: a hash costs a tenth of what a request may. */
const REMEMBERED = 4096;

/** The keys of one context. */
export class StoreKeys {
  readonly #contextName: string;
  readonly #known = new LRUCache<string, string>({ max: REMEMBERED });

  constructor(contextName: string) {
    this.#contextName = contextName;
  }

  /** As `storeKey`. */
  keyOf(id: string): string {
    return this.#known.get(id) ?? this.#hash(id);
  }

  #hash(id: string): string {
    const key = storeKey(this.#contextName, id);
    this.#known.set(id, key);
    return key;
  }
}
