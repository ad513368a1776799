import type { LockKeys } from '../locks/redis-locks.ts';
import { toWire } from '../record/wire-text.ts';

/** The keys of one partition: all have its number as their hash tag, so a cluster has them on one server. */
export interface Partition {
  /** What all of them begin with. */
  readonly base: string;
  /** Sessions by their deadlines. */
  readonly expiry: string;
}

/** The names of all keys on the server. `docs/reference/store-redis.md` lists them. */
export class KeySpace {
  readonly partitions: readonly Partition[];
  readonly #first: Partition;

  constructor(prefix: string, partitions: number) {
    const partition = (number: number): Partition => {
      const base = `${prefix}{${number}}:`;
      return { base, expiry: `${base}x` };
    };
    this.#first = partition(0);
    this.partitions = Array.from({ length: partitions }, (_, number) => partition(number));
  }

  /** Where the record of a key is. The same in every process: it depends on the key alone. */
  partitionOf(key: string): Partition {
    const { length } = this.partitions;
    return this.partitions[length === 1 ? 0 : hash(key) % length] ?? this.#first;
  }

  /** The name of a record. */
  record(key: string): string {
    return `${this.partitionOf(key).base}s:${toWire(key)}`;
  }

  /**
   * The names of a lock, which goes by a uid: it need not be where the session is. All have one hash tag, so that one
   * script has them all.
   */
  lock(name: string): LockKeys {
    const { base } = this.partitionOf(name);
    const wire = toWire(name);
    return {
      lock: `${base}l:${wire}`,
      queue: `${base}lq:${wire}`,
      alive: `${base}la:${wire}`,
      tokens: `${base}t`,
    };
  }

  /** The name of the index of a person, in one partition. */
  principal(partition: Partition, name: string): string {
    return `${partition.base}u:${toWire(name)}`;
  }
}

/** FNV-1a, 32 bits: spreads keys evenly, also such as are no hashes. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  }
  return state >>> 0;
}
