import { startMariadb } from '../../../testing/services/mariadb.ts';
import { startPostgres } from '../../../testing/services/postgres.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import type { StorePlan } from '../app/plan.ts';
import type { Stage } from '../run/scenario.ts';

/** What a rehearsal does to a server. */
export interface Server {
  readonly port: number;
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A store on a server of its own. */
export interface SharedStore<S extends Server = Server> {
  readonly server: S;
  /** The store, by another port where a proxy stands in between. */
  readonly plan: (port?: number, timeoutMs?: number) => StorePlan;
}

/** After this time a worker gives up on the store: short, so that a rehearsal sees many such times. */
export const TIMEOUT_MS = 300;

/**
 * The same for faults that are told from a slow answer by nothing else. The short form may run beside other work,
 * where an answer takes so long while nothing is wrong.
 */
export function timeoutOf({ isSmall }: Stage): number {
  return isSmall ? 1000 : TIMEOUT_MS;
}

/** How Redis keeps what it is told, by its own names. */
export type RedisDurability = 'nothing' | 'everysec' | 'always';

/** Starts Redis for a scenario. */
export async function redisOf(
  stage: Stage,
  durability: RedisDurability = 'always',
): Promise<SharedStore<Awaited<ReturnType<typeof startRedis>>>> {
  const config =
    durability === 'nothing' ? {} : { appendonly: 'yes', appendfsync: durability, save: '""' };
  const server = await startRedis({ config });
  stage.undo(() => server.stop());
  return {
    server,
    plan: (port = server.port, timeoutMs = TIMEOUT_MS) => ({ kind: 'redis', port, timeoutMs }),
  };
}

/** Starts PostgreSQL for a scenario. */
export async function postgresOf(
  stage: Stage,
): Promise<SharedStore<Awaited<ReturnType<typeof startPostgres>>>> {
  const server = await startPostgres();
  stage.undo(() => server.stop());
  return {
    server,
    plan: (port = server.port, timeoutMs = TIMEOUT_MS) => ({ kind: 'postgres', port, timeoutMs }),
  };
}

/** Starts MariaDB for a scenario. */
export async function mariadbOf(
  stage: Stage,
): Promise<SharedStore<Awaited<ReturnType<typeof startMariadb>>>> {
  const server = await startMariadb();
  stage.undo(() => server.stop());
  return {
    server,
    plan: (port = server.port, timeoutMs = TIMEOUT_MS) => ({ kind: 'mariadb', port, timeoutMs }),
  };
}
