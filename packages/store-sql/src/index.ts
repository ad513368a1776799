export { PostgresStore } from './postgres/postgres-store.ts';
export type { PostgresStoreOptions } from './postgres/options.ts';
export { migratePostgres } from './postgres/migrate.ts';
export type { MigrateOptions as PostgresMigrateOptions } from './postgres/migrate.ts';
export type { PostgresClient, PostgresPool, PostgresQuery } from './postgres/pool.ts';
export type { SqlStoreOptions } from './common/options.ts';
