import { EventEmitter } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';
import type { PostgresClient, PostgresPool, PostgresQuery } from '../../src/index.ts';

/**
 * A pool of `pg` on a PGlite, PostgreSQL inside of this process. All its clients are one connection, so that
 * statements come one after the other, and a transaction keeps the others waiting.
 */
export class PglitePool extends EventEmitter implements PostgresPool {
  readonly #db: PGlite;
  #transaction: Promise<void> = Promise.resolve();
  /** How many statements were sent. */
  statements = 0;

  constructor(db: PGlite) {
    super();
    this.#db = db;
  }

  async connect(): Promise<PostgresClient> {
    const events = new EventEmitter();
    let endTransaction: (() => void) | undefined;
    let unlisten: (() => Promise<void>) | undefined;
    const query = async ({ text, values }: PostgresQuery): Promise<{ rows: unknown[] }> => {
      this.statements += 1;
      if (endTransaction === undefined) {
        const before = this.#transaction;
        if (text.startsWith('BEGIN')) {
          this.#transaction = before.then(
            () => new Promise((resolve) => (endTransaction = resolve)),
          );
        }
        await before;
      }
      const channel = /^LISTEN (\w+)$/.exec(text)?.[1];
      if (channel !== undefined) {
        unlisten = await this.#db.listen(channel, (payload) => {
          events.emit('notification', { payload });
        });
        return { rows: [] };
      }
      if (values === undefined) {
        const results = await this.#db.exec(text, { rowMode: 'array' });
        if (text === 'COMMIT') endTransaction?.();
        return { rows: results.at(-1)?.rows ?? [] };
      }
      return this.#db.query<unknown>(text, values, { rowMode: 'array' });
    };
    return {
      query,
      release: (error) => {
        void unlisten?.();
        if (endTransaction !== undefined && error !== undefined && error !== false) {
          void this.#db.exec('ROLLBACK').finally(endTransaction);
        }
      },
      on: (event: string, listener: (...args: never[]) => void) =>
        events.on(event, listener as (...args: unknown[]) => void),
      removeListener: (event: string, listener: (...args: never[]) => void) =>
        events.removeListener(event, listener as (...args: unknown[]) => void),
    };
  }
}
