import { createClient } from 'redis';
import { byHand } from './by-hand.mjs';

const IDLE_MS = 1_800_000;

/**
 * The commands of Spring Session's RedisSessionRepository, in its order and each awaited, as its drivers do:
 * a request that finds a session saves at least its access time (HGETALL; EXISTS, HMSET, PEXPIREAT).
 */
export async function open({ url }) {
  const client = await createClient({ url }).connect();
  const keyOf = (id) => `spring:${id}`;
  const write = async (id, fields) => {
    await client.hSet(keyOf(id), fields);
    await client.pExpireAt(keyOf(id), Date.now() + IDLE_MS);
  };
  return byHand({
    create: (id, fields) => write(id, { ...fields, creationTime: String(Date.now()) }),
    load: (id) => client.hGetAll(keyOf(id)),
    savesAlways: true,
    save: async (id, count) => {
      if ((await client.exists(keyOf(id))) === 0) throw new Error('the session was invalidated');
      const changed = count === undefined ? {} : { count: String(count) };
      await write(id, { lastAccessedTime: String(Date.now()), ...changed });
    },
    close: () => client.close(),
  });
}
