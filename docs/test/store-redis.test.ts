import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { requires } from '../../testing/requirements.ts';
import { startRedis } from '../../testing/services/redis.ts';
import type { RedisNode } from '../../testing/services/redis-node.ts';
import { cookieOf } from './support.ts';

requires('redis')('sessions in Redis', () => {
  let redis: RedisNode;
  beforeAll(async () => {
    redis = await startRedis();
    process.env['REDIS_URL'] = redis.url;
  });
  afterAll(() => redis.stop());

  it('are there in the next request, and on the server', async () => {
    const { server, close } = await import('../../examples/docs/store-redis.ts');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const first = await fetch(address);
    const cookie = cookieOf(first);
    const second = await fetch(address, { headers: { cookie } });

    expect([await first.text(), await second.text()]).toStrictEqual(['visits: 1\n', 'visits: 2\n']);
    expect(await redis.command('ZCARD', 'httpsession:{0}:x')).toBe(1);
    server.close();
    await close();
  });
});
