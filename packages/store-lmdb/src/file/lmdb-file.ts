import { StoreGuard } from 'httpsession';
import { LmdbStoreError } from '../common/errors.ts';
import type { LmdbStoreOptions, ResolvedOptions } from '../common/options.ts';
import { copyOf } from '../format/bytes.ts';
import type { EntryKey } from '../format/entry-keys.ts';
import { checkFiles } from './data-file.ts';
import { freeBytes, openDatabase, peekEntry, usedBytes, type Database } from './database.ts';
import type { Draft } from './draft.ts';
import { commitCause, openFailure, writeFailure } from './failures.ts';
import { leaveFolder, takeFolder } from './folder.ts';
import { isBeingOpened, openQuietly } from './opening.ts';
import { Space } from './space.ts';
import { Turns } from './turns.ts';

/** The entries in a folder. Reads answer at once; writes are collected and made by another thread. */
export class LmdbFile {
  readonly #db: Database;
  readonly #folder: string;
  readonly #guard: StoreGuard;
  readonly #space: Space;
  readonly #turns: Turns;
  #closing: Promise<void> | undefined;

  /**
   * @throws LmdbStoreError STORE_LMDB_OPEN when the folder cannot be used; OptionError for an option of the
   * guard that is wrong.
   */
  constructor(own: ResolvedOptions, options: LmdbStoreOptions) {
    const { timeoutMs, maxPending, breaker } = options;
    this.#guard = new StoreGuard({
      name: 'the LMDB file',
      // What LMDB says is an answer: only a writer that holds the file up is a reason to stop asking.
      isFailure: () => false,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(maxPending === undefined ? {} : { maxPending }),
      ...(breaker === undefined ? {} : { breaker }),
    });
    this.#folder = takeFolder(own.path);
    try {
      checkFiles(this.#folder);
      this.#db = openQuietly(this.#folder, () => openDatabase(this.#folder, own));
    } catch (error) {
      leaveFolder(this.#folder);
      throw error instanceof LmdbStoreError ? error : openFailure(own.path, error);
    }
    this.#space = new Space(own.maxBytes, {
      used: () => usedBytes(this.#db),
      free: () => freeBytes(this.#folder, this.#db),
    });
    this.#turns = new Turns(this.#db, {
      mustWait: () => isBeingOpened(this.#folder),
      explain: failureOf,
    });
  }

  /** Makes the next reads see all that was committed by now, by whomever. Not within a write. */
  refresh(): void {
    if (this.#closing !== undefined) throw closed();
    this.#db.resetReadTxn();
  }

  /** The bytes of an entry. They are nobody else's. */
  get(key: EntryKey): Buffer | undefined {
    const bytes = this.peek(key);
    return bytes && copyOf(bytes);
  }

  /** The same without a copy: they are as they are until the next call, and must not be changed. */
  peek(key: EntryKey): Buffer | undefined {
    const { draft } = this.#turns;
    return draft === undefined ? peekEntry(this.#db, key) : draft.find(key).bytes;
  }

  /** The keys from one up to another, without that, in order. */
  keys(start: EntryKey, end: EntryKey, limit: number): EntryKey[] {
    if (limit < 1) return [];
    return (
      this.#turns.draft?.keys(start, end, limit) ?? [...this.#db.getKeys({ start, end, limit })]
    );
  }

  /** The entries from one key up to another, without that; they are read as they are asked for. Not within a write. */
  *entries(start: EntryKey, end: EntryKey): Generator<Buffer> {
    for (const { value } of this.#db.getRange({ start, end })) yield value as Buffer;
  }

  /** Only within a write. The bytes must not change any more. */
  put(key: EntryKey, bytes: Uint8Array): void {
    this.#draft.put(key, bytes);
  }

  /** Only within a write. */
  remove(key: EntryKey): void {
    this.#draft.remove(key);
  }

  /** Only within a write: throws `LmdbStoreError` when so many bytes more have no room. */
  claimSpace(bytes: number): void {
    this.#space.claim(bytes);
  }

  /**
   * Makes an action the only one on the file, in this process and all others; settles when what it did is
   * saved. Actions of one turn of the event loop are saved together. An action may be done several times, as
   * others were faster: only the last counts. Of one that throws, nothing is saved. `what` is for the error.
   *
   * Rejects with LmdbStoreError when LMDB cannot write; with SessionStoreUnavailableError when too many wait, or the
   * turn does not come in time. The action is then not made at all, unless LMDB had it already.
   */
  write<T>(what: string, action: () => T): Promise<T> {
    if (this.#closing !== undefined) return Promise.reject(closed());
    return this.#guard.begin<unknown>(what, (call) => {
      this.#turns.add({ action, call });
    }) as Promise<T>;
  }

  /** Waits for the writes that are under way. */
  close(): Promise<void> {
    this.#closing ??= this.#turns
      .idle()
      .then(() => this.#db.close())
      .finally(() => leaveFolder(this.#folder));
    return this.#closing;
  }

  get #draft(): Draft {
    const { draft } = this.#turns;
    if (draft === undefined) throw new TypeError('Entries can be changed only within a write');
    return draft;
  }
}

async function failureOf(what: string, error: unknown): Promise<unknown> {
  return error instanceof LmdbStoreError ? error : writeFailure(what, await commitCause(error));
}

function closed(): LmdbStoreError {
  return new LmdbStoreError('STORE_LMDB_CLOSED', 'The store was closed');
}
