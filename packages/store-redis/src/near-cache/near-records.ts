import type { SessionRecord } from 'httpsession';
import { LRUCache } from 'lru-cache';

/** A read that is under way. What it brings may be older than what was heard meanwhile. */
export interface NearRead {
  readonly key: string;
  readonly changes: number;
  readonly generation: number;
}

/**
 * Records that were read, until it is heard that they changed. The answer to a read and the word of a change
 * come by different connections, in any order: so a change that is heard while a read is under way keeps what
 * it brings from being kept, and one that is heard later removes it.
 */
export class NearRecords {
  readonly #records: LRUCache<string, SessionRecord>;
  /** Of keys that are being read: by how many, and how many changes were heard since the first began. */
  readonly #reads = new Map<string, { readers: number; changes: number }>();
  #generation = 0;

  constructor(max: number) {
    this.#records = new LRUCache({ max });
  }

  /** How many records are kept. */
  get size(): number {
    return this.#records.size;
  }

  /** The record under a key; undefined when there is none, or it has expired. */
  get(key: string): SessionRecord | undefined {
    const record = this.#records.get(key);
    if (record === undefined) return undefined;
    if (record.expiresAt !== undefined && record.expiresAt <= Date.now()) return undefined;
    return copyOf(record);
  }

  /** A read begins. It must `end`. */
  begin(key: string): NearRead {
    const reads = this.#reads.get(key) ?? { readers: 0, changes: 0 };
    reads.readers += 1;
    this.#reads.set(key, reads);
    return { key, changes: reads.changes, generation: this.#generation };
  }

  /** A read ends with this record, which is kept if nothing was heard meanwhile; or with none. */
  end(read: NearRead, record: SessionRecord | undefined): void {
    const reads = this.#reads.get(read.key);
    if (reads === undefined) return;
    reads.readers -= 1;
    if (reads.readers === 0) this.#reads.delete(read.key);
    const isNewest = reads.changes === read.changes && read.generation === this.#generation;
    if (isNewest && record !== undefined) this.#records.set(read.key, copyOf(record));
  }

  /** The record under a key has changed, or might have. */
  forget(key: string): void {
    this.#records.delete(key);
    const reads = this.#reads.get(key);
    if (reads !== undefined) reads.changes += 1;
  }

  /** Nothing that was read so far can be trusted. */
  clear(): void {
    this.#generation += 1;
    this.#records.clear();
  }
}

/** Its map is its owner's, who may change it; bytes are never changed. */
function copyOf(record: SessionRecord): SessionRecord {
  return { ...record, attributes: new Map(record.attributes) };
}
