import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster, createSentinel } from 'redis';
import type { RedisClient } from '../../src/client/client-shapes.ts';

/** Each kind of client that the store takes. */
export type ClientKind =
  | 'node-redis'
  | 'ioredis'
  | 'node-redis cluster'
  | 'ioredis cluster'
  | 'node-redis sentinel'
  | 'ioredis sentinel';

/** A connected client, and how to close it. */
export interface Connected {
  readonly client: RedisClient;
  close(): unknown;
}

/** Connects to servers of this machine. `ports`: of the server, of all masters, or of the sentinel. */
export const connect: Readonly<
  Record<ClientKind, (ports: readonly number[]) => Promise<Connected>>
> = {
  'node-redis': async ([port = 0]) => {
    const client = createClient({
      socket: { host: '127.0.0.1', port, reconnectStrategy: () => 50 },
      disableOfflineQueue: true,
    });
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  ioredis: async ([port = 0]) => {
    const client = new Redis({
      ...{ host: '127.0.0.1', port, lazyConnect: true },
      // What was cut is not asked again: it may have been done.
      ...{ retryStrategy: () => 50, maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false },
    });
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.disconnect() };
  },
  'node-redis cluster': async (ports) => {
    const client = createCluster({
      rootNodes: ports.map((port) => ({ socket: { host: '127.0.0.1', port } })),
    });
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'ioredis cluster': async (ports) => {
    const client = new Cluster(
      ports.map((port) => ({ host: '127.0.0.1', port })),
      { lazyConnect: true },
    );
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.disconnect() };
  },
  'node-redis sentinel': async ([port = 0]) => {
    const client = createSentinel({
      name: 'main',
      sentinelRootNodes: [{ host: '127.0.0.1', port }],
    });
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'ioredis sentinel': async ([port = 0]) => {
    const client = new Redis({
      sentinels: [{ host: '127.0.0.1', port }],
      name: 'main',
      lazyConnect: true,
    });
    client.on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.disconnect() };
  },
};
