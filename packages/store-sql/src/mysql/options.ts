import { OptionError } from 'httpsession';
import { refuseUnknownOptions, type SqlStoreOptions } from '../common/options.ts';
import type { MysqlPool } from './pool.ts';
import { tablesOf, type Tables } from './tables.ts';

/** What `new MysqlStore` takes. */
export interface MysqlStoreOptions extends SqlStoreOptions {
  /** A pool of `mysql2/promise`. It stays yours: end it when the store is closed. */
  readonly pool: MysqlPool;
}

const KNOWN = [
  'pool',
  'tablePrefix',
  'timeoutMs',
  'maxPending',
  'breaker',
  'onError',
] as const satisfies readonly (keyof MysqlStoreOptions)[];

/** The options, checked. Throws `OptionError`; those of the calls are checked by `StoreGuard`, `onError` by its report. */
export function resolveOptions(
  given: MysqlStoreOptions | undefined,
): MysqlStoreOptions & { tables: Tables } {
  // JavaScript may give none at all.
  const options = { ...given } as MysqlStoreOptions;
  refuseUnknownOptions(options, KNOWN);
  checkPool(options.pool);
  return { ...options, tables: tablesOf(options.tablePrefix) };
}

/** Throws `OptionError` unless it can do what a pool of `mysql2/promise` does. */
export function checkPool(pool: unknown): void {
  const can = pool as Partial<Record<'getConnection' | 'promise', unknown>> | null | undefined;
  // A pool of `mysql2` itself calls back; its promise() is the one to give.
  if (typeof can?.getConnection === 'function' && typeof can.promise !== 'function') return;
  throw new OptionError('pool', pool, 'a pool of mysql2/promise');
}
