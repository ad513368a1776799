import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { describeSessionStore } from '@httpsession/store-testkit';
import { requires } from '../../../testing/requirements.ts';
import { startRedisCluster, type RedisCluster } from '../../../testing/services/redis.ts';
import { abilities } from './support/kit.ts';
import { openForKit } from './support/open-for-kit.ts';

requires('redis')('the contract, in a cluster of three masters', () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await startRedisCluster(3);
  });

  afterAll(() => cluster.stop());

  for (const kind of ['node-redis cluster', 'ioredis cluster'] as const) {
    describeSessionStore(
      { describe, test },
      {
        name: `RedisStore with ${kind}`,
        open: () =>
          openForKit(
            kind,
            cluster.nodes.map(({ port }) => port),
          ),
        abilities,
      },
    );
  }
});
