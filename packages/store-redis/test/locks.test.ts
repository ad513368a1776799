import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SessionLock } from 'httpsession';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, BUILD_MS } from '../../../testing/build.ts';
import { requires } from '../../../testing/requirements.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import type { RedisNode } from '../../../testing/services/redis-node.ts';
import type { RedisLocks } from '../src/locks/redis-locks.ts';
import { DRIVERS } from './support/drivers.ts';
import { openLocks } from './support/open-locks.ts';

requires('redis')('locks in Redis', () => {
  let server: RedisNode;
  let turn = 0;
  const ends: (() => Promise<void> | void)[] = [];

  beforeAll(async () => {
    server = await startRedis();
  });

  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  afterAll(() => server.stop());

  describe.each(DRIVERS)('with %s', (_name, open) => {
    const prefix = (): string => `t${turn}:`;
    const locks = async (): Promise<RedisLocks> => {
      const client = await open(server.port);
      const opened = openLocks(client.port, prefix());
      ends.push(async () => {
        await opened.close();
        client.close();
      });
      return opened.locks;
    };
    const got = async (held: SessionLock | undefined | Promise<SessionLock | undefined>) => {
      const lock = await held;
      if (lock === undefined) throw new Error('the lock was not had');
      return lock;
    };

    beforeAll(() => {
      turn += 1;
    });

    it('have one holder at a time; who does not wait gets none', async () => {
      const [here, there] = [await locks(), await locks()];
      const first = await got(here.lock('one', { leaseMs: 10_000, waitMs: 0 }));
      expect(await there.lock('one', { leaseMs: 10_000, waitMs: 0 })).toBeUndefined();
      expect(await there.lock('another', { leaseMs: 10_000, waitMs: 0 })).toBeDefined();
      expect(await first.release()).toBe(true);
      expect(await first.release()).toBe(false);
      const second = await got(there.lock('one', { leaseMs: 10_000, waitMs: 0 }));
      expect(second.token).toBeGreaterThan(first.token);
    });

    it('are given to those who wait in the order in which they came', async () => {
      const all = [await locks(), await locks(), await locks()];
      let lock = await got(all[0]!.lock('queue', { leaseMs: 10_000, waitMs: 0 }));
      const order: number[] = [];
      const waiting: Promise<SessionLock>[] = [];
      for (let number = 0; number < 9; number += 1) {
        const asked = got(all[number % 3]!.lock('queue', { leaseMs: 10_000, waitMs: 20_000 }));
        waiting.push(
          asked.then((held) => {
            order.push(number);
            return held;
          }),
        );
        // Who came first is for the server to say.
        await sleep(30);
      }
      const began = performance.now();
      const tokens: number[] = [lock.token];
      for (const next of waiting) {
        await lock.release();
        lock = await next;
        tokens.push(lock.token);
      }
      expect(order).toStrictEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      expect(tokens).toStrictEqual([...new Set(tokens)].sort((a, b) => a - b));
      // Nine changes of hands by words: by asking again and again it would take half a second each.
      expect(performance.now() - began).toBeLessThan(2000);
    });

    it('pass nobody who waits', async () => {
      const [here, there] = [await locks(), await locks()];
      const first = await got(here.lock('fair', { leaseMs: 10_000, waitMs: 0 }));
      const waiting = there.lock('fair', { leaseMs: 10_000, waitMs: 10_000 });
      await sleep(100);
      const released = first.release();
      const passing = here.lock('fair', { leaseMs: 10_000, waitMs: 0 });
      await released;
      expect(await passing).toBeUndefined();
      expect(await waiting).toBeDefined();
    });

    it('give up when the time is over, and leave the queue', async () => {
      const [here, there] = [await locks(), await locks()];
      const first = await got(here.lock('time', { leaseMs: 10_000, waitMs: 0 }));
      const began = performance.now();
      expect(await there.lock('time', { leaseMs: 10_000, waitMs: 300 })).toBeUndefined();
      expect(performance.now() - began).toBeGreaterThanOrEqual(300);
      expect(performance.now() - began).toBeLessThan(1000);
      await first.release();
      expect(await here.lock('time', { leaseMs: 10_000, waitMs: 0 })).toBeDefined();
    });

    it('end with their lease, which can be renewed; then they are not ours to renew or release', async () => {
      const [here, there] = [await locks(), await locks()];
      const first = await got(here.lock('lease', { leaseMs: 300, waitMs: 0 }));
      await sleep(200);
      expect(await first.renew(400)).toBe(true);
      await sleep(200);
      expect(await there.lock('lease', { leaseMs: 10_000, waitMs: 0 })).toBeUndefined();
      await sleep(300);
      const second = await got(there.lock('lease', { leaseMs: 10_000, waitMs: 0 }));
      expect(second.token).toBeGreaterThan(first.token);
      expect([await first.renew(1000), await first.release()]).toStrictEqual([false, false]);
      expect(await second.release()).toBe(true);
    });

    it('have tokens that do not go back when the server has lost its data', async () => {
      const here = await locks();
      const before = await got(here.lock('flushed', { leaseMs: 10_000, waitMs: 0 }));
      await server.command('FLUSHALL');
      const after = await got(here.lock('flushed', { leaseMs: 10_000, waitMs: 0 }));
      expect(after.token).toBeGreaterThan(before.token);
      expect(Number.isSafeInteger(after.token)).toBe(true);
    });

    it('let those who wait go with nothing when the store is closed', async () => {
      const [here, there] = [await locks(), await locks()];
      await got(here.lock('closed', { leaseMs: 10_000, waitMs: 0 }));
      const waiting = there.lock('closed', { leaseMs: 10_000, waitMs: 20_000 });
      await sleep(200);
      const began = performance.now();
      await there.close();
      expect(await waiting).toBeUndefined();
      expect(performance.now() - began).toBeLessThan(500);
      expect(await there.lock('other', { leaseMs: 1000, waitMs: 0 })).toBeUndefined();
    });
  });

  describe('across processes', () => {
    const children: ChildProcess[] = [];

    beforeAll(() => build('packages/store-redis'), BUILD_MS);

    afterEach(() => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
    });

    /** A process that holds the lock of this name for two seconds, and the token of it. */
    async function startHolder(name: string): Promise<{ child: ChildProcess; token: number }> {
      const file = join(import.meta.dirname, 'support/lock-holder.mjs');
      const child = fork(file, [String(server.port), name], { execArgv: [] });
      children.push(child);
      const [token] = (await once(child, 'message')) as [number];
      return { child, token };
    }

    it('are free after their lease when the process of their holder was killed', async () => {
      const client = await DRIVERS[0]![1](server.port);
      const { locks, close } = openLocks(client.port, 'processes:');
      const { child, token } = await startHolder('shared');
      const began = performance.now();
      expect(await locks.lock('shared', { leaseMs: 1000, waitMs: 0 })).toBeUndefined();
      const waiting = locks.lock('shared', { leaseMs: 1000, waitMs: 10_000 });
      child.kill('SIGKILL');
      await once(child, 'exit');
      const lock = await waiting;
      expect(lock?.token).toBeGreaterThan(token);
      expect(performance.now() - began).toBeGreaterThan(1000);
      expect(performance.now() - began).toBeLessThan(2500);
      await close();
      client.close();
    });
  });
});
