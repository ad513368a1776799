import { Pool, type PoolConfig } from 'pg';
import {
  startPostgres,
  type PostgresOptions,
  type PostgresServer,
} from '../../../../testing/services/postgres.ts';
import { migratePostgres, PostgresStore, type PostgresStoreOptions } from '../../src/index.ts';

let schemas = 0;

/** A real server, for the tests of one file. */
export class Database {
  readonly server: PostgresServer;
  readonly #pools = new Set<Pool>();
  readonly #stores = new Set<PostgresStore>();

  private constructor(server: PostgresServer) {
    this.server = server;
  }

  static async start(options?: PostgresOptions): Promise<Database> {
    return new Database(await startPostgres(options));
  }

  /** A pool of ten connections, unless the test says otherwise. */
  pool(config: PoolConfig = {}): Pool {
    const pool = new Pool({ connectionString: this.server.url, ...config });
    this.#pools.add(pool);
    return pool;
  }

  /** The name of a schema with all tables and no session. */
  async schema(): Promise<string> {
    schemas += 1;
    const schema = `test_${process.pid}_${schemas}`;
    const pool = this.pool({ max: 1 });
    await migratePostgres(pool, { schema });
    await this.end(pool);
    return schema;
  }

  /** A store on a schema of its own, or on that of the options. */
  async open(
    options: Partial<PostgresStoreOptions> = {},
  ): Promise<{ store: PostgresStore; pool: Pool; schema: string }> {
    const schema = options.schema ?? (await this.schema());
    const pool = (options.pool as Pool | undefined) ?? this.pool();
    const store = new PostgresStore({ timeoutMs: 10_000, ...options, pool, schema });
    this.#stores.add(store);
    return { store, pool, schema };
  }

  async end(pool: Pool): Promise<void> {
    this.#pools.delete(pool);
    await pool.end();
  }

  async stop(): Promise<void> {
    // Those that listen have a connection, and its pool waits for it.
    await Promise.allSettled([...this.#stores].map((store) => store.close()));
    await Promise.allSettled([...this.#pools].map((pool) => pool.end()));
    await this.server.stop();
  }
}
