import { GRACE_SHARE, LAST_INSTANT_MS, type SessionChange } from 'httpsession';
import { wholeMs } from '../../common/cells.ts';
import { principalValues } from './create.ts';
import { sendNotice, type NoticeChannel } from './notice.ts';
import { IS_ALIVE, NOW, idOfKey } from './fragments.ts';
import { statement, type Statement } from './statement.ts';
import type { Tables } from '../tables.ts';

/** The idle time that the record has after the change. */
const IDLE = 'coalesce($4::bigint, s.max_inactive_ms)';

/** Where its idle time ends; null: never. */
const IDLE_END = `CASE WHEN ${IDLE} > 0 THEN
  ${NOW} + $5::bigint + ${IDLE} + ceil(least($6::numeric, ${IDLE} * ${String(GRACE_SHARE)}))::bigint END`;

/** `deadlineAfter` in SQL, but for `endsAt`. Without a new idle time the deadline only moves later. */
const IDLE_DEADLINE = `CASE WHEN $4::bigint IS NOT NULL THEN i.idle_end
  WHEN i.idle_end IS NOT NULL AND i.expires_at IS NOT NULL THEN greatest(i.idle_end, i.expires_at) END`;

/**
 * Changes a session: two counts, of sessions that there are and of those that were changed. The row is locked
 * first, so that what it has by then decides, not what the statement saw when it began; also whether it has
 * expired meanwhile, which PostgreSQL would not look at again when nobody changed the row.
 */
export function updateStatement(tables: Tables, parts: UpdateParts): Statement {
  const text = `WITH target AS MATERIALIZED (
      SELECT s.id, s.version, s.expires_at, ${IDLE_END} AS idle_end FROM ${tables.sessions} s
      WHERE s.id = ${idOfKey(tables)} AND ${IS_ALIVE} FOR NO KEY UPDATE
    ), alive AS MATERIALIZED (
      SELECT * FROM target WHERE expires_at IS NULL OR expires_at > ${NOW}
    ), deadline AS (
      SELECT i.id, least(${IDLE_DEADLINE}, ${NOW} + $7::bigint) AS ends FROM alive i
      WHERE $2::bigint IS NULL OR i.version = $2::bigint
    ), changed AS (
      UPDATE ${tables.sessions} s SET version = s.version + 1,
        last_accessed_at = greatest(s.last_accessed_at, $3::bigint),
        max_inactive_ms = ${IDLE},
        expires_at = CASE WHEN d.ends <= ${String(LAST_INSTANT_MS)} THEN d.ends END,
        sweep_at = least(s.sweep_at, d.ends),
        principal_key = CASE WHEN $8::boolean THEN $9::bytea ELSE s.principal_key END,
        principal = CASE WHEN $8::boolean THEN $10::bytea ELSE s.principal END
      FROM deadline d WHERE s.id = d.id RETURNING s.id, s.version, s.key
    )${parts.withAttributes ? attributeChanges(tables) : ''}
    SELECT (SELECT count(*) FROM alive), (SELECT count(*) FROM changed)
    ${sendNotice(parts.notices, 'changed', 'changed')}`;
  return statement(parts.withAttributes ? 'update' : 'touch', text);
}

export interface UpdateParts {
  readonly withAttributes: boolean;
  readonly notices: NoticeChannel | undefined;
}

/**
 * What is removed is deleted, unless somebody else committed between the beginning of the statement and its
 * lock (`alone` is then empty): an attribute that they added cannot be seen here, so that DELETE would
 * miss it. An INSERT meets it all the same, and leaves a row without a value.
 */
function attributeChanges({ sessions, attributes }: Tables): string {
  return `, alone AS (
      SELECT c.id FROM changed c JOIN ${sessions} v ON v.id = c.id AND v.version = c.version - 1
    ), deleted AS (
      DELETE FROM ${attributes} a USING alone WHERE a.session_id = alone.id AND a.name_key = ANY($14::bytea[])
    ), written AS (
      INSERT INTO ${attributes} (session_id, name_key, name, value)
      SELECT c.id, n.name_key, n.name, n.value
      FROM changed c, unnest($11::bytea[], $12::bytea[], $13::bytea[]) AS n(name_key, name, value)
      UNION ALL
      SELECT c.id, n.name_key, NULL, NULL
      FROM changed c, unnest($14::bytea[]) AS n(name_key) WHERE NOT EXISTS (SELECT FROM alone)
      ON CONFLICT (session_id, name_key) DO UPDATE SET name = excluded.name, value = excluded.value
    )`;
}

/** What `updateStatement` takes. Instants are sent as the time from now on: clocks differ. */
export function updateValues(key: Buffer, change: SessionChange): unknown[] {
  const now = Date.now();
  const owner = principalValues(change.principal ?? undefined);
  return [
    key,
    change.ifVersion ?? null,
    wholeMs(change.lastAccessedAt),
    change.maxInactiveMs ?? null,
    wholeMs(change.inUseAt - now),
    change.graceMs,
    change.endsAt === undefined ? null : wholeMs(change.endsAt - now),
    change.principal !== undefined,
    ...owner,
  ];
}
