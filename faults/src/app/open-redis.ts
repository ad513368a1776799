import { RedisStore } from '@httpsession/store-redis';
import { createClient } from 'redis';
import type { StorePlan } from './plan.ts';
import type { OpenStore } from './stores.ts';

export async function openRedis({
  port,
  timeoutMs = 1000,
}: Extract<StorePlan, { kind: 'redis' }>): Promise<OpenStore> {
  const client = createClient({ socket: { host: '127.0.0.1', port } });
  // The store says what it means for requests; without a listener Node would end the process.
  client.on('error', () => {});
  await client.connect();
  const store = new RedisStore({ client, timeoutMs });
  return {
    store,
    close: async () => {
      await store.close();
      client.destroy();
    },
  };
}
