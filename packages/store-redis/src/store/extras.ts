import type { RedisPort } from '../client/redis-port.ts';
import { RedisLocks } from '../locks/redis-locks.ts';
import { checkNearCache, NearCache } from '../near-cache/near-cache.ts';
import { MessageLine } from '../notices/message-line.ts';
import { RedisNotices } from '../notices/redis-notices.ts';
import type { KeySpace } from './key-space.ts';
import type { RedisStoreOptions } from './options.ts';
import type { Server } from './server.ts';

/** What the extras of a store stand on. */
export interface ExtrasParts {
  readonly port: RedisPort;
  readonly prefix: string;
  readonly timeoutMs: number;
  readonly server: Server;
  readonly keys: KeySpace;
  readonly report: (error: Error) => void;
}

/** What a `RedisStore` has beside records. */
export interface Extras {
  readonly locks: RedisLocks;
  readonly notices: RedisNotices;
  /** Absent unless the option says so. */
  readonly near: NearCache | undefined;
  /** Lets go of the connections, and ends all waiting. */
  close(): Promise<void>;
}

/** Connections of our own are given up when they are not made in this time, in milliseconds. */
const CONNECT_MS = { least: 500, most: 2000 };

/**
 * Locks, notices, a cache, and the connections for them, which are made when they are needed first.
 * @throws OptionError for `nearCache`
 */
export function makeExtras(options: RedisStoreOptions, parts: ExtrasParts): Extras {
  const { port, prefix, server, report } = parts;
  const timeoutMs = Math.min(CONNECT_MS.most, Math.max(CONNECT_MS.least, parts.timeoutMs));
  const line = new MessageLine({ port, prefix, timeoutMs, report });
  const locks = new RedisLocks({
    line,
    run: (what, script, data) => server.run(what, script, { ...data, read: asIs }),
    keysOf: (name) => parts.keys.lock(name),
  });
  const near = makeNearCache(options, { ...parts, timeoutMs });
  return {
    locks,
    notices: new RedisNotices(line, report),
    near,
    close: async () => {
      await locks.close();
      await line.close();
      await near?.close();
    },
  };
}

function makeNearCache(options: RedisStoreOptions, parts: ExtrasParts): NearCache | undefined {
  const { nearCache, client } = options;
  if (nearCache === undefined) return undefined;
  const { port, prefix, timeoutMs, keys, report } = parts;
  checkNearCache(nearCache, client, port.cluster);
  return new NearCache({
    ...nearCache,
    port,
    prefix,
    timeoutMs,
    report,
    keyOf: (key) => keys.record(key),
    tracked: keys.partitions.map(({ base }) => `${base}s:`),
  });
}

function asIs(answer: unknown): unknown {
  return answer;
}
