import { setTimeout as sleep } from 'node:timers/promises';
import { StoreGuard } from 'httpsession';
import type { Row } from '../common/cells.ts';
import { guardOptions, type CallOptions } from '../common/guard-options.ts';
import { guarded } from '../common/guarded.ts';
import { DEFAULT_TIMEOUT_MS } from '../common/options.ts';
import {
  breaksConnection,
  explained,
  isLost,
  isUndone,
  isUnreachable,
  speakable,
  sqlState,
} from './failures.ts';
import {
  NO_CONNECTION,
  outliveErrors,
  outlivePoolErrors,
  type PostgresClient,
  type PostgresPool,
} from './pool.ts';
import type { Statement } from './statements/statement.ts';

/** One call to the server. */
export interface Call {
  /** For errors: `loading a record`. */
  readonly what: string;
  readonly statement: Statement;
  /**
   * Made when it is sent: it may have waited for a connection, and instants are sent as time from now on. `restMs`
   * is how long somebody waits for the answer.
   */
  readonly values: (restMs: number) => unknown[];
  /** It changes nothing, so that it is asked again when the connection breaks under it. */
  readonly onlyReads?: boolean;
  /** Gets an answer that came when nobody waited for it any more. */
  readonly onLate?: (rows: Row[]) => unknown;
  /** Is called when no answer comes any more, and nobody knows whether it was done. */
  readonly onLost?: () => void;
}

export interface ConnectionOptions extends CallOptions {
  readonly preparedStatements: boolean;
}

/** How often a call is made at most, when the server is known to have undone it. */
const TRIES = 3;
const RETRY_MS = 5;

/** Asks the server over the connections of a pool. Its rejections say what to do. */
export class Connections {
  readonly pool: PostgresPool;
  readonly #guard: StoreGuard;
  readonly #timeoutMs: number;
  readonly #preparedStatements: boolean;

  constructor(pool: PostgresPool, options: ConnectionOptions) {
    this.pool = outlivePoolErrors(pool);
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#preparedStatements = options.preparedStatements;
    this.#guard = new StoreGuard({
      name: 'PostgreSQL',
      timeoutMs: this.#timeoutMs,
      ...guardOptions(options),
      isFailure: isUnreachable,
    });
  }

  /** @throws SessionStoreUnavailableError, by rejecting, whose `cause` is what may be told of the driver's error */
  async ask(call: Call): Promise<Row[]> {
    try {
      const { what, onLate } = call;
      return await guarded(this.#guard, { what, work: () => this.#tryOften(call), onLate });
    } catch (error) {
      throw explained(call.what, error);
    }
  }

  async #tryOften(call: Call): Promise<Row[]> {
    const giveUpAt = performance.now() + this.#timeoutMs;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#tryOnce(call, giveUpAt);
      } catch (error) {
        const mayRepeat = isUndone(error) || (call.onlyReads === true && isLost(error));
        if (!mayRepeat || tries >= TRIES || performance.now() >= giveUpAt) throw speakable(error);
        await sleep(RETRY_MS * tries * (1 + Math.random()));
      }
    }
  }

  async #tryOnce({ statement, values, onLost }: Call, giveUpAt: number): Promise<Row[]> {
    const client = outliveErrors(await this.pool.connect());
    // Nobody waits for the answer any more, and what was given up is not to happen later.
    const restMs = giveUpAt - performance.now();
    if (restMs <= 0) {
      client.release();
      throw new Error(NO_CONNECTION);
    }
    let broken: Error | undefined;
    try {
      return await this.#send(client, statement, values(Math.ceil(restMs)));
    } catch (error) {
      if (breaksConnection(error)) broken = error as Error;
      if (sqlState(error) === undefined && !isUndone(error)) onLost?.();
      throw error;
    } finally {
      // An answer that may still come must not meet the next question: that connection ends.
      client.release(broken);
    }
  }

  async #send(client: PostgresClient, statement: Statement, values: unknown[]): Promise<Row[]> {
    const { rows } = await client.query({
      ...(this.#preparedStatements ? { name: statement.name } : {}),
      text: statement.text,
      values,
      rowMode: 'array',
      // The guard tells the caller in time; a late answer is still welcome, as it saves the connection.
      query_timeout: this.#timeoutMs * 2,
    });
    return rows as Row[];
  }
}
