import type { Bytes, StoreReport } from 'httpsession';
import { LmdbStoreError } from '../common/errors.ts';
import type { LmdbFile } from '../file/lmdb-file.ts';
import {
  blobKey,
  expiryKey,
  headKey,
  keyPart,
  principalKey,
  uidKey,
  type KeyPart,
} from '../format/entry-keys.ts';
import { decodeHead, encodeHead, type Blob, type Head, type StoredValue } from '../format/head.ts';

/** A larger value has an entry of its own: to change another attribute then does not write it again. */
export const LARGEST_INLINE = 512;

/** The entries of one session: its head, its large values and its places in the indexes. */
export class SessionEntries {
  readonly #file: LmdbFile;
  readonly #report: StoreReport;

  constructor(file: LmdbFile, report: StoreReport) {
    this.#file = file;
    this.#report = report;
  }

  /** Whether there is anything under a key, readable or not. */
  has(part: KeyPart): boolean {
    return this.#file.peek(headKey(part)) !== undefined;
  }

  /** The head under a key. One that cannot be read is reported, and is none. */
  find(part: KeyPart): Head | undefined {
    const bytes = this.#file.get(headKey(part));
    return bytes === undefined ? undefined : this.decode(bytes);
  }

  /** The head in the bytes of an entry, or undefined and a report. */
  decode(bytes: Buffer): Head | undefined {
    try {
      return decodeHead(bytes);
    } catch (cause) {
      this.report(cause);
      return undefined;
    }
  }

  /** Tells that an entry cannot be read; never of whom it is or what is in it. */
  report(cause: unknown): void {
    const message =
      'An entry of a session cannot be read; it counts as none, and can be deleted. Look whether another ' +
      'program writes into the folder';
    this.#report(new LmdbStoreError('STORE_LMDB_ENTRY', message, { cause }));
  }

  /** A large value. Throws when it is not there as it should be. */
  read({ id, size }: Blob): Bytes {
    const bytes = this.#file.get(blobKey(id));
    if (bytes?.length !== size) throw new RangeError('A large value is missing');
    return new Uint8Array(bytes.buffer, bytes.byteOffset, size);
  }

  /** Adds a session with all that belongs to it. */
  add(head: Head): void {
    const part = keyPart(head.key);
    head.indexedAt = head.expiresAt;
    this.save(part, head);
    this.indexDeadline(part, head.indexedAt);
    this.#file.put(uidKey(keyPart(head.uid)), bytesOfPart(part));
    this.indexPrincipal(part, head);
  }

  /** Writes the head anew; the indexes are as they were. */
  save(part: KeyPart, head: Head): void {
    this.#file.put(headKey(part), encodeHead(head));
  }

  /** Removes a session with all that belongs to it. */
  remove(part: KeyPart, head: Head): void {
    this.#file.remove(headKey(part));
    this.unindexDeadline(part, head.indexedAt);
    this.unindexPrincipal(part, head);
    const uid = uidKey(keyPart(head.uid));
    if (this.#file.get(uid)?.toString('latin1') === part) this.#file.remove(uid);
    for (const value of head.attributes.values()) this.drop(value);
  }

  /** Removes an entry that cannot be read. Its places in the indexes are found later, its large values by nobody. */
  removeUnreadable(part: KeyPart): void {
    this.#file.remove(headKey(part));
  }

  /** A value as the head has it. A large one gets its own entry. */
  keep(bytes: Bytes): StoredValue {
    if (bytes.length <= LARGEST_INLINE) return bytes;
    // By chance, not counted: all who count wait for each other.
    let id: number;
    do id = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
    while (this.#file.peek(blobKey(id)) !== undefined);
    this.#file.put(blobKey(id), bytes);
    return { id, size: bytes.length };
  }

  /** Removes the entry of a value that is no longer needed, if it has one. */
  drop(value: StoredValue | undefined): void {
    if (value === undefined || value instanceof Uint8Array) return;
    this.#file.remove(blobKey(value.id));
  }

  indexDeadline(part: KeyPart, at: number): void {
    if (at !== Infinity) this.#file.put(expiryKey(at, part), NOTHING);
  }

  unindexDeadline(part: KeyPart, at: number): void {
    if (at !== Infinity) this.#file.remove(expiryKey(at, part));
  }

  indexPrincipal(part: KeyPart, { principal, createdAt }: Head): void {
    if (principal === undefined) return;
    this.#file.put(principalKey(keyPart(principal), createdAt, part), bytesOfPart(part));
  }

  unindexPrincipal(part: KeyPart, { principal, createdAt }: Head): void {
    if (principal === undefined) return;
    this.#file.remove(principalKey(keyPart(principal), createdAt, part));
  }
}

/** All that an entry says whose key says it all. */
const NOTHING = Buffer.from([0]);

function bytesOfPart(part: KeyPart): Buffer {
  return Buffer.from(part, 'latin1');
}
