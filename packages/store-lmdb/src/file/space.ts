import { LmdbStoreError } from '../common/errors.ts';

/** So much of the disk is left for what makes room again: deletion writes too. */
const DISK_RESERVE = 1024 ** 2;
/** How long what was measured of the disk counts, in milliseconds: others fill it as well. */
const FRESH_MS = 1000;
/** A share of what is left may be written before it is measured again. */
const SHARE = 16;
const MOST_BETWEEN = 1024 ** 2;
/** What a write changes beside its own bytes: pages of the indexes. */
const OVERHEAD = 512;

/** What is measured, in bytes. */
export interface Measures {
  /** What the entries take in the file. */
  readonly used: () => number;
  /** What can be written before the disk is full: what it has left, and what the file has that is not used. */
  readonly free: () => number;
}

/** Refuses what would make the file larger than it may be, or fill the disk. */
export class Space {
  readonly #maxBytes: number;
  readonly #measures: Measures;
  /** How many bytes may be written until it is measured again. */
  #allowance = 0;
  #measuredAt = -Infinity;

  constructor(maxBytes: number, measures: Measures) {
    this.#maxBytes = maxBytes;
    this.#measures = measures;
  }

  /**
   * Called before so many bytes are added.
   *
   * @throws LmdbStoreError STORE_LMDB_FULL or STORE_LMDB_WRITE when there is no room for them.
   */
  claim(bytes: number): void {
    const wanted = bytes + OVERHEAD;
    const now = performance.now();
    if (wanted > this.#allowance || now - this.#measuredAt > FRESH_MS) {
      this.#allowance = Math.min(this.#leftInFile(wanted), this.#leftOnDisk(wanted), MOST_BETWEEN);
      this.#measuredAt = now;
    }
    this.#allowance -= wanted;
  }

  #leftInFile(wanted: number): number {
    const left = this.#maxBytes - this.#measures.used();
    if (left >= wanted) return Math.max(wanted, left / SHARE);
    throw new LmdbStoreError(
      'STORE_LMDB_FULL',
      `The sessions take all of the ${String(this.#maxBytes)} bytes that maxBytes allows. Raise it, or let ` +
        'sessions expire sooner; what is there can be used and ended',
    );
  }

  #leftOnDisk(wanted: number): number {
    const left = this.#measures.free() - DISK_RESERVE;
    if (left >= wanted) return Math.max(wanted, left / SHARE);
    throw new LmdbStoreError(
      'STORE_LMDB_WRITE',
      'The disk of the sessions is full. Make room; nothing needs to be restarted, and what is there can be ' +
        'used and ended',
    );
  }
}
