import { SessionStoreUnavailableError } from 'httpsession';
import { numberIn } from '../common/cells.ts';
import type { Conversation } from './conversation.ts';
import type { ServerTraits } from './server-traits.ts';
import { sql } from './sql.ts';
import type { Tables } from './tables.ts';

/** The format of the tables that this package reads and writes. */
export const FORMAT = 1;

/** The oldest servers that know SKIP LOCKED: MariaDB 10.6 and MySQL 8.0.1. */
const OLDEST = { MariaDB: [10, 6, 0], MySQL: [8, 0, 1] } as const;

const WHAT = 'looking at its tables';

/** Looks whether the tables are there and of our format, and whether the server is one that will do. */
export async function checkSchema(
  conversation: Conversation,
  tables: Tables,
): Promise<ServerTraits> {
  const isMariadb = await checkServer(conversation);
  const [row] = await conversation.rows(
    sql`SELECT format, @@max_allowed_packet FROM ${tables.meta}`,
  );
  if (row === undefined) throw unusable('its meta table is empty');
  const format = numberIn(row[0]);
  if (format !== FORMAT) throw unusable(`its tables have the format ${format}, not ${FORMAT}`);
  return { maxPacket: numberIn(row[1]), hasBlocks: isMariadb };
}

/** Refuses a server that is too old, and connections that commit nothing. Says whether it is MariaDB. */
export async function checkServer(conversation: Conversation): Promise<boolean> {
  const [row] = await conversation.rows(sql`SELECT CAST(VERSION() AS BINARY), @@autocommit`);
  const version = Buffer.from(row?.[0] as Uint8Array).toString();
  const isMariadb = version.includes('MariaDB');
  const oldest = isMariadb ? OLDEST.MariaDB : OLDEST.MySQL;
  // Some servers put 5.5.5- before it, for clients that know no version of two digits.
  const parts = /(\d+)\.(\d+)\.(\d+)/
    .exec(version.replace(/^5\.5\.5-/, ''))
    ?.slice(1)
    .map(Number);
  if (parts !== undefined && isBefore(parts, oldest)) {
    throw new SessionStoreUnavailableError(WHAT, {
      why: 'the server is too old',
      advice: 'Use MySQL 8.0.1, MariaDB 10.6, or later',
    });
  }
  // What is one statement has no COMMIT behind it.
  if (numberIn(row?.[1]) !== 1) {
    throw new SessionStoreUnavailableError(WHAT, {
      why: 'autocommit is off on the connections of the pool, so that changes would be lost',
      advice: 'Set autocommit = 1 in the server, and let the pool not set it to 0',
    });
  }
  return isMariadb;
}

function isBefore(version: readonly number[], oldest: readonly number[]): boolean {
  for (const [index, least] of oldest.entries()) {
    const part = version[index] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}

function unusable(why: string): SessionStoreUnavailableError {
  return new SessionStoreUnavailableError(WHAT, {
    why,
    advice:
      'Run migrateMysql(pool, options) of the version of @httpsession/store-sql that all processes use',
  });
}
