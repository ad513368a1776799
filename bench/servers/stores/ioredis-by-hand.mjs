import { Redis } from 'ioredis';
import { byHand } from './by-hand.mjs';

const IDLE_MS = 1_800_000;

/** The same as with node-redis; here pipelines are an option. */
export function open({ url }) {
  const client = new Redis(url, { enableAutoPipelining: true });
  const keyOf = (id) => `by-hand:${id}`;
  const put = (id, fields) =>
    Promise.all([client.hset(keyOf(id), fields), client.pexpire(keyOf(id), IDLE_MS)]);
  return byHand({
    create: (id, fields) => put(id, fields),
    load: (id) => client.hgetall(keyOf(id)),
    save: (id, count) => put(id, { count: String(count) }),
    close: () => client.quit(),
  });
}
