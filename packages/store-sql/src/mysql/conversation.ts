import type { Row } from '../common/cells.ts';
import { breaksConnection, PacketTooLargeError } from './failures.ts';
import type { MysqlConnection } from './pool.ts';
import type { ServerTraits } from './server-traits.ts';
import { IS_STRICT } from './statements/fragments.ts';
import { sql, Sql } from './sql.ts';

/** What a statement that changes something gives. */
export interface Changed {
  /** How many rows it found or made. */
  readonly rows: number;
  /** The number that AUTO_INCREMENT, or LAST_INSERT_ID, has given. */
  readonly id: number;
}

export interface ConversationLimits {
  /** By `performance.now()`: from then on nobody waits for an answer, and nothing more is to happen. */
  readonly giveUpAt: number;
  readonly server: ServerTraits;
  /** Whether the server was told something that it may have done for good. */
  readonly progress: { mayHaveHappened: boolean };
}

/** What is longer goes statement by statement, as max_allowed_packet may be 16 MiB. */
const LONGEST_BLOCK = 4_000_000;

/** What is said over one connection during one call. */
export class Conversation {
  readonly #connection: MysqlConnection;
  readonly #limits: ConversationLimits;
  #isInTransaction = false;

  constructor(connection: MysqlConnection, limits: ConversationLimits) {
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

  /** Whether the server knows of `block`. */
  get hasBlocks(): boolean {
    return this.#limits.server.hasBlocks;
  }

  /**
   * A transaction in one round trip: the first statement and, if it changed a row, the rest, in which
   * LAST_INSERT_ID() is what the first one has given. Says whether it did. Undefined, without having done anything,
   * when it is too long or the server has no blocks; and outside of strict mode, as nobody hears of warnings.
   */
  async block(first: Sql, rest: readonly Sql[]): Promise<boolean | undefined> {
    if (!this.hasBlocks) return undefined;
    const others = rest.reduce((before, next) => sql`${before} ${next};`, sql``);
    const block = sql`BEGIN NOT ATOMIC DECLARE did BOOLEAN;
      IF ${IS_STRICT} THEN
        START TRANSACTION; ${first}; SET did = ROW_COUNT() > 0; IF did THEN ${others} END IF; COMMIT;
      END IF; SELECT did; END`;
    if (sizeOf(block) > LONGEST_BLOCK) return undefined;
    this.#limits.progress.mayHaveHappened = true;
    try {
      const [[row = []] = []] = (await this.#send(block)) as Row[][];
      return row[0] === null ? undefined : row[0] === 1;
    } catch (error) {
      // It ended in the middle, and left the transaction open.
      if (!breaksConnection(error)) await this.#command('ROLLBACK');
      throw error;
    }
  }

  async #command(text: string): Promise<void> {
    await this.#send(new Sql(text, []));
  }

  async #send(statement: Sql): Promise<unknown> {
    const rest = this.#limits.giveUpAt - performance.now();
    if (rest <= 0) throw new Error('timeout exceeded when waiting for the server');
    if (sizeOf(statement) > this.#limits.server.maxPacket) throw new PacketTooLargeError();
    const [result] = await this.#connection.query({
      sql: statement.text,
      values: [...statement.values],
      rowsAsArray: true,
      ...(rest === Infinity ? {} : { timeout: Math.ceil(rest) * 2 }),
    });
    return result;
  }
}

/** About how long a statement is when the driver has put in the values: numbers, and bytes as digits. */
function sizeOf({ text, values }: Sql): number {
  let size = text.length;
  for (const value of values) size += value instanceof Uint8Array ? value.length * 2 + 3 : 20;
  return size;
}
