import type { CallOptions } from '../common/guard-options.ts';
import { Connections, type Call } from './connections.ts';
import { serverError } from './failures.ts';
import type { MysqlPool } from './pool.ts';
import { checkSchema } from './schema-check.ts';
import type { Tables } from './tables.ts';

/** Missing tables and columns: what was found once may be gone. */
const SCHEMA_ERRORS: readonly (number | undefined)[] = [1146, 1054];

/** Connections to a server whose tables were looked at before the first call. */
export class CheckedConnections {
  readonly #connections: Connections;
  readonly #tables: Tables;
  #checked: Promise<void> | undefined;
  #isDone = false;

  constructor(pool: MysqlPool, options: CallOptions & { readonly tables: Tables }) {
    this.#connections = new Connections(pool, options);
    this.#tables = options.tables;
  }

  /** As `Connections.ask`. A check that failed is made again by the next call. */
  async ask<T>(call: Call<T>): Promise<T> {
    if (!this.#isDone) await this.#check();
    try {
      return await this.#connections.ask(call);
    } catch (error) {
      const number = error instanceof Error ? serverError(error.cause) : undefined;
      if (SCHEMA_ERRORS.includes(number)) this.#isDone = false;
      throw error;
    }
  }

  #check(): Promise<void> {
    this.#checked ??= this.#connections
      .ask({
        what: 'looking at its tables',
        work: (conversation) => checkSchema(conversation, this.#tables),
        onlyReads: true,
      })
      .then((server) => {
        this.#connections.serverIs(server);
        this.#isDone = true;
      })
      .finally(() => {
        this.#checked = undefined;
      });
    return this.#checked;
  }
}
