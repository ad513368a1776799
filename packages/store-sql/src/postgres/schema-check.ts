import { SessionStoreUnavailableError } from 'httpsession';
import { numberIn } from '../common/cells.ts';
import type { Connections } from './connections.ts';
import { statement, type Statement } from './statements/statement.ts';
import type { Tables } from './tables.ts';

/** The format of the tables that this package reads and writes. */
export const FORMAT = 1;

/** The oldest server that has all that the statements use. */
const OLDEST_SERVER = 130_000;

const WHAT = 'looking at its tables';

/** Looks once, before the first call, whether the tables are there and of our format. */
export class SchemaCheck {
  readonly #statement: Statement;
  #checked: Promise<void> | undefined;
  #isDone = false;

  constructor(tables: Tables) {
    this.#statement = statement(
      'check',
      `SELECT format, current_setting('server_version_num')::integer FROM ${tables.meta}`,
    );
  }

  /** Undefined when all is well and known. A check that failed is made again by the next call. */
  passed(connections: Connections): Promise<void> | undefined {
    if (this.#isDone) return undefined;
    this.#checked ??= this.#check(connections).finally(() => {
      this.#checked = undefined;
    });
    return this.#checked;
  }

  /** The tables may have changed: look again. */
  forget(): void {
    this.#isDone = false;
  }

  async #check(connections: Connections): Promise<void> {
    const [row] = await connections.ask({
      what: WHAT,
      statement: this.#statement,
      values: () => [],
      onlyReads: true,
    });
    if (row === undefined) throw unusable('its meta table is empty');
    const [format, version] = row.map(numberIn);
    if ((version ?? 0) < OLDEST_SERVER) {
      throw new SessionStoreUnavailableError(WHAT, {
        why: 'the server is too old',
        advice: 'Use PostgreSQL 13 or later',
      });
    }
    if (format !== FORMAT)
      throw unusable(`its tables have the format ${format ?? 0}, not ${FORMAT}`);
    this.#isDone = true;
  }
}

function unusable(why: string): SessionStoreUnavailableError {
  return new SessionStoreUnavailableError(WHAT, {
    why,
    advice:
      'Run migratePostgres(pool, options) of the version of @httpsession/store-sql that all processes use',
  });
}
