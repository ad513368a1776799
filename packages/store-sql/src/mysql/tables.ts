import { tablePrefixOf } from '../common/options.ts';
import { Sql } from './sql.ts';

/** The names of all tables, as statements have them. */
export interface Tables {
  readonly sessions: Sql;
  readonly attributes: Sql;
  readonly locks: Sql;
  readonly waiters: Sql;
  readonly meta: Sql;
}

/** The tables of this prefix. Throws `OptionError` naming `tablePrefix`. */
export function tablesOf(tablePrefix: string | undefined): Tables {
  const prefix = tablePrefixOf(tablePrefix);
  const table = (name: string): Sql => new Sql(`\`${prefix}${name}\``, []);
  return {
    sessions: table('sessions'),
    attributes: table('attributes'),
    locks: table('locks'),
    waiters: table('lock_waiters'),
    meta: table('meta'),
  };
}
