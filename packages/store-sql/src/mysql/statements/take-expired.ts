import { list, sql, type Sql } from '../sql.ts';
import type { Tables } from '../tables.ts';
import { ATTRIBUTE, fromNow, NOW, REST, SUMMARY } from './fragments.ts';

/**
 * The rows whose `sweep_at` has come, without those that somebody else works on: id, whether it is a former key,
 * when it is due, and whether it is.
 */
export function dueStatement({ sessions }: Tables, most: number): Sql {
  const dueAt = sql`COALESCE(s.claimed_until, s.expires_at)`;
  return sql`SELECT s.id, s.renamed_to IS NOT NULL, ${dueAt}, ${dueAt} <= ${NOW} FROM ${sessions} s
    WHERE s.sweep_at <= ${NOW} ORDER BY s.sweep_at LIMIT ${most} FOR UPDATE SKIP LOCKED`;
}

/** Hides sessions from everybody for so long. */
export function claimStatement({ sessions }: Tables, ids: readonly number[], leaseMs: number): Sql {
  return sql`UPDATE ${sessions} SET claimed_until = ${fromNow(leaseMs)}, sweep_at = ${fromNow(leaseMs)}
    WHERE id IN (${idsOf(ids)})`;
}

/** Looks again when they expire now: they were used since. */
export function postponeStatement({ sessions }: Tables, ids: readonly number[]): Sql {
  return sql`UPDATE ${sessions} SET sweep_at = COALESCE(claimed_until, expires_at)
    WHERE id IN (${idsOf(ids)})`;
}

/** Forgets former keys. */
export function dropStatement({ sessions }: Tables, ids: readonly number[]): Sql {
  return sql`DELETE FROM ${sessions} WHERE id IN (${idsOf(ids)})`;
}

/** How many bytes the attributes of sessions have: the id, and the sum; nothing for one without attributes. */
export function sizesStatement({ attributes }: Tables, ids: readonly number[]): Sql {
  return sql`SELECT session_id, CAST(SUM(OCTET_LENGTH(value)) AS SIGNED) FROM ${attributes}
    WHERE session_id IN (${idsOf(ids)}) GROUP BY session_id`;
}

/** Whole records by their ids, as `loadStatement` gives them. */
export function recordsStatement(tables: Tables, ids: readonly number[]): Sql {
  return sql`SELECT ${SUMMARY}, ${REST}, ${ATTRIBUTE} FROM ${tables.sessions} s
    LEFT JOIN ${tables.attributes} a ON a.session_id = s.id WHERE s.id IN (${idsOf(ids)})`;
}

function idsOf(ids: readonly number[]): Sql {
  return list(ids.map((id) => sql`${id}`));
}
