import { SessionStoreUnavailableError } from 'httpsession';
import { optionalNumberIn } from '../common/cells.ts';
import { refuseUnknownOptions, tablePrefixOf } from '../common/options.ts';
import { explained, speakable } from './failures.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { checkPool } from './options.ts';
import { outliveErrors, type PostgresClient, type PostgresPool } from './pool.ts';
import { FORMAT } from './schema-check.ts';
import { tablesOf, type TableOptions } from './tables.ts';

/** What `migratePostgres` takes beside the pool: the same as the store. */
export type MigrateOptions = TableOptions;

/** The first half of the advisory lock, the bytes "http"; the second one is of the names of the tables. */
const LOCK_CLASS = 0x68747470;

/** The prefix that the SQL files have. */
const DEFAULT_PREFIX = 'httpsession_';

const WHAT = 'making its tables';

/**
 * Makes the tables of a `PostgresStore`, or brings older ones to the present format; the schema too, when
 * there is none. In one transaction: all, or nothing. Do it when a new version is deployed, with a user who may
 * create tables; nothing happens when all is there, and processes that do it at once wait for each other.
 *
 * @throws OptionError, by rejecting, naming `pool`, `schema` or `tablePrefix`
 * @throws SessionStoreUnavailableError, by rejecting, that says what to do; `cause` is the error of `pg`, without
 * values
 */
export async function migratePostgres(
  pool: PostgresPool,
  options: MigrateOptions = {},
): Promise<void> {
  checkPool(pool);
  refuseUnknownOptions(options, ['schema', 'tablePrefix']);
  const { meta } = tablesOf(options);
  try {
    await inTransaction(pool, async (client) => {
      await run(client, `SELECT pg_advisory_xact_lock(${LOCK_CLASS}, hashtext('${meta}'))`);
      if (options.schema !== undefined) await enterSchema(client, options.schema);
      await migrate(client, meta, tablePrefixOf(options.tablePrefix));
    });
  } catch (error) {
    throw error instanceof SessionStoreUnavailableError ? error : explained(WHAT, speakable(error));
  }
}

async function migrate(client: PostgresClient, meta: string, prefix: string): Promise<void> {
  const format = await formatOf(client, meta);
  if (format > FORMAT) {
    throw new SessionStoreUnavailableError(WHAT, {
      why: `the tables have the format ${format}, which is newer than ${FORMAT}`,
      advice: 'Use the version of @httpsession/store-sql that made them, or a later one',
    });
  }
  for (const step of MIGRATIONS) {
    if (step.format > format) await run(client, step.sql.replaceAll(DEFAULT_PREFIX, prefix));
  }
}

/** The format of the tables that are there; 0: there are none. */
async function formatOf(client: PostgresClient, meta: string): Promise<number> {
  const [table] = await run(client, `SELECT to_regclass('${meta}')::text`);
  if (table?.[0] == null) return 0;
  const [row] = await run(client, `SELECT format FROM ${meta}`);
  return optionalNumberIn(row?.[0] ?? null) ?? 0;
}

/** Makes it if need be: the right to make schemas is asked for also when there is nothing to make. */
async function enterSchema(client: PostgresClient, schema: string): Promise<void> {
  const found = await run(client, `SELECT FROM pg_namespace WHERE nspname = '${schema}'`);
  if (found.length === 0) await run(client, `CREATE SCHEMA "${schema}"`);
  await run(client, `SET LOCAL search_path TO "${schema}"`);
}

async function inTransaction(
  pool: PostgresPool,
  work: (client: PostgresClient) => Promise<void>,
): Promise<void> {
  const client = outliveErrors(await pool.connect());
  let failed = true;
  try {
    // What another process has committed meanwhile must be seen behind the lock.
    await run(client, 'BEGIN ISOLATION LEVEL READ COMMITTED');
    await work(client);
    await run(client, 'COMMIT');
    failed = false;
  } finally {
    // A transaction that is not over ends with its connection.
    client.release(failed);
  }
}

async function run(client: PostgresClient, text: string): Promise<unknown[][]> {
  const result = (await client.query({ text, rowMode: 'array' })) as { rows?: unknown[][] };
  return result.rows ?? [];
}
