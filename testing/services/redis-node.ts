import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Daemon, type Service } from './daemon.ts';
import { freePort } from './free-port.ts';
import { redisCommand, type RedisReply } from './redis-connection.ts';
import { unprivileged } from './system-user.ts';

/** One Redis process. */
export interface RedisNode extends Service {
  readonly port: number;
  /** `redis://127.0.0.1:<port>` */
  readonly url: string;
  /** The process id; undefined while it does not run. */
  readonly pid: number | undefined;
  /** Sends one command over a connection of its own. */
  command(...words: (string | number)[]): Promise<RedisReply>;
}

/** Directives of redis.conf by name; a list stands for several lines. */
export type RedisConfig = Readonly<Record<string, string | number | readonly string[]>>;

/** How one Redis process is started. */
export interface RedisNodePlan {
  readonly port?: number;
  /** Arguments after the configuration: `['--maxmemory', '10mb']`. */
  readonly args?: readonly string[];
  /** Default `redis-server`. */
  readonly program?: string;
  readonly config: RedisConfig;
  readonly sentinel?: boolean;
}

/** Starts one Redis process on 127.0.0.1. It keeps nothing on disk unless the configuration says so. */
export async function startRedisNode(plan: RedisNodePlan): Promise<RedisNode> {
  const port = plan.port ?? (await freePort());
  const user = unprivileged('redis');
  const { program = 'redis-server' } = plan;
  const args = plan.sentinel === true ? ['--sentinel'] : (plan.args ?? []);
  const daemon = await Daemon.start(
    {
      name: plan.sentinel === true ? 'redis-sentinel' : 'redis',
      user,
      command: (folder) => [program, join(folder, 'redis.conf'), ...args],
      isReady: (pid) => answers(port, pid),
    },
    async (folder) => {
      const file = join(folder, 'redis.conf');
      const base = { port, bind: '127.0.0.1', 'protected-mode': 'no', dir: folder };
      await writeFile(file, configText({ ...base, ...plan.config }));
      // A sentinel writes down there what it learns.
      if (user !== undefined) await chown(file, user.uid, user.gid);
    },
  );
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return daemon.pid;
    },
    command: (...words) => redisCommand(port, ...words),
    stop: () => daemon.stop(),
    kill: (name) => daemon.kill(name),
    pause: () => daemon.pause(),
    resume: () => daemon.resume(),
    restart: () => daemon.restart(),
    log: () => daemon.log(),
  };
}

function configText(config: RedisConfig): string {
  return Object.entries(config)
    .flatMap(([name, value]) =>
      (typeof value === 'object' ? value : [value]).map((one) => `${name} ${one}\n`),
    )
    .join('');
}

/** Not while it reads its data: then it answers LOADING. A server with a password answers NOAUTH, and is there. */
async function answers(port: number, pid: number): Promise<boolean> {
  try {
    await redisCommand(port, 'PING');
    const info = String(await redisCommand(port, 'INFO', 'server'));
    return info.includes(`process_id:${pid}\r`);
  } catch (error) {
    return error instanceof Error && error.message.startsWith('NOAUTH');
  }
}
