import type { MysqlConnection, MysqlPool } from './pool.ts';

/** A connection that was idle for so long is asked whether it still is one. Servers end idle connections. */
const IDLE_MS = 1000;

/** Connections of a pool that were alive a moment ago. */
export class LiveConnections {
  readonly #pool: MysqlPool;
  readonly #pingMs: number;
  readonly #usedAt = new WeakMap<object, number>();

  /** A firewall drops idle connections without a word: a ping may take `pingMs`. */
  constructor(pool: MysqlPool, pingMs: number) {
    this.#pool = pool;
    this.#pingMs = pingMs;
  }

  /** Rejects when there is none before `giveUpAt`, by `performance.now()`. */
  async take(giveUpAt: number): Promise<MysqlConnection> {
    for (;;) {
      const connection = await this.#pool.getConnection();
      const now = performance.now();
      // Nobody waits for it any more, and the next one may have it.
      if (now >= giveUpAt) {
        connection.release();
        throw new Error('timeout exceeded when waiting for a connection of the pool');
      }
      const usedAt = this.#usedAt.get(coreOf(connection));
      if (usedAt === undefined || now - usedAt < IDLE_MS) return connection;
      if (await answers(connection, Math.min(this.#pingMs, giveUpAt - now))) return connection;
      connection.destroy();
    }
  }

  /** Gives it back to the pool, or ends it. */
  giveBack(connection: MysqlConnection, isUsable: boolean): void {
    if (isUsable) connection.release();
    else connection.destroy();
    this.#usedAt.set(coreOf(connection), performance.now());
  }
}

/** What stays the same: a pool of `mysql2/promise` wraps its connections anew each time. */
function coreOf(connection: MysqlConnection): object {
  return connection.connection ?? connection;
}

function answers(connection: MysqlConnection, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    const answered = (isAlive: boolean): void => {
      clearTimeout(timer);
      resolve(isAlive);
    };
    connection.ping().then(
      () => answered(true),
      () => answered(false),
    );
  });
}
