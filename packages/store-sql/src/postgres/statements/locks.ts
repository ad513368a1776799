import type { Tables } from '../tables.ts';
import { NOW } from './fragments.ts';
import { statement, type Statement } from './statement.ts';

/** What `PostgresLockTable` asks. */
export interface LockStatements {
  /**
   * The lock $1 for $3 ms, or a place in its queue for $4 ms if that is not 0: the token, or the ticket. Who asks
   * waits $2 ms for the answer; the bytes $5 are the question's own.
   */
  readonly ask: Statement;
  /** The same for who has the ticket $6 already: the token, or null; and the ticket. */
  readonly askAgain: Statement;
  /** Ends the lease of the lock $1 if the question $2 took it. */
  readonly takeBack: Statement;
  /** Gives the ticket $1 back. */
  readonly leave: Statement;
  /** Starts the lease of the lock $1 with the token $2 again, for $3 ms: a row when it was held. */
  readonly renew: Statement;
  /** Ends the leases of the locks $1 with the tokens $2: a row for each that was held. */
  readonly release: Statement;
}

export function lockStatements(tables: Tables): LockStatements {
  const { locks, waiters } = tables;
  return {
    ask: statement(
      'lock_ask',
      `WITH got AS (${taking(tables, '')}), queued AS (
        INSERT INTO ${waiters} (name_key, alive_until) SELECT $1::bytea, ${NOW} + $4::bigint
        WHERE $4::bigint > 0 AND NOT EXISTS (SELECT FROM got) RETURNING ticket
      )
      SELECT (SELECT token FROM got), (SELECT ticket FROM queued)`,
    ),
    askAgain: statement(
      'lock_again',
      `WITH got AS (${taking(tables, 'AND w.ticket < $6::bigint')}), left_queue AS (
        DELETE FROM ${waiters} WHERE ticket = $6::bigint AND EXISTS (SELECT FROM got)
      ), stayed AS (
        INSERT INTO ${waiters} (ticket, name_key, alive_until)
        SELECT $6::bigint, $1::bytea, ${NOW} + $4::bigint WHERE NOT EXISTS (SELECT FROM got)
        ON CONFLICT (ticket) DO UPDATE SET alive_until = excluded.alive_until
      )
      SELECT (SELECT token FROM got), $6::bigint`,
    ),
    takeBack: statement(
      'lock_take_back',
      `UPDATE ${locks} SET held_until = ${NOW}
      WHERE name_key = $1::bytea AND taken_by = $2::bytea AND held_until > ${NOW} RETURNING token`,
    ),
    leave: statement('lock_leave', `DELETE FROM ${waiters} WHERE ticket = $1::bigint`),
    renew: statement(
      'lock_renew',
      `UPDATE ${locks} SET held_until = ${NOW} + $3::bigint
      WHERE name_key = $1::bytea AND token = $2::bigint AND held_until > ${NOW} RETURNING token`,
    ),
    release: statement(
      'lock_release',
      `UPDATE ${locks} l SET held_until = ${NOW}
      FROM unnest($1::bytea[], $2::bigint[]) AS n(name_key, token)
      WHERE l.name_key = n.name_key AND l.token = n.token AND l.held_until > ${NOW} RETURNING l.token`,
    ),
  };
}

/**
 * Takes the lock when nobody has it and nobody waits before us. Its row outlives the lease, so that the token is
 * nearly always drawn while the row is locked: later holders then have greater ones. Not when the row was locked by
 * somebody for so long that we are given up by then: the answer would find nobody to release it.
 */
function taking({ locks, waiters, tickets }: Tables, before: string): string {
  return `INSERT INTO ${locks} AS l (name_key, token, held_until, taken_by)
    SELECT $1::bytea, nextval('${tickets}'), ${NOW} + $3::bigint, $5::bytea
    WHERE NOT EXISTS (SELECT FROM ${waiters} w
      WHERE w.name_key = $1::bytea AND w.alive_until > ${NOW} ${before})
    ON CONFLICT (name_key) DO UPDATE
      SET token = nextval('${tickets}'), held_until = ${NOW} + $3::bigint, taken_by = $5::bytea
    WHERE l.held_until <= ${NOW}
      AND clock_timestamp() < statement_timestamp() + $2::float8 * interval '1 millisecond' RETURNING token`;
}
