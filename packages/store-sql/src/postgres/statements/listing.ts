import type { Tables } from '../tables.ts';
import { IS_ALIVE, SUMMARY } from './fragments.ts';
import { statement, type Statement } from './statement.ts';

/** A page of up to $2 sessions behind the id $1, in the order of their ids, which are the last column. */
export function listStatement({ sessions }: Tables): Statement {
  return statement(
    'list',
    `SELECT ${SUMMARY}, s.id FROM ${sessions} s
    WHERE s.id > $1::bigint AND ${IS_ALIVE} ORDER BY s.id LIMIT $2::bigint`,
  );
}

/** The session of the uid $1. */
export function findByUidStatement({ sessions }: Tables): Statement {
  return statement(
    'find_by_uid',
    `SELECT ${SUMMARY} FROM ${sessions} s WHERE s.uid = $1::bytea AND ${IS_ALIVE} LIMIT 1`,
  );
}

/** A page of up to $4 sessions of the principal $1, made behind $2 and $3; the id is the last column. */
export function findByPrincipalStatement({ sessions }: Tables): Statement {
  return statement(
    'find_by_principal',
    `SELECT ${SUMMARY}, s.id FROM ${sessions} s
    WHERE s.principal_key = $1::bytea AND (s.created_at, s.id) > ($2::bigint, $3::bigint) AND ${IS_ALIVE}
    ORDER BY s.created_at, s.id LIMIT $4::bigint`,
  );
}
