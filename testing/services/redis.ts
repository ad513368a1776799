import { freePorts } from './free-port.ts';
import { startRedisNode, type RedisConfig, type RedisNode } from './redis-node.ts';
import { setTimeout as sleep } from 'node:timers/promises';

/** What `startRedis` takes. */
export interface RedisOptions {
  /** Arguments of every node: `['--maxmemory', '10mb']`. */
  readonly args?: readonly string[];
  /** The server. Default `redis-server`; for Valkey the path of its own. */
  readonly program?: string;
  /** Directives of every node: `{ 'maxmemory-policy': 'allkeys-lru' }`. */
  readonly config?: RedisConfig;
  /** Whether every write is on disk before it is answered. Default false: a restarted server is empty. */
  readonly durable?: boolean;
}

/** What `startRedisCluster` gives. */
export interface RedisCluster {
  /** The masters; each has an equal share of the slots, in order. */
  readonly nodes: readonly RedisNode[];
  /** Ends all nodes. */
  stop(): Promise<void>;
}

/** What `startRedisSentinel` gives. */
export interface RedisSentinel {
  /** By what name clients ask for the master: `main`. */
  readonly name: string;
  /** One sentinel, whose word is enough. */
  readonly sentinel: RedisNode;
  /** First the master at the start, then its replica. After a failover they have changed their parts. */
  readonly nodes: readonly [RedisNode, RedisNode];
  /** Waits until the replica has all that the master had written when this was called: Redis replicates later. */
  replicated(): Promise<void>;
  /** Lets the sentinel make the replica the master, and waits until it says so. */
  failover(): Promise<void>;
  /** Ends all of it. */
  stop(): Promise<void>;
}

const SLOTS = 16_384;

/** How long a cluster may take to agree, and a sentinel to act. */
const AGREE_MS = 30_000;

/** Starts one Redis server. */
export function startRedis(options: RedisOptions = {}): Promise<RedisNode> {
  const { args = [], program } = options;
  return startRedisNode({ args, ...(program && { program }), config: configOf(options) });
}

/** Starts a cluster of masters without replicas, and waits until all of them call it whole. */
export async function startRedisCluster(
  masters = 3,
  options: RedisOptions = {},
): Promise<RedisCluster> {
  const ports = await freePorts(masters * 2);
  const nodes = await Promise.all(
    ports.slice(0, masters).map((port, index) =>
      startRedisNode({
        port,
        args: options.args ?? [],
        config: {
          'cluster-enabled': 'yes',
          'cluster-config-file': 'nodes.conf',
          'cluster-node-timeout': 2000,
          'cluster-port': ports[masters + index] ?? 0,
          // The other masters answer for their slots when one is down.
          'cluster-require-full-coverage': 'no',
          ...configOf(options),
        },
      }),
    ),
  );
  await join(nodes, ports.slice(masters));
  await until(async () => {
    const infos = await Promise.all(nodes.map((node) => node.command('CLUSTER', 'INFO')));
    return infos.every(
      (info) =>
        String(info).includes('cluster_state:ok') &&
        String(info).includes(`cluster_slots_ok:${SLOTS}`) &&
        String(info).includes(`cluster_known_nodes:${masters}`),
    );
  }, 'the cluster does not agree');
  return { nodes, stop: () => stopAll(nodes) };
}

/** Gives each node its share of the slots, and makes the first one known to the others, who tell each other. */
async function join(nodes: readonly RedisNode[], buses: readonly number[]): Promise<void> {
  const share = Math.ceil(SLOTS / nodes.length);
  for (const [index, node] of nodes.entries()) {
    const last = Math.min(SLOTS, (index + 1) * share) - 1;
    await node.command('CLUSTER', 'ADDSLOTSRANGE', index * share, last);
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
  }
  const [first, ...others] = nodes;
  for (const [index, { port }] of others.entries()) {
    await first?.command('CLUSTER', 'MEET', '127.0.0.1', port, buses[index + 1] ?? 0);
  }
}

/** Starts a master, a replica of it, and a sentinel that takes a master for dead after half a second. */
export async function startRedisSentinel(options: RedisOptions = {}): Promise<RedisSentinel> {
  const name = 'main';
  const config = { ...configOf(options), 'repl-diskless-sync-delay': 0 };
  const args = options.args ?? [];
  const master = await startRedisNode({ args, config });
  const replica = await startRedisNode({
    args,
    config: { ...config, replicaof: `127.0.0.1 ${master.port}` },
  });
  const nodes = [master, replica] as const;
  // Before the sentinel looks for the first time: it looks again ten seconds later.
  await until(
    async () =>
      String(await replica.command('INFO', 'replication')).includes('master_link_status:up'),
    'the replica does not follow',
  );
  const sentinel = await startRedisNode({
    sentinel: true,
    config: {
      sentinel: [
        `monitor ${name} 127.0.0.1 ${master.port} 1`,
        `down-after-milliseconds ${name} 500`,
        `failover-timeout ${name} 3000`,
      ],
    },
  });
  await until(async () => {
    const seen = await sentinel.command('SENTINEL', 'REPLICAS', name);
    return Array.isArray(seen) && (seen[0] as string[] | undefined)?.includes('ok') === true;
  }, 'the sentinel does not know the replica');
  const masterPort = async (): Promise<unknown> => {
    const answer = await sentinel.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name);
    return Array.isArray(answer) ? Number(answer[1]) : undefined;
  };
  return {
    name,
    sentinel,
    nodes,
    replicated: async () => {
      const port = await masterPort();
      // Not whom the nodes call their master: the one before goes on calling itself so for a while.
      const [leading, following] = nodes[0].port === port ? nodes : [replica, master];
      const written = await offsetOf(leading, 'master_repl_offset');
      await until(
        async () => (await offsetOf(following, 'slave_repl_offset')) >= written,
        'the replica does not keep up',
      );
    },
    failover: async () => {
      const before = await masterPort();
      // A replica that did not answer in time is not good enough for a moment: on a busy machine that happens.
      // And the failover before this one may not be over for the sentinel, although it tells the new master.
      await until(
        () =>
          sentinel.command('SENTINEL', 'FAILOVER', name).then(
            () => true,
            (error: unknown) => {
              if (!/NOGOODSLAVE|INPROG/.test(String(error))) throw error;
              return false;
            },
          ),
        'no replica is good enough',
      );
      await until(async () => (await masterPort()) !== before, 'the sentinel did not act');
    },
    stop: () => stopAll([sentinel, ...nodes]),
  };
}

/** How much a node has of what was written; NaN while it has another part. */
async function offsetOf(node: RedisNode, name: string): Promise<number> {
  const info = String(await node.command('INFO', 'replication'));
  return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1]);
}

function configOf({ config, durable }: RedisOptions): RedisConfig {
  const kept: RedisConfig =
    durable === true
      ? { save: '""', appendonly: 'yes', appendfsync: 'always' }
      : { save: '""', appendonly: 'no' };
  return { ...kept, ...config };
}

async function stopAll(nodes: readonly RedisNode[]): Promise<void> {
  await Promise.all(nodes.map((node) => node.stop()));
}

async function until(isTrue: () => Promise<boolean>, otherwise: string): Promise<void> {
  const end = Date.now() + AGREE_MS;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`Redis: ${otherwise}`);
    await sleep(20);
  }
}
