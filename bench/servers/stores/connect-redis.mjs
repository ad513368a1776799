import { RedisStore } from 'connect-redis';
import { createClient } from 'redis';
import { expressSessionOn } from './express-session-on.mjs';

export async function open({ url }) {
  const client = await createClient({ url }).connect();
  return expressSessionOn(new RedisStore({ client }), () => client.close());
}
