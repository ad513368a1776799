import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Daemon, type Service } from './daemon.ts';
import { freePort } from './free-port.ts';
import { unprivileged, type SystemUser } from './system-user.ts';
import { copyTemplate, type Template } from './template.ts';

const run = promisify(execFile);

/** What `startMariadb` and `startMysql` take. */
export interface MysqlOptions {
  /** Arguments of the server: `['--max-connections=20']`. */
  readonly args?: readonly string[];
  /** Whether a commit is on disk before it is answered. Default false: it outlives kill -9, not a power cut. */
  readonly durable?: boolean;
}

/** A MariaDB or MySQL server. */
export interface MysqlServer extends Service {
  readonly port: number;
  /** The path of its socket. */
  readonly socket: string;
  /** `mysql://root@127.0.0.1:<port>/test`; there is no password. */
  readonly url: string;
  /** The process id; undefined while it does not run. */
  readonly pid: number | undefined;
  /** Runs SQL with the client of the server, and gives rows as lines, columns parted by tabs. */
  sql(text: string): Promise<string>;
}

/** What MariaDB and MySQL do each in its way. */
export interface Flavour {
  readonly name: string;
  /** The program of the server, and the arguments that the other one does not know. */
  readonly command: readonly string[];
  /** The program of the client. */
  readonly client: string;
  readonly template: (user: SystemUser | undefined) => Template;
  /** Makes the database `test` in a copy of the template, unless the template has it. */
  readonly addDatabase?: (data: string, user: SystemUser | undefined) => Promise<void>;
}

/** Starts a server with the user `root` and an empty database `test`. */
export async function startFlavour(
  flavour: Flavour,
  options: MysqlOptions = {},
): Promise<MysqlServer> {
  const port = await freePort();
  const user = unprivileged('mysql');
  const daemon = await Daemon.start(
    {
      name: flavour.name,
      user,
      command: (folder) => [
        ...flavour.command,
        `--datadir=${join(folder, 'data')}`,
        `--socket=${join(folder, 'socket')}`,
        `--pid-file=${join(folder, 'pid')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        ...(options.durable === true
          ? ['--innodb-flush-log-at-trx-commit=1']
          : ['--innodb-flush-log-at-trx-commit=2', '--innodb-flush-method=nosync']),
        ...(options.args ?? []),
      ],
      isReady: async (pid, folder) =>
        (await readPid(join(folder, 'pid'))) === pid && (await greets(port)),
    },
    async (folder) => {
      const data = join(folder, 'data');
      await copyTemplate(flavour.template(user), data);
      await flavour.addDatabase?.(data, user);
    },
  );
  return {
    port,
    socket: join(daemon.folder, 'socket'),
    url: `mysql://root@127.0.0.1:${port}/test`,
    get pid() {
      return daemon.pid;
    },
    sql: async (text) => {
      const where = [`--host=127.0.0.1`, `--port=${port}`, '--user=root', 'test'];
      const args = ['--no-defaults', '--batch', '--skip-column-names', ...where, '-e', text];
      return (await run(flavour.client, args)).stdout.trimEnd();
    },
    stop: () => daemon.stop(),
    kill: (name) => daemon.kill(name),
    pause: () => daemon.pause(),
    resume: () => daemon.resume(),
    restart: () => daemon.restart(),
    log: () => daemon.log(),
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
