import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { openPort } from '../../src/client/open-port.ts';
import type { RedisClient } from '../../src/client/client-shapes.ts';
import type { RedisPort } from '../../src/client/redis-port.ts';

/** A client of one of the drivers, connected. */
export interface OpenClient {
  readonly client: RedisClient;
  readonly port: RedisPort;
  close(): void;
}

/** How each driver connects to a port of this machine. Reconnects quickly, so that tests do not wait. */
export const DRIVERS: readonly (readonly [
  name: string,
  open: (port: number) => Promise<OpenClient>,
])[] = [
  [
    'node-redis',
    async (port) => {
      const client = createClient({
        socket: { host: '127.0.0.1', port, reconnectStrategy: () => 50, connectTimeout: 1000 },
      });
      client.on('error', () => undefined);
      await client.connect();
      return opened(client, () => client.destroy());
    },
  ],
  [
    'ioredis',
    async (port) => {
      const client = new Redis({
        host: '127.0.0.1',
        port,
        lazyConnect: true,
        retryStrategy: () => 50,
        connectTimeout: 1000,
      });
      client.on('error', () => undefined);
      await client.connect();
      return opened(client, () => client.disconnect());
    },
  ],
];

function opened(client: RedisClient, close: () => void): OpenClient {
  return { client, port: openPort(client, 1000), close };
}

/** Lets connections of the store's own go to another port than those of the client: to a proxy. */
export function listenThrough(client: RedisClient, port: number): void {
  const changed = client as unknown as { duplicate(overrides: object): unknown };
  const duplicate = changed.duplicate.bind(client);
  changed.duplicate = (overrides: { socket?: object }) =>
    duplicate({
      ...overrides,
      port,
      ...(overrides.socket && { socket: { ...overrides.socket, port } }),
    });
}
