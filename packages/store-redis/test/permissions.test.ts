import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { requires } from '../../../testing/requirements.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import { RedisStore, type RedisClient } from '../src/index.ts';
import { changeOf, recordOf } from './support/records.ts';

const page = join(import.meta.dirname, '../../../docs/reference/store-redis.md');

/** The words of the command that the page has. */
function published(): string[] {
  const text = readFileSync(page, 'utf8');
  return /^ACL SETUSER .*$/mu.exec(text)?.[0].split(' ') ?? [];
}

async function useAll(client: RedisClient): Promise<void> {
  const reports: Error[] = [];
  const store = new RedisStore({ client, notices: 'all', onError: (error) => reports.push(error) });
  const stop = await store.subscribe?.(() => undefined);
  await store.create(recordOf('a', { principal: 'ada' }));
  await store.create(recordOf('expired', { expiresAt: Date.now() - 1 }));
  expect(await store.load('a')).toBeDefined();
  await store.load('a', 1);
  await store.update('a', { ...changeOf('a'), principal: 'bob', maxInactiveMs: 0 });
  await store.update('a', {
    ...changeOf('a', { cart: 'tea' }),
    removed: new Set(['x']),
    principal: 'eve',
  });
  expect(await store.rename('a', 'b')).toBe(true);
  expect(await store.update('a', changeOf('a'))).toBe('ok');
  expect(await store.findByPrincipal('eve')).toHaveLength(1);
  expect(await store.list(10)).toHaveLength(1);
  expect(await store.findByUid('uid of a')).toBeDefined();
  expect(await store.takeExpired(10, 1000)).toHaveLength(1);
  expect(await store.delete('b')).toBe(true);
  const lock = await store.lock('uid', { leaseMs: 1000, waitMs: 0 });
  await expect(store.lock('uid', { leaseMs: 1000, waitMs: 30 })).resolves.toBeUndefined();
  expect(await lock?.renew(1000)).toBe(true);
  expect(await lock?.release()).toBe(true);
  await stop?.();
  await store.close();
  expect(reports).toStrictEqual([]);
}

requires('redis')('the permissions on the page', () => {
  it('are enough for all that the store does, with each driver', async () => {
    expect(published()).toContain('+evalsha');
    const server = await startRedis();
    await server.command(...published());
    const name = { username: 'sessions', password: 'password' };
    const first = await createClient({ url: server.url, ...name }).connect();
    await useAll(first);
    first.destroy();
    // The former keys of the first are taken for a minute.
    await server.command('FLUSHALL');
    const second = new Redis({ port: server.port, ...name });
    second.on('error', () => undefined);
    await useAll(second);
    second.disconnect();
    await server.stop();
  });
});
