import { RedisStore } from '@httpsession/store-redis';
import { createClient } from 'redis';
import { httpsessionOn } from './httpsession-on.mjs';

/** With the near cache: a read of what has not changed asks nobody. */
export async function open({ url }) {
  const client = await createClient({ url, RESP: 3 }).connect();
  const store = new RedisStore({ client, nearCache: { max: 10_000 } });
  return httpsessionOn(store, () => client.close());
}
