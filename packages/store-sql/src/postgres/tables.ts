import { nameOf, tablePrefixOf } from '../common/options.ts';

/** The names of all tables, as statements have them. */
export interface Tables {
  readonly sessions: string;
  readonly attributes: string;
  readonly locks: string;
  readonly waiters: string;
  readonly tickets: string;
  readonly meta: string;
}

/** Where the tables are. */
export interface TableOptions {
  /** The schema. Default: the first one of the `search_path` that has the tables. */
  readonly schema?: string;
  /** How the names of all tables begin. Default `httpsession_`. */
  readonly tablePrefix?: string;
}

/** The tables of these options. Throws `OptionError` naming `schema` or `tablePrefix`. */
export function tablesOf(options: TableOptions): Tables {
  const schema = nameOf('schema', options.schema);
  const prefix = tablePrefixOf(options.tablePrefix);
  const before = schema === undefined ? '' : `"${schema}".`;
  const table = (name: string): string => `${before}"${prefix}${name}"`;
  return {
    sessions: table('sessions'),
    attributes: table('attributes'),
    locks: table('locks'),
    waiters: table('lock_waiters'),
    tickets: table('tickets'),
    meta: table('meta'),
  };
}
