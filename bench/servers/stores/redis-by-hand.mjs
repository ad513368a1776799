import { createClient } from 'redis';
import { byHand } from './by-hand.mjs';

const IDLE_MS = 1_800_000;

/** HGETALL; HSET and PEXPIRE in one go. node-redis sends what is asked in one turn of the loop together. */
export async function open({ url }) {
  const client = await createClient({ url }).connect();
  const keyOf = (id) => `by-hand:${id}`;
  const put = (id, fields) =>
    Promise.all([client.hSet(keyOf(id), fields), client.pExpire(keyOf(id), IDLE_MS)]);
  return byHand({
    create: (id, fields) => put(id, fields),
    load: (id) => client.hGetAll(keyOf(id)),
    save: (id, count) => put(id, { count: String(count) }),
    close: () => client.close(),
  });
}
