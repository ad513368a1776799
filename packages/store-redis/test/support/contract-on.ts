import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { describeSessionStore } from '@httpsession/store-testkit';
import type { RedisNode } from '../../../../testing/services/redis-node.ts';
import { startProxy, type TcpProxy } from '../../../../testing/services/tcp-proxy.ts';
import { abilities } from './kit.ts';
import { openForKit, type Address } from './open-for-kit.ts';

/** The whole contract with both drivers on one server. */
export function contractOn(start: () => Promise<RedisNode>): void {
  let server: RedisNode;
  let proxy: TcpProxy;

  beforeAll(async () => {
    server = await start();
    proxy = await startProxy(server.port);
  });

  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });

  for (const kind of ['node-redis', 'ioredis'] as const) {
    describeSessionStore(
      { describe, test },
      {
        name: `RedisStore with ${kind}`,
        open: async () => {
          const opened = await openForKit(kind, [server.port], proxy);
          const { prefix } = JSON.parse(opened.address ?? '') as Address;
          return {
            ...opened,
            spoil: async (key) => {
              await server.command('HSET', `${prefix}{0}:s:${key}`, 'h', 'of another version');
            },
          };
        },
        limits: { claimedBytes: 4_194_304 },
        abilities: {
          ...abilities,
          unreadable: true,
          failures: true,
          ...(kind === 'ioredis' ? { managersInProcesses: true } : {}),
        },
        roundTrips: {
          create: 1,
          load: 1,
          unchanged: 1,
          update: 1,
          rename: 1,
          delete: 1,
          takeExpired: 1,
        },
      },
    );
  }
}
