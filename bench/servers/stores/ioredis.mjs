import { RedisStore } from '@httpsession/store-redis';
import { Redis } from 'ioredis';
import { httpsessionOn } from './httpsession-on.mjs';

export function open({ url }) {
  const client = new Redis(url, { enableAutoPipelining: true });
  return httpsessionOn(new RedisStore({ client }), () => client.quit());
}
