import { join } from 'node:path';
import { reachable } from './reachable.ts';
import { startRedis } from './redis.ts';
import type { RedisNode } from './redis-node.ts';

/** Where `scripts/get-valkey.sh` puts the server. */
export const valkeyPath: string = join(import.meta.dirname, '../../.cache/valkey/valkey-server');

/** Starts one Valkey server. */
export async function startValkey(): Promise<RedisNode> {
  return startRedis({ program: await reachable(valkeyPath) });
}
