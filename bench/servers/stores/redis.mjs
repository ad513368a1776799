import { RedisStore } from '@httpsession/store-redis';
import { createClient } from 'redis';
import { httpsessionOn } from './httpsession-on.mjs';

export async function open({ url }) {
  const client = await createClient({ url }).connect();
  return httpsessionOn(new RedisStore({ client }), () => client.close());
}
