import type { RedisPort } from '../client/redis-port.ts';

/**
 * Reports a server that may throw sessions away when its memory is full. Asked once, beside the work: neither a
 * server that does not say it nor one that cannot be asked is a reason to stop.
 */
export async function checkEvictionPolicy(
  port: RedisPort,
  report: (error: Error) => void,
): Promise<void> {
  let info: string;
  try {
    info = String(await port.command(['INFO', 'memory']));
  } catch {
    return;
  }
  const policy = /^maxmemory_policy:(\S+)/mu.exec(info)?.[1] ?? 'noeviction';
  if (policy === 'noeviction') return;
  report(
    new Error(
      `Redis has maxmemory-policy ${policy}: when its memory is full it removes sessions, and people are logged ` +
        'out. Set it to noeviction, and watch used_memory: writes then fail with an error instead. Give data ' +
        'that may be removed, as caches, another server',
    ),
  );
}
