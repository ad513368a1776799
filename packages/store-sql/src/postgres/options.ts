import { OptionError } from 'httpsession';
import { refuseUnknownOptions, type SqlStoreOptions } from '../common/options.ts';
import type { PostgresPool } from './pool.ts';
import { tablesOf, type Tables } from './tables.ts';

/** What `new PostgresStore` takes. */
export interface PostgresStoreOptions extends SqlStoreOptions {
  /** A `Pool` of `pg`. It stays yours: end it when the store is closed. */
  readonly pool: PostgresPool;
  /** The schema of the tables. Default: the first one of the `search_path` that has them. */
  readonly schema?: string;
  /**
   * Whether the server is to keep prepared statements, under names. Default true. False behind a pooler that gives
   * each transaction another connection and does not know of them, as pgbouncer before 1.21.
   */
  readonly preparedStatements?: boolean;
  /**
   * Whether every change is told to the other processes (NOTIFY), so that `subscribe` is there. Default false:
   * PostgreSQL commits transactions with notices one after the other, and one connection of the pool listens.
   */
  readonly notices?: boolean;
}

const KNOWN = [
  'pool',
  'schema',
  'tablePrefix',
  'timeoutMs',
  'maxPending',
  'breaker',
  'preparedStatements',
  'notices',
  'onError',
] as const satisfies readonly (keyof PostgresStoreOptions)[];

/** The options, checked. Throws `OptionError`; those of the calls are checked by `StoreGuard`, `onError` by its report. */
export function resolveOptions(
  given: PostgresStoreOptions | undefined,
): PostgresStoreOptions & { tables: Tables; preparedStatements: boolean; notices: boolean } {
  // JavaScript may give none at all.
  const options = { ...given } as PostgresStoreOptions;
  refuseUnknownOptions(options, KNOWN);
  checkPool(options.pool);
  return {
    ...options,
    tables: tablesOf(options),
    preparedStatements: flag('preparedStatements', options.preparedStatements, true),
    notices: flag('notices', options.notices, false),
  };
}

/** Throws `OptionError` unless it can do what a pool of `pg` does. */
export function checkPool(pool: unknown): void {
  const can = pool as Partial<Record<'connect' | 'on' | 'escapeLiteral', unknown>> | null;
  // A Client can do all of this but give out connections, which would be found out by the first request.
  const isClient = typeof can?.escapeLiteral === 'function';
  if (!isClient && typeof can?.connect === 'function' && typeof can.on === 'function') return;
  throw new OptionError('pool', pool, 'a Pool of pg, and no Client');
}

function flag(option: string, value: boolean | undefined, byDefault: boolean): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? byDefault;
  throw new OptionError(option, value, 'true or false');
}
