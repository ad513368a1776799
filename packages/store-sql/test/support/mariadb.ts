import { createPool, type Pool, type PoolOptions } from 'mysql2/promise';
import {
  startMariadb,
  type MariadbOptions,
  type MariadbServer,
} from '../../../../testing/services/mariadb.ts';
import { migrateMysql, MysqlStore, type MysqlStoreOptions } from '../../src/index.ts';

let prefixes = 0;

/** A real server, for the tests of one file. */
export class Mariadb {
  readonly server: MariadbServer;
  readonly #pools = new Set<Pool>();

  private constructor(server: MariadbServer) {
    this.server = server;
  }

  static async start(options?: MariadbOptions): Promise<Mariadb> {
    return new Mariadb(await startMariadb(options));
  }

  /** A pool of ten connections, unless the test says otherwise. */
  pool(options: PoolOptions = {}): Pool {
    const pool = createPool({ uri: this.server.url, ...options });
    this.#pools.add(pool);
    return pool;
  }

  /** A prefix whose tables are there, and empty. */
  async tables(): Promise<string> {
    prefixes += 1;
    const tablePrefix = `test_${prefixes}_`;
    const pool = this.pool({ connectionLimit: 1 });
    await migrateMysql(pool, { tablePrefix });
    await this.end(pool);
    return tablePrefix;
  }

  /** A store on tables of its own, or on those of the options. */
  async open(
    options: Partial<MysqlStoreOptions> = {},
  ): Promise<{ store: MysqlStore; pool: Pool; tablePrefix: string }> {
    const tablePrefix = options.tablePrefix ?? (await this.tables());
    const pool = (options.pool as Pool | undefined) ?? this.pool();
    const store = new MysqlStore({ timeoutMs: 10_000, ...options, pool, tablePrefix });
    return { store, pool, tablePrefix };
  }

  async end(pool: Pool): Promise<void> {
    this.#pools.delete(pool);
    await pool.end();
  }

  async stop(): Promise<void> {
    await Promise.allSettled([...this.#pools].map((pool) => pool.end()));
    await this.server.stop();
  }
}
