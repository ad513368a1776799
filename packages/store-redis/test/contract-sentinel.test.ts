import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { describeSessionStore } from '@httpsession/store-testkit';
import { requires } from '../../../testing/requirements.ts';
import { startRedisSentinel, type RedisSentinel } from '../../../testing/services/redis.ts';
import { abilities } from './support/kit.ts';
import { openForKit } from './support/open-for-kit.ts';

requires('redis')('the contract, behind a sentinel', () => {
  let servers: RedisSentinel;

  beforeAll(async () => {
    servers = await startRedisSentinel();
  });

  afterAll(() => servers.stop());

  for (const kind of ['node-redis sentinel', 'ioredis sentinel'] as const) {
    describeSessionStore(
      { describe, test },
      {
        name: `RedisStore with ${kind}`,
        open: () => openForKit(kind, [servers.sentinel.port]),
        limits: { claimedBytes: 4_194_304 },
        abilities,
      },
    );
  }
});
