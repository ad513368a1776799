import { createPool, type Pool, type PoolOptions } from 'mysql2/promise';
import { requires } from '../../../../testing/requirements.ts';
import { startMariadb } from '../../../../testing/services/mariadb.ts';
import type { MysqlOptions, MysqlServer } from '../../../../testing/services/mysql-family.ts';
import { startMysql } from '../../../../testing/services/mysql.ts';
import { migrateMysql, MysqlStore, type MysqlStoreOptions } from '../../src/index.ts';

let prefixes = 0;

/** The servers that a `MysqlStore` is tested on. */
const SERVERS = { mariadb: startMariadb, mysql: startMysql } as const;
const TITLES = { mariadb: 'MariaDB', mysql: 'MySQL' } as const;

/** Starts a server for the tests of a suite. */
type Start = (options?: MysqlOptions) => Promise<MysqlDatabase>;

/** `describe` on each of the servers; one that the machine does not have is skipped. */
export function onMysqlServers(
  name: string,
  body: (start: Start, which: keyof typeof SERVERS) => void,
): void {
  for (const which of ['mariadb', 'mysql'] as const) {
    requires(which)(`${name}, on ${TITLES[which]}`, () =>
      body(async (options) => new MysqlDatabase(await SERVERS[which](options)), which),
    );
  }
}

/** A real server, for the tests of one file. */
export class MysqlDatabase {
  readonly server: MysqlServer;
  readonly #pools = new Set<Pool>();

  constructor(server: MysqlServer) {
    this.server = server;
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
