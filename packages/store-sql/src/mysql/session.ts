import type { Row } from '../common/cells.ts';
import { breaksConnection, PacketTooLargeError } from './failures.ts';
import type { MysqlConnection } from './pool.ts';
import { Sql } from './sql.ts';

/** What a statement that changes something gives. */
export interface Changed {
  /** How many rows it found or made. */
  readonly rows: number;
  /** The number that AUTO_INCREMENT, or LAST_INSERT_ID, has given. */
  readonly id: number;
}

export interface SessionLimits {
  /** By `performance.now()`: from then on nobody waits for an answer, and nothing more is to happen. */
  readonly giveUpAt: number;
  /** How many bytes the server takes at once. It ends the connection over more, without a word. */
  readonly maxPacket: number;
  /** Whether the server was told something that it may have done for good. */
  readonly progress: { mayHaveHappened: boolean };
}

/** A connection during one call. */
export class Session {
  readonly #connection: MysqlConnection;
  readonly #limits: SessionLimits;
  #isInTransaction = false;

  constructor(connection: MysqlConnection, limits: SessionLimits) {
    this.#connection = connection;
    this.#limits = limits;
  }

  /** How long somebody still waits for an answer, in whole milliseconds. */
  get restMs(): number {
    return Math.max(0, Math.ceil(this.#limits.giveUpAt - performance.now()));
  }

  /** The rows of a SELECT. */
  async rows(statement: Sql): Promise<Row[]> {
    return (await this.#send(statement)) as Row[];
  }

  /** Does INSERT, UPDATE, DELETE and the like. Rejects when the server had to change a value to store it. */
  async change(statement: Sql): Promise<Changed> {
    if (!this.#isInTransaction) this.#limits.progress.mayHaveHappened = true;
    const header = (await this.#send(statement)) as {
      affectedRows: number;
      insertId: number | string;
      warningStatus: number;
    };
    if (header.warningStatus > 0)
      throw new Error('the server stored something else than it was given');
    return { rows: header.affectedRows, id: Number(header.insertId) };
  }

  /** Does it whole, or not at all: undefined ends the transaction without a change. */
  async transaction<T>(
    work: () => Promise<T | undefined>,
    isolation?: 'READ COMMITTED',
  ): Promise<T | undefined> {
    if (isolation !== undefined)
      await this.#command(`SET TRANSACTION ISOLATION LEVEL ${isolation}`);
    await this.#command('START TRANSACTION');
    this.#isInTransaction = true;
    let result: T | undefined;
    try {
      result = await work();
    } catch (error) {
      // A connection that is of no use ends, and its transaction with it.
      if (!breaksConnection(error)) await this.#command('ROLLBACK');
      throw error;
    } finally {
      this.#isInTransaction = false;
    }
    if (result !== undefined) this.#limits.progress.mayHaveHappened = true;
    await this.#command(result === undefined ? 'ROLLBACK' : 'COMMIT');
    return result;
  }

  async #command(text: string): Promise<void> {
    await this.#send(new Sql(text, []));
  }

  async #send({ text, values }: Sql): Promise<unknown> {
    const rest = this.#limits.giveUpAt - performance.now();
    if (rest <= 0) throw new Error('timeout exceeded when waiting for the server');
    if (sizeOf(text, values) > this.#limits.maxPacket) throw new PacketTooLargeError();
    const [result] = await this.#connection.query({
      sql: text,
      values: [...values],
      rowsAsArray: true,
      ...(rest === Infinity ? {} : { timeout: Math.ceil(rest) * 2 }),
    });
    return result;
  }
}

/** About how long a statement is when the driver has put in the values: numbers, and bytes as digits. */
function sizeOf(text: string, values: readonly unknown[]): number {
  let size = text.length;
  for (const value of values) size += value instanceof Uint8Array ? value.length * 2 + 3 : 20;
  return size;
}
