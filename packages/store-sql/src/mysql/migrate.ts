import { SessionStoreUnavailableError } from 'httpsession';
import { optionalNumberIn } from '../common/cells.ts';
import { refuseUnknownOptions, tablePrefixOf } from '../common/options.ts';
import { explained, serverError, speakable } from './failures.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { checkPool } from './options.ts';
import type { MysqlPool } from './pool.ts';
import { checkServer, FORMAT } from './schema-check.ts';
import { ANY_SERVER } from './server-traits.ts';
import { Conversation } from './conversation.ts';
import { Sql, sql } from './sql.ts';
import { tablesOf } from './tables.ts';

/** What `migrateMysql` takes beside the pool: the same as the store. */
export interface MysqlMigrateOptions {
  /** How the names of all tables begin. Default `httpsession_`. */
  readonly tablePrefix?: string;
}

const WHAT = 'making its tables';

/** The prefix that the SQL files have. */
const DEFAULT_PREFIX = 'httpsession_';

/** How long to wait for another process that does the same. */
const WAIT_S = 60;

/**
 * Makes the tables of a `MysqlStore` in the database of the pool, or brings older ones to the present format. Do it
 * when a new version is deployed, with a user who may create tables; nothing happens when all is there, and
 * processes that do it at once wait for each other. MySQL commits after each table: what was left half done by a
 * process that ended is completed by the next.
 *
 * @throws OptionError, by rejecting, naming `pool` or `tablePrefix`
 * @throws SessionStoreUnavailableError, by rejecting, that says what to do; `cause` is the error of `mysql2`, without
 * values
 */
export async function migrateMysql(
  pool: MysqlPool,
  options: MysqlMigrateOptions = {},
): Promise<void> {
  checkPool(pool);
  refuseUnknownOptions(options, ['tablePrefix']);
  const prefix = tablePrefixOf(options.tablePrefix);
  try {
    await alone(pool, prefix, (conversation) => migrate(conversation, prefix));
  } catch (error) {
    throw error instanceof SessionStoreUnavailableError ? error : explained(WHAT, speakable(error));
  }
}

async function migrate(conversation: Conversation, prefix: string): Promise<void> {
  await checkServer(conversation);
  const format = await formatOf(conversation, prefix);
  if (format > FORMAT) {
    throw new SessionStoreUnavailableError(WHAT, {
      why: `the tables have the format ${format}, which is newer than ${FORMAT}`,
      advice: 'Use the version of @httpsession/store-sql that made them, or a later one',
    });
  }
  for (const step of MIGRATIONS) {
    if (step.format <= format) continue;
    for (const statement of statementsOf(step.sql, prefix)) await conversation.rows(statement);
  }
}

/** 0: there are no tables yet, or not all of them. */
async function formatOf(conversation: Conversation, prefix: string): Promise<number> {
  try {
    const [row] = await conversation.rows(sql`SELECT format FROM ${tablesOf(prefix).meta}`);
    return optionalNumberIn(row?.[0] ?? null) ?? 0;
  } catch (error) {
    if (serverError(error) === 1146) return 0;
    throw error;
  }
}

/** MySQL takes one statement at a time. */
function statementsOf(text: string, prefix: string): Sql[] {
  return text
    .replace(/^\s*--.*$/gm, '')
    .replaceAll(DEFAULT_PREFIX, prefix)
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map((statement) => new Sql(statement, []));
}

/** Works while nobody else does the same in this database. */
async function alone(
  pool: MysqlPool,
  prefix: string,
  work: (conversation: Conversation) => Promise<void>,
): Promise<void> {
  const connection = await pool.getConnection();
  let isWell = false;
  try {
    const conversation = new Conversation(connection, {
      giveUpAt: Infinity,
      server: ANY_SERVER,
      progress: { mayHaveHappened: false },
    });
    const name = new Sql(`LEFT(CONCAT('${prefix}', DATABASE()), 64)`, []);
    const [row] = await conversation.rows(sql`SELECT GET_LOCK(${name}, ${WAIT_S})`);
    if (row?.[0] !== 1) {
      throw new SessionStoreUnavailableError(WHAT, {
        why: row?.[0] === null ? 'the pool names no database' : 'another process takes too long',
        advice: 'Give the pool a database, and look for who else runs migrateMysql',
      });
    }
    await work(conversation);
    await conversation.rows(sql`SELECT RELEASE_LOCK(${name})`);
    isWell = true;
  } finally {
    // The lock ends with its connection.
    if (isWell) connection.release();
    else connection.destroy();
  }
}
