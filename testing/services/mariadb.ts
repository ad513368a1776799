import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startFlavour, type MysqlOptions, type MysqlServer } from './mysql-family.ts';
import type { SystemUser } from './system-user.ts';

/** What `startMariadb` takes. */
export type MariadbOptions = MysqlOptions;

/** A MariaDB server. */
export type MariadbServer = MysqlServer;

/** Small, so that a copy of the empty folder is. The same at installation: the log has its size from there. */
const INNODB = ['--innodb-log-file-size=8M', '--innodb-buffer-pool-size=32M'];

/** Starts a MariaDB server with the user `root` and an empty database `test`. */
export function startMariadb(options?: MariadbOptions): Promise<MariadbServer> {
  return startFlavour(
    {
      name: 'mariadb',
      command: [
        'mariadbd',
        '--no-defaults',
        '--skip-name-resolve',
        // As Debian configures it; MariaDB's own default is latin1.
        '--character-set-server=utf8mb4',
        '--collation-server=utf8mb4_general_ci',
        ...INNODB,
      ],
      client: 'mariadb',
      template: templateOf,
      addDatabase: async (data, user) => {
        // A folder is a database.
        const database = join(data, 'test');
        await mkdir(database, { recursive: true });
        if (user !== undefined) await chown(database, user.uid, user.gid);
      },
    },
    options,
  );
}

function templateOf(user: SystemUser | undefined) {
  return {
    name: 'mariadb',
    user,
    command: (folder: string) => [
      'mariadb-install-db',
      '--no-defaults',
      `--datadir=${folder}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
      ...INNODB,
      '--innodb-flush-method=nosync',
    ],
  };
}
