import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Daemon, type Service } from './daemon.ts';
import { freePort } from './free-port.ts';
import { unprivileged } from './system-user.ts';
import { copyTemplate } from './template.ts';

const run = promisify(execFile);

/** What `startMariadb` takes. */
export interface MariadbOptions {
  /** Arguments of the server: `['--max-connections=20']`. */
  readonly args?: readonly string[];
  /** Whether a commit is on disk before it is answered. Default false: it outlives kill -9, not a power cut. */
  readonly durable?: boolean;
}

/** A MariaDB server. */
export interface MariadbServer extends Service {
  readonly port: number;
  /** The path of its socket. */
  readonly socket: string;
  /** `mysql://root@127.0.0.1:<port>/test`; there is no password. */
  readonly url: string;
  /** The process id; undefined while it does not run. */
  readonly pid: number | undefined;
  /** Runs SQL with the client `mariadb`, and gives rows as lines, columns parted by tabs. */
  sql(text: string): Promise<string>;
}

/** Starts a MariaDB server with the user `root` and an empty database `test`. */
export async function startMariadb(options: MariadbOptions = {}): Promise<MariadbServer> {
  const port = await freePort();
  const user = unprivileged('mysql');
  const daemon = await Daemon.start(
    {
      name: 'mariadb',
      user,
      command: (folder) => [
        'mariadbd',
        '--no-defaults',
        `--datadir=${join(folder, 'data')}`,
        `--socket=${join(folder, 'socket')}`,
        `--pid-file=${join(folder, 'pid')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        // As Debian configures it; MariaDB's own default is latin1.
        '--character-set-server=utf8mb4',
        '--collation-server=utf8mb4_general_ci',
        ...INNODB,
        ...(options.durable === true
          ? ['--innodb-flush-log-at-trx-commit=1']
          : ['--innodb-flush-log-at-trx-commit=2', '--innodb-flush-method=nosync']),
        ...(options.args ?? []),
      ],
      isReady: async (pid, folder) =>
        (await readPid(join(folder, 'pid'))) === pid && (await greets(port)),
    },
    async (folder) => {
      await copyTemplate(templateOf(user), join(folder, 'data'));
      // A folder is a database.
      const database = join(folder, 'data', 'test');
      await mkdir(database, { recursive: true });
      if (user !== undefined) await chown(database, user.uid, user.gid);
    },
  );
  const socket = join(daemon.folder, 'socket');
  return {
    port,
    socket,
    url: `mysql://root@127.0.0.1:${port}/test`,
    get pid() {
      return daemon.pid;
    },
    sql: async (text) => {
      const where = [`--host=127.0.0.1`, `--port=${port}`, '--user=root', 'test'];
      const args = ['--no-defaults', '--batch', '--skip-column-names', ...where, '-e', text];
      return (await run('mariadb', args)).stdout.trimEnd();
    },
    stop: () => daemon.stop(),
    kill: (name) => daemon.kill(name),
    pause: () => daemon.pause(),
    resume: () => daemon.resume(),
    restart: () => daemon.restart(),
    log: () => daemon.log(),
  };
}

/** Small, so that a copy of the empty folder is. The same at installation: the log has its size from there. */
const INNODB = ['--innodb-log-file-size=8M', '--innodb-buffer-pool-size=32M'];

function templateOf(user: ReturnType<typeof unprivileged>) {
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

function readPid(file: string): Promise<number | undefined> {
  return readFile(file, 'utf8').then(Number, () => undefined);
}

/** It listens when it has read its data, and speaks first. */
async function greets(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'data');
    return true;
  } catch {
    // Refused: it is not there yet.
    return false;
  } finally {
    socket.destroy();
  }
}
