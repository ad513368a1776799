import { EventEmitter } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';
import type { PostgresClient, PostgresPool, PostgresQuery } from '../../src/index.ts';

interface Answer {
  rows: unknown[];
}

/**
 * A pool of `pg` on a PGlite, PostgreSQL inside of this process. All its clients are one connection, so that
 * statements come one after the other, and a transaction keeps the others waiting.
 */
export class PglitePool extends EventEmitter implements PostgresPool {
  readonly db: PGlite;
  /** When the last transaction is over. */
  transaction: Promise<void> = Promise.resolve();
  /** How many statements were sent. */
  statements = 0;

  constructor(db: PGlite) {
    super();
    this.db = db;
  }

  connect(): Promise<PostgresClient> {
    return Promise.resolve(new PgliteClient(this));
  }
}

class PgliteClient extends EventEmitter implements PostgresClient {
  readonly #pool: PglitePool;
  #endTransaction: (() => void) | undefined;
  #unlisten: (() => Promise<void>) | undefined;

  constructor(pool: PglitePool) {
    super();
    this.#pool = pool;
  }

  async query({ text, values }: PostgresQuery): Promise<Answer> {
    const { db } = this.#pool;
    this.#pool.statements += 1;
    await this.#turn(text);
    const channel = /^LISTEN (\w+)$/.exec(text)?.[1];
    if (channel !== undefined) return this.#listen(channel);
    if (values !== undefined) return db.query<unknown>(text, values, { rowMode: 'array' });
    const results = await db.exec(text, { rowMode: 'array' });
    if (text === 'COMMIT') this.#endTransaction?.();
    return { rows: results.at(-1)?.rows ?? [] };
  }

  release(error?: Error | boolean): void {
    void this.#unlisten?.();
    if (this.#endTransaction === undefined || error === undefined || error === false) return;
    void this.#pool.db.exec('ROLLBACK').finally(this.#endTransaction);
  }

  /** Waits for the transaction of somebody else, and begins one's own. */
  async #turn(text: string): Promise<void> {
    if (this.#endTransaction !== undefined) return;
    const before = this.#pool.transaction;
    if (text.startsWith('BEGIN')) {
      const over = new Promise<void>((resolve) => (this.#endTransaction = resolve));
      this.#pool.transaction = before.then(() => over);
    }
    await before;
  }

  async #listen(channel: string): Promise<Answer> {
    this.#unlisten = await this.#pool.db.listen(channel, (payload) => {
      this.emit('notification', { payload });
    });
    return { rows: [] };
  }
}
