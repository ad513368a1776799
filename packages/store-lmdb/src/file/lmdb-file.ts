import { statfsSync } from 'node:fs';
import { SessionStoreUnavailableError, StoreGuard, type MaybePromise } from 'httpsession';
import { open, type RootDatabase } from 'lmdb';
import { LmdbStoreError } from '../common/errors.ts';
import type { LmdbStoreOptions, ResolvedOptions } from '../common/options.ts';
import { FORMAT_KEY, type EntryKey } from '../format/entry-keys.ts';
import { checkFiles } from './data-file.ts';
import { commitCause, openFailure, writeFailure } from './failures.ts';
import { leaveFolder, takeFolder } from './folder.ts';
import { Space } from './space.ts';

/** What the first entry of the file says; another layout of entries gets another number. */
const FORMAT = 'httpsession-store-lmdb 1';
/** Only the owner may read the files. */
const FILE_MODE = 0o600;
/** Slots for processes and threads that read at once; a slot costs 64 bytes. */
const MAX_READERS = 1022;

const keyEncoder = {
  writeKey: (key: EntryKey, target: Buffer, start: number): number =>
    start + target.write(key, start, 'latin1'),
  readKey: (source: Buffer, start: number, end: number): EntryKey =>
    source.toString('latin1', start, end),
};

/** The entries in a folder. Reads answer at once; writes are collected and made by another thread. */
export class LmdbFile {
  readonly #db: RootDatabase<Uint8Array, EntryKey>;
  readonly #folder: string;
  readonly #guard: StoreGuard;
  readonly #space: Space;
  #closing: Promise<void> | undefined;
  /** How many writes are under way, and who waits until there are none. */
  #underWay = 0;
  #whenIdle: (() => void) | undefined;

  /**
   * @throws LmdbStoreError STORE_LMDB_OPEN when the folder cannot be used; OptionError for an option of the
   * guard that is wrong.
   */
  constructor(own: ResolvedOptions, options: LmdbStoreOptions) {
    const { timeoutMs, maxPending } = options;
    this.#guard = new StoreGuard({
      name: 'the LMDB file',
      // What LMDB says is an answer: only a writer that holds the file up is a reason to stop asking.
      isFailure: () => false,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(maxPending === undefined ? {} : { maxPending }),
    });
    this.#folder = takeFolder(own.path);
    try {
      checkFiles(this.#folder);
      this.#db = openDatabase(this.#folder, own);
    } catch (error) {
      leaveFolder(this.#folder);
      throw error instanceof LmdbStoreError ? error : openFailure(own.path, error);
    }
    this.#space = new Space(own.maxBytes, {
      used: () => usedBytes(this.#db),
      free: () => freeBytes(this.#folder) + unusedBytes(this.#db),
    });
  }

  /** Makes the next reads see all that was committed by now, by whomever. Within a write it does nothing. */
  refresh(): void {
    if (this.#closing !== undefined) throw closed();
    this.#db.resetReadTxn();
  }

  /** The bytes of an entry, which are the caller's from then on. */
  get(key: EntryKey): Buffer | undefined {
    return this.#db.getBinary(key);
  }

  /** The keys from one up to another, without that, in order. */
  keys(start: EntryKey, end: EntryKey, limit: number): EntryKey[] {
    return limit < 1 ? [] : [...this.#db.getKeys({ start, end, limit })];
  }

  /** The entries from one key up to another, without that; they are read as they are asked for. */
  *entries(start: EntryKey, end: EntryKey): Generator<Buffer> {
    for (const { value } of this.#db.getRange({ start, end })) yield value as Buffer;
  }

  /** Only within a write. */
  put(key: EntryKey, bytes: Uint8Array): void {
    void this.#db.put(key, bytes);
  }

  /** Only within a write. */
  remove(key: EntryKey): void {
    void this.#db.remove(key);
  }

  /** Only within a write, before the first `put`: throws `LmdbStoreError` when so many bytes more have no room. */
  claimSpace(bytes: number): void {
    this.#space.claim(bytes);
  }

  /**
   * Makes an action the only one on the file, in this process and all others; settles when what it did is
   * saved. Actions of one turn of the event loop are saved together. An action that throws must not have
   * written. `what` is for the error.
   *
   * @throws LmdbStoreError, or rejects with it, when LMDB cannot write; SessionStoreUnavailableError when the
   * turn does not come in time. The action is then not made at all, unless it was under way.
   */
  write<T>(what: string, action: () => T): MaybePromise<T> {
    if (this.#closing !== undefined) throw closed();
    let isGivenUp = false;
    const made = this.#guard.run(what, () =>
      this.#commit(what, () => {
        if (isGivenUp) throw new SessionStoreUnavailableError(what, { why: 'it came too late' });
        return action();
      }),
    );
    return Promise.resolve(made).catch((error: unknown) => {
      isGivenUp = true;
      throw error;
    });
  }

  /** Waits for the writes that are under way. */
  close(): Promise<void> {
    this.#closing ??= this.#idle()
      .then(() => this.#db.close())
      .finally(() => leaveFolder(this.#folder));
    return this.#closing;
  }

  /** lmdb lets no write come to its end that was begun before it was closed. */
  #idle(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#whenIdle = resolve));
  }

  async #commit<T>(what: string, action: () => T): Promise<T> {
    let thrown: { readonly error: unknown } | undefined;
    this.#underWay += 1;
    try {
      return await this.#db.transaction(() => {
        try {
          return action();
        } catch (error) {
          thrown = { error };
          throw error;
        }
      });
    } catch (error) {
      const cause = thrown?.error ?? (await commitCause(error));
      if (cause instanceof LmdbStoreError || cause instanceof SessionStoreUnavailableError)
        throw cause;
      throw writeFailure(what, cause);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#whenIdle?.();
    }
  }
}

function openDatabase(
  folder: string,
  { durability, maxBytes }: ResolvedOptions,
): RootDatabase<Uint8Array, EntryKey> {
  const options = {
    path: folder,
    noSubdir: false,
    permissionsMode: FILE_MODE,
    encoding: 'binary' as const,
    keyEncoder,
    maxReaders: MAX_READERS,
    maxDbs: 1,
    // Only addresses, no memory. Twice what may be used: the file has free pages too.
    mapSize: maxBytes * 2,
    overlappingSync: false,
    // Actions of one turn are still saved together. With it, lmdb makes a promise of its own for them, which ends
    // the process when the system refuses to write.
    eventTurnBatching: false,
    noSync: durability === 'process',
  };
  const db = open<Uint8Array, EntryKey>(options);
  try {
    checkFormat(folder, db);
  } catch (error) {
    void db.close();
    throw error;
  }
  return db;
}

function checkFormat(folder: string, db: RootDatabase<Uint8Array, EntryKey>): void {
  const found = db.transactionSync(() => {
    const format = db.getBinary(FORMAT_KEY);
    if (format !== undefined) return format.toString('latin1');
    if ([...db.getKeys({ start: '\0', end: '\u{ff}', limit: 1 })].length > 0) return 'none';
    db.putSync(FORMAT_KEY, Buffer.from(FORMAT, 'latin1'));
    return FORMAT;
  });
  if (found === FORMAT) return;
  throw new LmdbStoreError(
    'STORE_LMDB_OPEN',
    `Cannot keep sessions in ${folder}: the LMDB file there is of another program, or of another version of ` +
      'this package. Use another folder, or the version that made it',
  );
}

interface PageCounts {
  readonly treeBranchPageCount: number;
  readonly treeLeafPageCount: number;
  readonly overflowPages: number;
}

interface Stats extends PageCounts {
  readonly pageSize: number;
  readonly lastPageNumber: number;
  readonly free: PageCounts;
}

/** What the entries and the list of free pages take; free pages themselves do not count. */
function usedBytes(db: RootDatabase<Uint8Array, EntryKey>): number {
  const stats = db.getStats() as Stats;
  return (pagesOf(stats) + pagesOf(stats.free)) * stats.pageSize;
}

/** What the file has room for without growing. */
function unusedBytes(db: RootDatabase<Uint8Array, EntryKey>): number {
  const { lastPageNumber, pageSize } = db.getStats() as Stats;
  return lastPageNumber * pageSize - usedBytes(db);
}

function pagesOf({ treeBranchPageCount, treeLeafPageCount, overflowPages }: PageCounts): number {
  return treeBranchPageCount + treeLeafPageCount + overflowPages;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function closed(): LmdbStoreError {
  return new LmdbStoreError('STORE_LMDB_CLOSED', 'The store was closed');
}
