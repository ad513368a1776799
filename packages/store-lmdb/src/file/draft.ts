import type { EntryKey } from '../format/entry-keys.ts';
import { FewMap } from './few-map.ts';

/** The version of an entry that is not there. */
export const ABSENT = null;
/** That of an entry which somebody else has written, without one. */
export const FOREIGN = undefined;
type EntryVersion = ReadVersion | typeof FOREIGN;
export type ReadVersion = number | typeof ABSENT;

/** An entry, or the lack of one. Another version has other bytes; a version comes only once. */
export interface Entry {
  /** Those of a saved entry are as they are only until the next read. */
  readonly bytes: Buffer | undefined;
  readonly version: EntryVersion;
}

/** Where is found what is not written above. */
export interface Entries {
  find(key: EntryKey): Entry;
  keys(start: EntryKey, end: EntryKey, limit: number): EntryKey[];
}

/** Entries as they will be when what was written above others is made. */
export class Layer implements Entries {
  readonly #below: Entries;
  readonly written: FewMap<EntryKey, Entry> = new FewMap<EntryKey, Entry>();

  constructor(below: Entries) {
    this.#below = below;
  }

  find(key: EntryKey): Entry {
    return this.written.get(key) ?? this.#below.find(key);
  }

  /**
   * The keys from one up to another, without that, in order. That there is no other key between them is not
   * remembered: who relies on that reads an entry that changes with them.
   */
  keys(start: EntryKey, end: EntryKey, limit: number): EntryKey[] {
    const near = [...this.written.entries()].filter(([key]) => key >= start && key < end);
    if (near.length === 0) return this.#below.keys(start, end, limit);
    const found = new Set(this.#below.keys(start, end, limit + near.length));
    for (const [key, { bytes }] of near) {
      if (bytes === undefined) found.delete(key);
      else found.add(key);
    }
    return [...found].sort(byBytes).slice(0, limit);
  }
}

/** What one action writes, and what it has read for that. */
export class Draft extends Layer {
  /** What was found below: all that was written may depend on it. */
  readonly read: FewMap<EntryKey, ReadVersion> = new FewMap<EntryKey, ReadVersion>();

  override find(key: EntryKey): Entry {
    const entry = super.find(key);
    // What is foreign cannot be compared, and is to be removed whatever it is.
    if (entry.version !== FOREIGN && !this.written.has(key)) this.read.set(key, entry.version);
    return entry;
  }

  /** `bytes` must not change any more. */
  put(key: EntryKey, bytes: Uint8Array): void {
    this.written.set(key, { bytes: asBuffer(bytes), version: newVersion() });
  }

  remove(key: EntryKey): void {
    this.written.set(key, { bytes: undefined, version: ABSENT });
  }
}

/** One that nobody else has: two of 2^53 that are equal do not meet at one entry. */
function newVersion(): number {
  return 1 + Math.floor(Math.random() * (Number.MAX_SAFE_INTEGER - 1));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Keys are bytes as characters, so they sort as LMDB sorts them. */
function byBytes(one: EntryKey, other: EntryKey): number {
  return one < other ? -1 : Number(one > other);
}
