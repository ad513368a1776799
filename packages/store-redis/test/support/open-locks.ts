import type { RedisPort } from '../../src/client/redis-port.ts';
import { RedisLocks } from '../../src/locks/redis-locks.ts';
import { MessageLine } from '../../src/notices/message-line.ts';

/** Locks on a port, without the rest of a store. */
export function openLocks(
  port: RedisPort,
  prefix: string,
): { locks: RedisLocks; close(): Promise<void> } {
  const line = new MessageLine({ port, prefix, timeoutMs: 1000, report: () => undefined });
  const base = `${prefix}{0}:`;
  const locks = new RedisLocks({
    line,
    run: (_what, script, { keys, args }) => port.run(script, keys, args),
    keysOf: (name) => ({
      lock: `${base}l:${name}`,
      queue: `${base}lq:${name}`,
      alive: `${base}la:${name}`,
      tokens: `${base}t`,
    }),
  });
  return {
    locks,
    close: async () => {
      await locks.close();
      await line.close();
    },
  };
}
