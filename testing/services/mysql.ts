import { join } from 'node:path';
import { startFlavour, type MysqlOptions, type MysqlServer } from './mysql-family.ts';
import type { SystemUser } from './system-user.ts';

/** Where `scripts/get-mysql.sh` puts it. */
const HOME = join(import.meta.dirname, '../../.cache/mysql');

/** The program of the server, if it was fetched. */
export const mysqldPath: string = join(HOME, 'bin/mysqld');

/** Small, so that a copy of the empty folder is; and without what no test looks at. */
const SETTINGS = [
  '--no-defaults',
  `--basedir=${HOME}`,
  '--innodb-redo-log-capacity=8M',
  '--innodb-buffer-pool-size=32M',
  '--skip-log-bin',
  '--skip-performance-schema',
  '--mysqlx=OFF',
];

/** Starts a MySQL server with the user `root` and an empty database `test`. */
export function startMysql(options?: MysqlOptions): Promise<MysqlServer> {
  return startFlavour(
    {
      name: 'mysql',
      command: [mysqldPath, ...SETTINGS],
      client: join(HOME, 'bin/mysql'),
      template: templateOf,
    },
    options,
  );
}

function templateOf(user: SystemUser | undefined) {
  return {
    name: 'mysql-8.0.33',
    user,
    command: (folder: string) => [
      mysqldPath,
      ...SETTINGS,
      '--initialize-insecure',
      `--datadir=${folder}`,
      // A folder is no database here.
      `--init-file=${join(import.meta.dirname, 'mysql-database.sql')}`,
      '--innodb-flush-method=nosync',
    ],
  };
}
