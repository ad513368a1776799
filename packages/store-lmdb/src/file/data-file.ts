import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readSync,
} from 'node:fs';
import { join } from 'node:path';
import { LmdbStoreError } from '../common/errors.ts';

/** How an LMDB file begins: behind the head of its first page, which has one of these sizes. */
const MAGIC = 0xbe_ef_c0_de;
const PAGE_HEADS = [16, 24];
/** The versions of the form of the file, in the lower half of its word: that of releases, and of what leads there. */
const VERSIONS = [2, 999];
/** Two pages, of at least 4 096 bytes, are always there. */
const SMALLEST = 8192;

/**
 * Looks whether LMDB could open what is in a folder. It is not left to LMDB: after a failure of its own the
 * process may crash.
 *
 * @throws LmdbStoreError STORE_LMDB_OPEN, or what the system says.
 */
export function checkFiles(folder: string): void {
  accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  const [data, lock] = [join(folder, 'data.mdb'), join(folder, 'lock.mdb')];
  for (const file of [data, lock].filter((name) => existsSync(name))) {
    accessSync(file, constants.R_OK | constants.W_OK);
  }
  if (!existsSync(data) || isLmdb(data)) return;
  throw new LmdbStoreError(
    'STORE_LMDB_OPEN',
    `Cannot keep sessions in ${folder}: data.mdb is no LMDB file, or one of another version of LMDB. Move it ` +
      'away, or use another folder',
  );
}

function isLmdb(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return false;
    // What another process has only just made.
    if (stats.size === 0) return true;
    const head = Buffer.alloc(64);
    readSync(file, head, 0, head.length, 0);
    return stats.size >= SMALLEST && PAGE_HEADS.some((at) => isHead(head, at));
  } finally {
    closeSync(file);
  }
}

function isHead(head: Buffer, at: number): boolean {
  return head.readUInt32LE(at) === MAGIC && VERSIONS.includes(head.readUInt16LE(at + 4));
}
