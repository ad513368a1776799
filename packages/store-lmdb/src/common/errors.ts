/** Where each code is explained. */
const DOCS = 'docs/reference/errors.md';

/**
 * Every code that an error of this package can carry: the folder cannot be opened; `maxBytes` is reached; the
 * disk is full or cannot be written; the store was closed; an entry cannot be read.
 */
export type LmdbStoreErrorCode =
  | 'STORE_LMDB_OPEN'
  | 'STORE_LMDB_FULL'
  | 'STORE_LMDB_WRITE'
  | 'STORE_LMDB_CLOSED'
  | 'STORE_LMDB_ENTRY';

/** What an `LmdbStore` throws or rejects with. Compare `code`, never the message. */
export class LmdbStoreError extends Error {
  /** Says which case it is. */
  readonly code: LmdbStoreErrorCode;

  constructor(code: LmdbStoreErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(`${message} (${code}, see ${DOCS})`, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.name = new.target.name;
  }
}
