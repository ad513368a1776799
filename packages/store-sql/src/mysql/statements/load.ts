import { sql, type Sql } from '../sql.ts';
import type { Tables } from '../tables.ts';
import { ATTRIBUTE, IS_ALIVE, REST, SUMMARY } from './fragments.ts';

/** The record of a key: a row for each attribute, or one without if it has none or `known` is its version. */
export function loadStatement(tables: Tables, key: Buffer, known: number | undefined): Sql {
  const wanted = known === undefined ? sql`` : sql`AND s.version <> ${known}`;
  return sql`SELECT ${SUMMARY}, ${REST}, ${ATTRIBUTE} FROM ${tables.sessions} s
    LEFT JOIN ${tables.attributes} a ON a.session_id = s.id ${wanted}
    WHERE s.\`key\` = ${key} AND ${IS_ALIVE}`;
}
