import { chmodSync, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { LmdbStoreError } from '../common/errors.ts';
import { openFailure } from './failures.ts';

/** Other users of the machine are kept out: sessions are as good as passwords. */
const OWNER_ONLY = 0o700;

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
    if (existsSync(path)) {
      if (statSync(path).isDirectory()) return;
      throw new LmdbStoreError(
        'STORE_LMDB_OPEN',
        `Cannot keep sessions in ${path}: it is no folder`,
      );
    }
    mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
    // The mask of the process may have taken rights away that the owner needs.
    chmodSync(path, OWNER_ONLY);
  } catch (error) {
    throw error instanceof LmdbStoreError ? error : openFailure(path, error);
  }
}

function openFolders(): Set<string> {
  const name = Symbol.for('@httpsession/store-lmdb: open folders');
  const shared = globalThis as unknown as Record<symbol, Set<string> | undefined>;
  return (shared[name] ??= new Set());
}
