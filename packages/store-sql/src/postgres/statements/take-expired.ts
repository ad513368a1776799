import { CLAIM_BYTES } from 'httpsession';
import type { Tables } from '../tables.ts';
import { NOW, packedAttributes, REST, SUMMARY } from './fragments.ts';
import { sendNotice, type NoticeChannel } from './notice.ts';
import { statement, type Statement } from './statement.ts';

/** How long locks and who waited for them are kept when they are of no use any more. */
const LEFT_MS = '60000';

/**
 * Looks at up to $1 rows whose `sweep_at` has come, and skips those that somebody else works on:
 * claims up to $2 that have expired for $3 milliseconds, at least one, and then no more than an answer can hold; moves `sweep_at` of those that were used since to
 * where they expire now; deletes former keys. A row for each claimed record as `toRecord` reads it, the
 * longest expired first, and a last one, with null for its key, of how many rows it looked at.
 */
export function takeExpiredStatement(tables: Tables, notices?: NoticeChannel): Statement {
  const { sessions } = tables;
  return statement(
    'take_expired',
    `WITH clock AS MATERIALIZED (SELECT ${NOW} AS now),
    due AS MATERIALIZED (
      SELECT s.id, s.renamed_to, coalesce(s.claimed_until, s.expires_at) AS due_at
      FROM ${sessions} s WHERE s.sweep_at <= (SELECT now FROM clock)
      ORDER BY s.sweep_at LIMIT $1 FOR UPDATE SKIP LOCKED
    ), oldest AS MATERIALIZED (
      SELECT d.id, d.due_at FROM due d WHERE d.renamed_to IS NULL AND d.due_at <= (SELECT now FROM clock)
      ORDER BY d.due_at LIMIT $2
    ), sized AS (
      SELECT o.id, o.due_at, coalesce((SELECT sum(octet_length(a.value)) FROM ${tables.attributes} a
        WHERE a.session_id = o.id), 0) AS bytes FROM oldest o
    ), expired AS MATERIALIZED (
      SELECT f.id FROM (SELECT z.id, sum(z.bytes) OVER (ORDER BY z.due_at, z.id) - z.bytes AS those_before
        FROM sized z) f WHERE f.those_before < ${String(CLAIM_BYTES)}
    ), claimed AS (
      UPDATE ${sessions} s SET claimed_until = c.now + $3::bigint, sweep_at = c.now + $3::bigint
      FROM clock c WHERE ${isAmong('expired')} RETURNING s.*
    ), moved AS (
      UPDATE ${sessions} s SET sweep_at = coalesce(s.claimed_until, s.expires_at)
      WHERE ${isAmong('due WHERE renamed_to IS NULL AND id NOT IN (SELECT id FROM expired)')}
        AND s.sweep_at IS DISTINCT FROM coalesce(s.claimed_until, s.expires_at)
    ), dropped AS (
      DELETE FROM ${sessions} s WHERE ${isAmong('due WHERE renamed_to IS NOT NULL')}
    ), ${forgottenLocks(tables)}
    (SELECT ${SUMMARY}, ${REST}, ${packedAttributes(tables)},
        NULL::bigint${notices === undefined ? '' : ', NULL::bigint'}
      FROM claimed s ORDER BY s.expires_at, s.id)
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
      (SELECT count(*) FROM due)${sendNotice(notices, 'gone', 'claimed')}`,
  );
}

/** As an array: a join might read the whole table, as nobody knows how many rows there will be. */
function isAmong(rows: string): string {
  return `s.id = ANY (ARRAY(SELECT id FROM ${rows}))`;
}

function forgottenLocks({ locks, waiters }: Tables): string {
  const before = `(SELECT now FROM clock) - ${LEFT_MS}`;
  return `old_locks AS (
      DELETE FROM ${locks} WHERE name_key IN (SELECT l.name_key FROM ${locks} l
        WHERE l.held_until < ${before} LIMIT 1000 FOR UPDATE SKIP LOCKED)
    ), old_waiters AS (
      DELETE FROM ${waiters} WHERE ticket IN (SELECT w.ticket FROM ${waiters} w
        WHERE w.alive_until < ${before} LIMIT 1000 FOR UPDATE SKIP LOCKED)
    )`;
}
