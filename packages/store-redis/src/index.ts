export { RedisStore } from './store/redis-store.ts';
export type { RedisStoreOptions } from './store/options.ts';
export type { NearCacheOptions } from './near-cache/near-cache.ts';
export type {
  ClientEvents,
  IoredisClient,
  IoredisCluster,
  NodeRedisClient,
  NodeRedisCluster,
  NodeRedisCommandOptions,
  NodeRedisSentinel,
  RedisClient,
} from './client/client-shapes.ts';
export type { RedisArgument } from './client/redis-port.ts';
