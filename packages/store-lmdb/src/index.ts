export { LmdbStore } from './lmdb-store.ts';
export type { Durability, LmdbStoreOptions } from './common/options.ts';
export { LmdbStoreError } from './common/errors.ts';
export type { LmdbStoreErrorCode } from './common/errors.ts';
