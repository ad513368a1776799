import { chmodSync, lstatSync, mkdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { LmdbStoreError } from '../common/errors.ts';
import { openFailure } from './failures.ts';

/** Other users of the machine are kept out: sessions are as good as passwords. */
const OWNER_ONLY = 0o700;

const NO_PLACE = 'cannot be made on its file system. Use a folder on a disk';

/** The folders that stores of this process are open in, also those of another copy of this package. */
const open = openFolders();

/**
 * Makes the folder, unless it is there, and keeps it for one store: two in a process would only wait for each
 * other. Gives its real path.
 *
 * @throws LmdbStoreError STORE_LMDB_OPEN when it is no folder, cannot be made, or is taken.
 */
export function takeFolder(path: string): string {
  makeFolder(path);
  const real = realpathSync(path);
  if (open.has(real)) {
    throw new LmdbStoreError(
      'STORE_LMDB_OPEN',
      `A store of this process has ${path} open. Give that store to all managers of this application, or close it first`,
    );
  }
  open.add(real);
  return real;
}

/** Lets another store have it. */
export function leaveFolder(real: string): void {
  open.delete(real);
}

function makeFolder(path: string): void {
  try {
    const missing = missingFolders(path);
    for (const part of missing) makeOne(path, part);
    // The mask of the process may have taken rights away that the owner needs.
    if (missing.length > 0) chmodSync(path, OWNER_ONLY);
  } catch (error) {
    throw error instanceof LmdbStoreError ? error : openFailure(path, error);
  }
}

/**
 * The folders on the way that are not there, the outermost first. One by one, as a recursive `mkdirSync` does not say
 * which of them is the matter, and in Node 20 tries for ever where the system says ENOENT of a folder in one that is
 * there, as in /proc.
 */
function missingFolders(path: string): string[] {
  const missing: string[] = [];
  for (let part = path; ; part = dirname(part)) {
    const found = find(part, statSync);
    if (found?.isDirectory() === true) return missing;
    if (found !== undefined) throw refusal({ path, part }, 'is no folder');
    if (find(part, lstatSync) !== undefined) throw refusal({ path, part }, 'is a link to nothing');
    if (dirname(part) === part) throw refusal({ path, part }, 'is not there');
    missing.unshift(part);
  }
}

/** Makes one in a folder that is there. */
function makeOne(path: string, part: string): void {
  try {
    mkdirSync(part, { mode: OWNER_ONLY });
  } catch (cause) {
    // Another process was quicker.
    if (find(part, statSync)?.isDirectory() === true) return;
    if (codeOf(cause) !== 'ENOENT') throw cause;
    throw refusal({ path, part }, NO_PLACE, { cause });
  }
}

/** What is there; undefined: nothing, or a part of the way is no folder. */
function find(path: string, look: (path: string) => Stats): Stats | undefined {
  try {
    return look(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function refusal(
  { path, part }: { path: string; part: string },
  why: string,
  options: { cause?: unknown } = {},
): LmdbStoreError {
  const message = `Cannot keep sessions in ${path}: ${part === path ? 'it' : part} ${why}`;
  return new LmdbStoreError('STORE_LMDB_OPEN', message, options);
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}

function openFolders(): Set<string> {
  const name = Symbol.for('@httpsession/store-lmdb: open folders');
  const shared = globalThis as unknown as Record<symbol, Set<string> | undefined>;
  return (shared[name] ??= new Set());
}
