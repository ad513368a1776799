import { SessionStoreUnavailableError } from 'httpsession';
import { isServerError, type RedisPort } from '../client/redis-port.ts';

const OLDEST = [6, 2] as const;

/**
 * Asks the server for its version, once for all calls. A server that may not be asked is taken as it is.
 * @throws SessionStoreUnavailableError when it is too old
 */
export async function checkServer(port: RedisPort, key: string): Promise<void> {
  let info: string;
  try {
    info = String(await port.command(['INFO', 'server'], key));
  } catch (error) {
    if (isServerError(error) && /NOPERM.*'info|unknown command/iu.test(String(error))) return;
    throw error;
  }
  // Valkey names the version of Redis that it is compatible with in the same line.
  const version = /redis_version:(\d+)\.(\d+)\S*/u.exec(info);
  if (version === null) return;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new SessionStoreUnavailableError('looking at the server', {
    why: `redis is of version ${major}.${minor}`,
    advice: 'The store needs Redis 6.2 or later, or Valkey',
  });
}
