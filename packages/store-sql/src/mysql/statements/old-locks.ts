import { list, sql, type Sql } from '../sql.ts';
import type { Tables } from '../tables.ts';
import { fromNow } from './fragments.ts';

/** How long locks and who waited for them are kept when they are of no use any more: longer than any call. */
const LEFT_MS = 600_000;

/** How many rows one sweep drops of each table: more than it finds sessions. */
const MOST = 1000;

/** Rows of no use any more: their ids are found first, as a DELETE would wait for rows that somebody works on. */
export interface OldRows {
  /** Locks the rows, and gives the id of each. */
  readonly find: Sql;
  readonly drop: (ids: readonly (number | Buffer)[]) => Sql;
}

/** Locks that nobody holds. Their ids are bytes. */
export function oldLocks({ locks }: Tables): OldRows {
  return oldRows(locks, sql`name_key`, sql`held_until`);
}

/** Those who waited for a lock, and are gone. Their ids are numbers. */
export function oldWaiters({ waiters }: Tables): OldRows {
  return oldRows(waiters, sql`ticket`, sql`alive_until`);
}

function oldRows(table: Sql, id: Sql, until: Sql): OldRows {
  return {
    find: sql`SELECT ${id} FROM ${table} WHERE ${until} < ${fromNow(-LEFT_MS)}
      LIMIT ${MOST} FOR UPDATE SKIP LOCKED`,
    drop: (ids) =>
      sql`DELETE FROM ${table} WHERE ${id} IN (${list(ids.map((each) => sql`${each}`))})`,
  };
}
