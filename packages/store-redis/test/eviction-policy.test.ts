import { describe, expect, it } from '@jest/globals';
import type { RedisPort } from '../src/client/redis-port.ts';
import { checkEvictionPolicy } from '../src/warnings/eviction-policy.ts';

async function reportsOf(answer: () => Promise<unknown>): Promise<string[]> {
  const reports: string[] = [];
  const port = { command: answer } as unknown as RedisPort;
  await checkEvictionPolicy(port, (error) => reports.push(error.message));
  return reports;
}

const info = (policy: string): Buffer =>
  Buffer.from(`# Memory\r\nused_memory:1000\r\nmaxmemory_policy:${policy}\r\nmaxmemory:0\r\n`);

describe('the eviction policy of the server', () => {
  it.each(['allkeys-lru', 'volatile-ttl', 'allkeys-random'])(
    'is reported as %s',
    async (policy) => {
      const [report, ...more] = await reportsOf(() => Promise.resolve(info(policy)));
      expect(report).toContain(`maxmemory-policy ${policy}`);
      expect(report).toContain('Set it to noeviction');
      expect(more).toStrictEqual([]);
    },
  );

  it('is nothing to report when no session is removed, or when the server does not say it', async () => {
    expect(await reportsOf(() => Promise.resolve(info('noeviction')))).toStrictEqual([]);
    expect(await reportsOf(() => Promise.resolve(Buffer.from('# Memory\r\n')))).toStrictEqual([]);
    expect(await reportsOf(() => Promise.reject(new Error('NOPERM no')))).toStrictEqual([]);
  });
});
