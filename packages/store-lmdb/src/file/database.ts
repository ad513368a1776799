import { statfsSync } from 'node:fs';
import { open, type RootDatabase } from 'lmdb';
import { LmdbStoreError } from '../common/errors.ts';
import type { ResolvedOptions } from '../common/options.ts';
import { FORMAT_KEY, type EntryKey } from '../format/entry-keys.ts';

/** What the first entry of the file says; another layout of entries gets another number. */
const FORMAT = 'httpsession-store-lmdb 1';
/** Only the owner may read the files. */
const FILE_MODE = 0o600;
/** Slots for processes and threads that read at once; a slot costs 64 bytes. */
const MAX_READERS = 1022;

/** The entries of a folder, each with a version that lmdb keeps for us. */
export type Database = RootDatabase<Uint8Array, EntryKey>;

const keyEncoder = {
  writeKey: (key: EntryKey, target: Buffer, start: number): number =>
    start + target.write(key, start, 'latin1'),
  readKey: (source: Buffer, start: number, end: number): EntryKey =>
    source.toString('latin1', start, end),
};

/** @throws LmdbStoreError STORE_LMDB_OPEN for the file of another program or version; what lmdb throws. */
export function openDatabase(folder: string, { durability, maxBytes }: ResolvedOptions): Database {
  const options = {
    path: folder,
    noSubdir: false,
    permissionsMode: FILE_MODE,
    encoding: 'binary' as const,
    keyEncoder,
    useVersions: true,
    maxReaders: MAX_READERS,
    maxDbs: 1,
    // Only addresses, no memory. Twice what may be used: the file has free pages too.
    mapSize: maxBytes * 2,
    overlappingSync: false,
    // We have turns of our own. With it, lmdb makes a promise for each turn of the event loop that nobody sees,
    // and that ends the process when the system refuses to write.
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

function checkFormat(folder: string, db: Database): void {
  // Also by several processes at once: who comes second finds what the first has written.
  const found = formatIn(db) ?? db.transactionSync(() => formatIn(db) ?? begin(db));
  if (found === FORMAT) return;
  throw new LmdbStoreError(
    'STORE_LMDB_OPEN',
    `Cannot keep sessions in ${folder}: the LMDB file there is of another program, or of another version of ` +
      'this package. Use another folder, or the version that made it',
  );
}

/** What the file says it is; undefined when there is nothing in it. */
function formatIn(db: Database): string | undefined {
  const format = db.getBinary(FORMAT_KEY);
  if (format !== undefined) return format.toString('latin1');
  return [...db.getKeys({ start: '\0', end: '\u{ff}', limit: 1 })].length > 0 ? 'none' : undefined;
}

function begin(db: Database): string {
  db.putSync(FORMAT_KEY, Buffer.from(FORMAT, 'latin1'), 1);
  return FORMAT;
}

/**
 * The bytes of an entry without a copy: they are as they are until the next call. None of one that is too short to have
 * a version, which is of somebody else.
 */
export function peekEntry(db: Database, key: EntryKey): Buffer | undefined {
  try {
    return db.getBinaryFast(key);
  } catch (error) {
    // By name: it may be the error of another realm, as in a test of Jest.
    if ((error as Partial<Error>).name === 'RangeError') return NO_BYTES;
    throw error;
  }
}

const NO_BYTES = Buffer.alloc(0);

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
export function usedBytes(db: Database): number {
  const stats = db.getStats() as Stats;
  return (pagesOf(stats) + pagesOf(stats.free)) * stats.pageSize;
}

/** What the file has room for without growing. */
function unusedBytes(db: Database): number {
  const { lastPageNumber, pageSize } = db.getStats() as Stats;
  return lastPageNumber * pageSize - usedBytes(db);
}

function pagesOf({ treeBranchPageCount, treeLeafPageCount, overflowPages }: PageCounts): number {
  return treeBranchPageCount + treeLeafPageCount + overflowPages;
}

/** What can be written before the disk is full. */
export function freeBytes(folder: string, db: Database): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize + unusedBytes(db);
}
