import type { Tables } from '../tables.ts';
import { IS_ALIVE, packedAttributes, REST, SUMMARY } from './fragments.ts';
import { statement, type Statement } from './statement.ts';

/** The record of the key $1 as `toRecord` reads it, without attributes when its version is $2. */
export function loadStatement(tables: Tables): Statement {
  return statement(
    'load',
    `SELECT ${SUMMARY}, ${REST},
      CASE WHEN s.version IS DISTINCT FROM $2::bigint THEN ${packedAttributes(tables)} END
    FROM ${tables.sessions} s WHERE s.key = $1 AND ${IS_ALIVE}`,
  );
}
