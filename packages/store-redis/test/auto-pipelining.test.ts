import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisStore } from '@httpsession/store-redis';
import { requires } from '../../../testing/requirements.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import type { RedisNode } from '../../../testing/services/redis-node.ts';
import { changeOf, recordOf } from './support/records.ts';

requires('redis')('ioredis with enableAutoPipelining', () => {
  let server: RedisNode;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedis();
    client = new Redis(server.url, { enableAutoPipelining: true });
  });

  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  // Its `callBuffer` loses the name of the command then, and ends the process.
  test('serves a store like any other client', async () => {
    const store = new RedisStore({ client });
    const record = recordOf('a'.repeat(64));
    expect(await store.create(record)).toBe(true);
    expect(await store.load(record.key)).toMatchObject({ uid: record.uid, version: 1 });
    expect(await store.update(record.key, changeOf(record.key))).toBe('ok');
    expect(await store.delete(record.key)).toBe(true);
    await store.close();
  });
});
