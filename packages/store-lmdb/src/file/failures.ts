import { LmdbStoreError } from '../common/errors.ts';

const ENOSPC = 28;
/** LMDB says EIO when only the beginning of a page could be written, as when the disk is just full. */
const EIO = 5;
const OUT_OF_SPACE = new Set([ENOSPC, EIO, 27 /* EFBIG */, 122 /* EDQUOT */]);
const NOT_ALLOWED = new Set([1 /* EPERM */, 13 /* EACCES */, 30 /* EROFS */]);
const NOT_LMDB = new Set([-30_793 /* MDB_INVALID */, -30_794 /* MDB_VERSION_MISMATCH */]);
const READERS_FULL = -30_790;

/** Node gives system errors a name, LMDB a number. */
const NUMBERS: Readonly<Record<string, number>> = {
  ENOSPC,
  EFBIG: 27,
  EDQUOT: 122,
  EPERM: 1,
  EACCES: 13,
  EROFS: 30,
};

/** The number of a failure of LMDB or of the system; undefined when it has none. */
function failureNumber(error: unknown): number | undefined {
  if (!(error instanceof Object) || !('code' in error)) return undefined;
  const { code } = error;
  if (typeof code === 'number') return code;
  return typeof code === 'string' ? NUMBERS[code] : undefined;
}

/** What is told when the folder cannot be used. */
export function openFailure(path: string, error: unknown): LmdbStoreError {
  const number = failureNumber(error) ?? 0;
  return new LmdbStoreError('STORE_LMDB_OPEN', `Cannot keep sessions in ${path}: ${why(number)}`, {
    cause: error,
  });
}

function why(number: number): string {
  if (NOT_ALLOWED.has(number)) {
    return 'this user may not write there. Give the folder and the files in it to the user of this process';
  }
  if (OUT_OF_SPACE.has(number)) return 'the disk is full, or fails. Make room';
  if (NOT_LMDB.has(number)) {
    return 'data.mdb is no LMDB file, or one of another version of LMDB. Move it away, or use another folder';
  }
  if (number === READERS_FULL)
    return 'too many processes use it. Start fewer, or give some a folder of their own';
  return 'LMDB refuses; see the cause';
}

/** What a write is rejected with that LMDB could not make. Nothing of it was saved. */
export function writeFailure(what: string, cause: unknown): LmdbStoreError {
  const number = failureNumber(cause) ?? 0;
  const reason = OUT_OF_SPACE.has(number)
    ? 'the disk is full, or fails. Make room; nothing needs to be restarted'
    : 'LMDB could not write; see the cause';
  return new LmdbStoreError('STORE_LMDB_WRITE', `Failed at ${what}: ${reason}`, { cause });
}

/** lmdb says of a failed commit only that it failed, and gives the reason later: in a promise. */
export async function commitCause(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  const reason = Promise.resolve(error.commitError).then(
    () => error,
    (cause: unknown) => cause,
  );
  // For some failures the reason never comes.
  const patience = new Promise<unknown>((resolve) => setTimeout(resolve, 100, error));
  return Promise.race([reason, patience]);
}
