import { afterEach, describe, expect, it } from '@jest/globals';
import { SessionStoreUnavailableError } from 'httpsession';
import { requires } from '../../../testing/requirements.ts';
import { startRedis, startRedisCluster } from '../../../testing/services/redis.ts';
import { startProxy } from '../../../testing/services/tcp-proxy.ts';
import { RedisStore } from '../src/index.ts';
import { connect } from './support/clients.ts';
import { recordOf } from './support/records.ts';

const closes: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closes.splice(0).reverse()) await close();
});

requires('redis')('a server that will not do', () => {
  describe.each(['node-redis', 'ioredis'] as const)('with %s', (kind) => {
    async function storeOn(port: number): Promise<RedisStore> {
      const { client, close } = await connect[kind]([port]);
      closes.push(close);
      return new RedisStore({ client });
    }

    it('one that is too old is refused, and taken when it is upgraded', async () => {
      const redis = await startRedis();
      closes.push(() => redis.stop());
      const proxy = await startProxy(redis.port);
      closes.push(() => proxy.close());
      const ofVersion = (version: string): void =>
        proxy.mode('rewrite', {
          rewrite: (reply) => reply.replace(/(redis_version:)\d\.\d/u, `$1${version}`),
        });
      ofVersion('6.0');
      const store = await storeOn(proxy.port);

      const refusal = await failureOf(store, 'a');
      expect(refusal).toBeInstanceOf(SessionStoreUnavailableError);
      expect(refusal?.message).toMatch(/redis is of version 6\.0.*Redis 6\.2 or later/u);

      ofVersion('6.2');
      expect(await failureOf(store, 'a')).toBeUndefined();
    });

    it('one of a cluster that is whole, for a client of one server: says which client to make', async () => {
      const cluster = await startRedisCluster(2);
      closes.push(() => cluster.stop());
      const failures = await Promise.all(
        cluster.nodes.map(async ({ port }) => failureOf(await storeOn(port), 'secret-key')),
      );

      // All keys are in one slot, and one of the two has it.
      const [refusal, ...others] = failures.filter((failure) => failure !== undefined);
      expect(others).toHaveLength(0);
      expect(refusal).toBeInstanceOf(SessionStoreUnavailableError);
      expect(refusal?.message).toMatch(/part of a cluster.*\(MOVED\).*createCluster/su);
      expect(refusal?.message).not.toContain('secret');
    });
  });
});

/** Why a store makes no session; undefined when it does. */
async function failureOf(store: RedisStore, key: string): Promise<Error | undefined> {
  try {
    await store.create(recordOf(key));
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
