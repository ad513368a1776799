import { OptionError } from 'httpsession';
import type {
  IoredisClient,
  IoredisCluster,
  NodeRedisCluster,
  RedisClient,
} from './client-shapes.ts';
import { ioredisClusterPort, ioredisPort } from './ioredis-port.ts';
import { nodeRedisClusterPort, nodeRedisPort, nodeRedisSentinelPort } from './node-redis-port.ts';
import type { RedisPort } from './redis-port.ts';

/**
 * The port on a client, which is recognised by its methods: classes of a driver that is installed twice, or
 * wrapped, are not the same classes.
 * @param readyMs how long a command waits for a client that is connecting
 * @throws OptionError when it is no client that we know
 */
export function openPort(client: RedisClient, readyMs: number): RedisPort {
  const given: unknown = client;
  if (can(given, 'callBuffer')) {
    return 'isCluster' in given && given.isCluster === true
      ? ioredisClusterPort(given as unknown as IoredisCluster, readyMs)
      : ioredisPort(given as unknown as IoredisClient, readyMs);
  }
  if (can(given, 'sendCommand')) {
    if (can(given, 'nodeClient')) {
      return nodeRedisClusterPort(given as unknown as NodeRedisCluster, readyMs);
    }
    if (can(given, 'getMasterNode')) {
      return nodeRedisSentinelPort(given, readyMs);
    }
    if ('isReady' in given) return nodeRedisPort(given, readyMs);
  }
  throw new OptionError('client', client, 'a client of node-redis or ioredis');
}

function can(client: unknown, method: string): client is object {
  return (
    typeof client === 'object' &&
    client !== null &&
    method in client &&
    typeof (client as Record<string, unknown>)[method] === 'function'
  );
}
