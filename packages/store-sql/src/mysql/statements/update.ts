import { deadlineAfter, GRACE_SHARE, LAST_INSTANT_MS, type SessionChange } from 'httpsession';
import { wholeMs } from '../../common/cells.ts';
import { indexedText } from '../../common/text-bytes.ts';
import { list, sql, Sql } from '../sql.ts';
import type { Tables } from '../tables.ts';
import { bufferOf } from './attributes.ts';
import { fromNow, IS_ALIVE, IS_STRICT, NOW } from './fragments.ts';

/** What would end then does not end, as in `deadlineAfter`. */
const TOO_LATE = new Sql(String(LAST_INSTANT_MS + 1), []);
const SHARE = new Sql(String(GRACE_SHARE), []);

/**
 * Changes the session `s` of the condition, if `load` would give it and it has the right version. Its id is then what
 * the answer has for the last one inserted. Each expression is of columns before the change: MySQL assigns from
 * left to right.
 */
export function updateStatement({ sessions }: Tables, where: Sql, change: SessionChange): Sql {
  return sql`UPDATE ${sessions} s SET ${assignments(change)} WHERE ${where} AND ${mayChange(change)}`;
}

/**
 * The same, with the values of attributes: all at once, or nothing when one of them is not there yet. MySQL assigns in
 * no order that it promises when there are several tables: `deadlineOf` gives the same again for what it gave.
 */
export function updateAllStatement(
  { sessions, attributes }: Tables,
  where: Sql,
  change: SessionChange,
): Sql {
  const set = [...change.set].map(([name, bytes], index) => {
    const alias = new Sql(`a${index}`, []);
    const { key } = indexedText(name);
    return {
      join: sql`JOIN ${attributes} ${alias} ON ${alias}.session_id = s.id AND ${alias}.name_key = ${key}`,
      value: sql`${alias}.value = ${bufferOf(bytes)}`,
    };
  });
  const joins = set.map(({ join }) => join).reduce((before, join) => sql`${before} ${join}`);
  return sql`UPDATE ${sessions} s ${joins} SET ${list(set.map(({ value }) => value))},
    ${assignments(change)} WHERE ${where} AND ${mayChange(change)} AND ${IS_STRICT}`;
}

function assignments(change: SessionChange): Sql {
  const ends = deadlineOf(change);
  return sql`s.sweep_at = COALESCE(LEAST(s.sweep_at, ${ends}), s.sweep_at, ${ends}),
      s.expires_at = ${ends},
      s.last_accessed_at = GREATEST(s.last_accessed_at, ${wholeMs(change.lastAccessedAt)}),
      ${maxInactiveOf(change)} ${principalOf(change)}
      s.version = s.version + 1 + 0 * LAST_INSERT_ID(s.id)`;
}

function mayChange({ ifVersion }: SessionChange): Sql {
  return ifVersion === undefined ? IS_ALIVE : sql`${IS_ALIVE} AND s.version = ${ifVersion}`;
}

/** `deadlineAfter` in SQL. Without a new idle time it takes what the record has. */
function deadlineOf(change: SessionChange): Sql {
  const now = Date.now();
  const { maxInactiveMs, inUseAt, graceMs, endsAt } = change;
  if (maxInactiveMs !== undefined) {
    const end = deadlineAfter({ maxInactiveMs, expiresAt: undefined }, change);
    return fromNow(end === undefined ? null : end - now);
  }
  const idleEnd = sql`${fromNow(wholeMs(inUseAt - now))} + s.max_inactive_ms
    + CEIL(LEAST(${graceMs}, s.max_inactive_ms * ${SHARE}))`;
  const end = sql`IF(s.max_inactive_ms <= 0 OR s.expires_at IS NULL, NULL,
    NULLIF(LEAST(GREATEST(s.expires_at, ${idleEnd}), ${TOO_LATE}), ${TOO_LATE}))`;
  if (endsAt === undefined) return end;
  const over = fromNow(wholeMs(endsAt - now));
  return sql`COALESCE(LEAST(${end}, ${over}), ${over})`;
}

function maxInactiveOf({ maxInactiveMs }: SessionChange): Sql {
  return maxInactiveMs === undefined ? sql`` : sql`s.max_inactive_ms = ${maxInactiveMs},`;
}

function principalOf({ principal }: SessionChange): Sql {
  if (principal === undefined) return sql``;
  const { key, full } = principal === null ? { key: null, full: null } : indexedText(principal);
  return sql`s.principal_key = ${key}, s.principal = ${full},`;
}

/** What there is under a key: the id and version, where it was renamed to, and whether `load` would give it. */
export function standingStatement({ sessions }: Tables, where: Sql): Sql {
  return sql`SELECT s.id, s.version, s.renamed_to, ${IS_ALIVE} FROM ${sessions} s
    WHERE ${where} AND (s.renamed_to IS NULL OR s.sweep_at > ${NOW})`;
}
