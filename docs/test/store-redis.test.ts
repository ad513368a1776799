import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { requires } from '../../testing/requirements.ts';
import { startRedis } from '../../testing/services/redis.ts';
import type { RedisNode } from '../../testing/services/redis-node.ts';
import { visitTwice } from './support.ts';

requires('redis')('sessions in Redis', () => {
  let redis: RedisNode;
  beforeAll(async () => {
    redis = await startRedis();
    process.env['REDIS_URL'] = redis.url;
  });
  afterAll(() => redis.stop());

  it('are there in the next request, and on the server', async () => {
    const { server, close } = await import('../../examples/docs/store-redis.ts');
    expect(await visitTwice(server)).toStrictEqual(['visits: 1\n', 'visits: 2\n']);
    expect(await redis.command('ZCARD', 'httpsession:{0}:x')).toBe(1);
    await close();
  });
});
