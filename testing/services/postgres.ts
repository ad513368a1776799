import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Daemon, type Service } from './daemon.ts';
import { freePort } from './free-port.ts';
import { unprivileged } from './system-user.ts';
import { copyTemplate } from './template.ts';

const run = promisify(execFile);

/** Where Debian puts the programs of each version. */
const VERSIONS = '/usr/lib/postgresql';

/** What `startPostgres` takes. */
export interface PostgresOptions {
  /** Settings of postgresql.conf: `{ max_connections: '20' }`. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Whether a commit is on disk before it is answered. Default false: it outlives kill -9, not a power cut. */
  readonly durable?: boolean;
}

/** A PostgreSQL server. */
export interface PostgresServer extends Service {
  readonly port: number;
  /** The folder of its socket. */
  readonly socket: string;
  /** `postgres://postgres@127.0.0.1:<port>/postgres`; there is no password. */
  readonly url: string;
  /** The process id; undefined while it does not run. */
  readonly pid: number | undefined;
  /** Runs SQL with psql, and gives rows as lines, columns parted by `|`. */
  sql(text: string): Promise<string>;
}

/** The folder of the newest PostgreSQL's programs; undefined when there is none. */
export function postgresPrograms(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined;
  return readdirSync(VERSIONS)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(VERSIONS, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

/** Starts a PostgreSQL server with the user and the database `postgres`. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error(`No PostgreSQL in ${VERSIONS}`);
  const port = await freePort();
  const user = unprivileged('postgres');
  const settings = { ...settingsOf(port, options.durable === true), ...options.settings };
  const daemon = await Daemon.start(
    {
      name: 'postgres',
      user,
      command: (folder) => [
        join(programs, 'postgres'),
        ...['-D', join(folder, 'data'), '-k', folder],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      isReady: (pid, folder) => isReady(pid, join(folder, 'data')),
      // The "fast" shutdown: SIGTERM would wait for the clients to go.
      endSignal: 'SIGINT',
    },
    (folder) => copyTemplate(templateOf(programs, user), join(folder, 'data')),
  );
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return {
    port,
    socket: daemon.folder,
    url,
    get pid() {
      return daemon.pid;
    },
    sql: async (text) => {
      const args = ['--no-psqlrc', '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', text, url];
      return (await run(join(programs, 'psql'), args)).stdout.trimEnd();
    },
    stop: () => daemon.stop(),
    kill: (name) => daemon.kill(name),
    pause: () => daemon.pause(),
    resume: () => daemon.resume(),
    restart: () => daemon.restart(),
    log: () => daemon.log(),
  };
}

function settingsOf(port: number, isDurable: boolean): Record<string, string | number> {
  return {
    port,
    listen_addresses: '127.0.0.1',
    shared_buffers: '16MB',
    fsync: isDurable ? 'on' : 'off',
    full_page_writes: isDurable ? 'on' : 'off',
    jit: 'off',
  };
}

function templateOf(programs: string, user: ReturnType<typeof unprivileged>) {
  const version = programs.split('/').at(-2) ?? '';
  return {
    name: `postgres-${version}`,
    user,
    command: (folder: string) => [
      join(programs, 'initdb'),
      ...['-D', folder, '-U', 'postgres', '-A', 'trust', '--no-sync', '--no-instructions'],
      // Not the smallest that there is, 1 MB: then checkpoints come at every turn.
      ...['-E', 'UTF8', '--locale=C.UTF-8', '--wal-segsize=4'],
    ],
  };
}

/** The eighth line of its pid file says so, which is what pg_ctl waits for. */
async function isReady(pid: number, data: string): Promise<boolean> {
  const lines = await readFile(join(data, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}
