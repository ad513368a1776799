import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { requires } from '../../../testing/requirements.ts';
import { startRedisSentinel, type RedisSentinel } from '../../../testing/services/redis.ts';
import { RedisStore } from '../src/index.ts';
import { connect, type Connected } from './support/clients.ts';
import { changeOf, recordOf } from './support/records.ts';

requires('redis')('a failover', () => {
  let servers: RedisSentinel;
  let connected: Connected | undefined;

  beforeAll(async () => {
    servers = await startRedisSentinel();
  });

  afterEach(async () => {
    await connected?.close();
  });

  afterAll(() => servers.stop());

  describe.each(['node-redis sentinel', 'ioredis sentinel'] as const)('%s', (kind) => {
    it('is followed, and sessions that the replica had are there', async () => {
      connected = await connect[kind]([servers.sentinel.port]);
      const store = new RedisStore({ client: connected.client, prefix: `${kind.slice(0, 4)}:` });
      await store.create(recordOf('a'));
      await servers.replicated();
      await servers.failover();
      let answer: unknown;
      for (const end = Date.now() + 20_000; Date.now() < end;) {
        // While there is no master, calls fail; none waits for longer than timeoutMs.
        const from = performance.now();
        answer = await Promise.resolve(store.update('a', changeOf('a', { cart: 'tea' }))).catch(
          () => 'failed',
        );
        expect(performance.now() - from).toBeLessThan(3000);
        if (answer === 'ok') break;
        await sleep(50);
      }
      expect(answer).toBe('ok');
      expect(await store.load('a')).toMatchObject({ key: 'a' });
    });
  });
});
