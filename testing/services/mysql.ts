import { join } from 'node:path';
import { startFlavour, type MysqlOptions, type MysqlServer } from './mysql-family.ts';
import { reachable } from './reachable.ts';

/** Where `scripts/get-mysql.sh` puts it. */
const HOME = join(import.meta.dirname, '../../.cache/mysql');

/** The program of the server, if it was fetched. */
export const mysqldPath: string = join(HOME, 'bin/mysqld');

/** Makes the empty database. */
const FIRST_STATEMENTS = join(import.meta.dirname, 'mysql-database.sql');

/** Starts a MySQL server with the user `root` and an empty database `test`. */
export async function startMysql(options?: MysqlOptions): Promise<MysqlServer> {
  const home = await reachable(HOME);
  const statements = await reachable(FIRST_STATEMENTS);
  const program = [join(home, 'bin/mysqld'), ...settingsFor(home)];
  return startFlavour(
    {
      name: 'mysql',
      command: program,
      client: join(home, 'bin/mysql'),
      template: (user) => ({
        name: 'mysql-8.0.33',
        user,
        command: (folder) => [
          ...program,
          '--initialize-insecure',
          `--datadir=${folder}`,
          // A folder is no database here.
          `--init-file=${statements}`,
          '--innodb-flush-method=nosync',
        ],
      }),
    },
    options,
  );
}

/** Small, so that a copy of the empty folder is; and without what no test looks at. */
function settingsFor(home: string): string[] {
  return [
    '--no-defaults',
    `--basedir=${home}`,
    '--innodb-redo-log-capacity=8M',
    '--innodb-buffer-pool-size=32M',
    '--skip-log-bin',
    '--skip-performance-schema',
    '--mysqlx=OFF',
  ];
}
