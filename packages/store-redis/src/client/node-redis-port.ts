import type {
  ClientEvents,
  NodeRedisClient,
  NodeRedisCluster,
  NodeRedisSentinel,
} from './client-shapes.ts';
import { AS_BUFFERS } from './node-redis-answers.ts';
import { Listeners } from './listeners.ts';
import { connectNodeRedis, connectSentinel } from './node-redis-connection.ts';
import { firstOf, Readiness } from './ready.ts';
import {
  isUnknownScript,
  type ConnectOptions,
  type RedisArgument,
  type RedisConnection,
  type RedisPort,
  type RedisScript,
} from './redis-port.ts';
import { atMostEvery, nodeRedisRenewal, noRenewal, type Renewal } from './renewal.ts';

/** How one kind of client of node-redis differs from the others. */
interface Kind {
  readonly cluster: boolean;
  /** See `ClientState`. */
  readonly tellsOfAll: boolean;
  readonly client: Pick<NodeRedisClient, 'isOpen' | 'isReady' | keyof ClientEvents>;
  renewal(listeners: Listeners): Renewal;
  send(key: RedisArgument | undefined, args: RedisArgument[]): Promise<unknown>;
  connect(options?: ConnectOptions): Promise<RedisConnection>;
}

/** The port on a client of `createClient`. */
export function nodeRedisPort(client: NodeRedisClient, readyMs: number): RedisPort {
  return port(readyMs, {
    cluster: false,
    tellsOfAll: true,
    client,
    renewal: (listeners) => nodeRedisRenewal(client, listeners, readyMs),
    send: (_key, args) => client.sendCommand(args, AS_BUFFERS),
    connect: (options) => connectNodeRedis(client, options),
  });
}

/** The port on a client of `createSentinel`. */
export function nodeRedisSentinelPort(client: NodeRedisSentinel, readyMs: number): RedisPort {
  return port(readyMs, {
    cluster: false,
    tellsOfAll: false,
    client,
    renewal: () => noRenewal,
    send: (_key, args) => client.sendCommand(false, args, AS_BUFFERS),
    connect: (options) => connectSentinel(client, options),
  });
}

/** The port on a client of `createCluster`. */
export function nodeRedisClusterPort(client: NodeRedisCluster, readyMs: number): RedisPort {
  const connectTo = async (node: unknown, options?: ConnectOptions): Promise<RedisConnection> =>
    connectNodeRedis(await client.nodeClient(node as never), options);
  return port(readyMs, {
    cluster: true,
    tellsOfAll: false,
    client,
    renewal: () => noRenewal,
    send: (key, args) => client.sendCommand(key, false, args, AS_BUFFERS),
    connect: (options) => firstOf(client.masters, (node) => connectTo(node, options)),
  });
}

function port(readyMs: number, kind: Kind): RedisPort {
  const { client } = kind;
  const listeners = new Listeners(client);
  const renew = atMostEvery(readyMs, kind.renewal(listeners));
  const state = {
    isReady: () => client.isReady,
    isOpen: () => client.isOpen,
    tellsOfAll: kind.tellsOfAll,
  };
  const readiness = new Readiness(client, state, { readyMs, renew, listeners });
  const send = (key: RedisArgument | undefined, args: RedisArgument[]): Promise<unknown> => {
    if (client.isReady) return kind.send(key, args);
    if (!client.isOpen) return Promise.reject(readiness.closed());
    return readiness.wait().then(() => kind.send(key, args));
  };
  return {
    cluster: kind.cluster,
    run: (script: RedisScript, keys, args) => {
      const count = String(keys.length);
      return send(keys[0], ['EVALSHA', script.sha, count, ...keys, ...args]).catch(
        (error: unknown) => {
          if (!isUnknownScript(error)) throw error;
          return send(keys[0], ['EVAL', script.lua, count, ...keys, ...args]);
        },
      );
    },
    command: (args, key) => send(key, [...args]),
    renew,
    onReady: (listener) => listeners.add('ready', listener),
    connect: (options) => kind.connect(options),
    close: () => {
      listeners.close();
      readiness.close();
    },
  };
}
