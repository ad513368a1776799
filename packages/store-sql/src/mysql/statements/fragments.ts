import type { Sql } from '../sql.ts';
import { sql } from '../sql.ts';

/**
 * The clock of the server, in whole milliseconds since 1970, as it was when the statement began. In UTC: the
 * local time of a session comes twice when summer time ends.
 */
export const NOW: Sql = sql`(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)`;

/** For how many microseconds the statement has run: SYSDATE looks at the clock when a row is there. */
export const RUNS_US: Sql = sql`TIMESTAMPDIFF(MICROSECOND, NOW(6), SYSDATE(6))`;

/** Outside of strict mode the server stores what fits, and says so when it is done. */
export const IS_STRICT: Sql = sql`@@SESSION.sql_mode LIKE '%STRICT%'`;

/** `load` would give the record `s`. */
export const IS_ALIVE: Sql = sql`(s.renamed_to IS NULL AND s.claimed_until IS NULL
  AND (s.expires_at IS NULL OR s.expires_at > ${NOW}))`;

/** The columns of `toSummary`. */
export const SUMMARY: Sql = sql`s.\`key\`, s.uid, s.created_at, s.last_accessed_at,
  s.expires_at - ${NOW}, COALESCE(s.principal, s.principal_key)`;

/** Those that `toRecord` has as well, but for the attributes. */
export const REST: Sql = sql`s.version, s.max_inactive_ms, s.sealed_id`;

/** An attribute, or three nulls. */
export const ATTRIBUTE: Sql = sql`a.session_id, COALESCE(a.name, a.name_key), a.value`;

/** An instant so many milliseconds from now; null is never. */
export function fromNow(ms: number | null): Sql {
  return ms === null ? sql`NULL` : sql`(${NOW} + ${ms})`;
}
