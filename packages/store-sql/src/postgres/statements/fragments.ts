import type { Tables } from '../tables.ts';

/**
 * The clock of the server, in whole milliseconds since 1970. Not `now()`, which stands still from the beginning
 * of the transaction: a statement that waited for a row has to see that a record expired meanwhile.
 */
export const NOW = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** `load` would give the record `s`. */
export const IS_ALIVE: string =
  `s.renamed_to IS NULL AND s.claimed_until IS NULL ` +
  `AND (s.expires_at IS NULL OR s.expires_at > ${NOW})`;

/** The columns of `toSummary`. */
export const SUMMARY: string =
  `s.key, s.uid, s.created_at, s.last_accessed_at, s.expires_at - ${NOW}, ` +
  `coalesce(s.principal, s.principal_key)`;

/** Those that `toRecord` has as well, but for the attributes. */
export const REST = 's.version, s.max_inactive_ms, s.sealed_id';

/** All attributes of the session `s` as `unpackAttributes` reads them; null when it has none. */
export function packedAttributes({ attributes }: Tables): string {
  const name = 'coalesce(a.name, a.name_key)';
  return `(SELECT string_agg(
      int4send(octet_length(${name})) || ${name} || int4send(octet_length(a.value)) || a.value, ''::bytea)
    FROM ${attributes} a WHERE a.session_id = s.id AND a.value IS NOT NULL)`;
}

/**
 * The id of the session that has the key $1, or had it a moment ago. As it is found before the row is locked, a
 * rename meanwhile does not hide the session: its id stays.
 */
export function idOfKey({ sessions }: Tables): string {
  return `(SELECT coalesce(k.renamed_to, k.id) FROM ${sessions} k
    WHERE k.key = $1 AND (k.renamed_to IS NULL OR k.sweep_at > ${NOW}))`;
}
