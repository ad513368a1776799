import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { requires } from '../../../testing/requirements.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import type { RedisNode } from '../../../testing/services/redis-node.ts';
import { startProxy, type ProxyMode, type TcpProxy } from '../../../testing/services/tcp-proxy.ts';
import { RedisStore } from '../src/index.ts';
import { DRIVERS } from './support/drivers.ts';
import { recordOf } from './support/records.ts';

const TIMEOUT_MS = 500;
/** How late a timer may be on a machine that others use too. */
const LATE_MS = 500;

/** What a store says while its server is away, and how long each call took. */
interface Outage {
  readonly longest: number;
  readonly codes: Set<unknown>;
  readonly fastest: number;
}

requires('redis')('a RedisStore whose server fails', () => {
  let server: RedisNode;
  let proxy: TcpProxy;
  let turn = 0;
  const ends: (() => Promise<void> | void)[] = [];

  beforeAll(async () => {
    server = await startRedis();
    proxy = await startProxy(server.port);
  });

  afterEach(async () => {
    proxy.mode('pass');
    for (const end of ends.splice(0).reverse()) await end();
  });

  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });

  describe.each(DRIVERS)('with %s', (_driver, open) => {
    async function openStore(reports: Error[] = []): Promise<RedisStore> {
      turn += 1;
      const { client, close } = await open(proxy.port);
      const store = new RedisStore({
        client,
        prefix: `outage${turn}:`,
        timeoutMs: TIMEOUT_MS,
        onError: (error) => reports.push(error),
      });
      ends.push(async () => {
        await store.close();
        close();
      });
      await store.create(recordOf('a'));
      return store;
    }

    /** Calls again and again, as requests do, for so long. */
    async function outage(store: RedisStore, ms: number): Promise<Outage> {
      const end = performance.now() + ms;
      const [times, codes] = [[] as number[], new Set<unknown>()];
      // What holds up the whole process is no fault of the store.
      const stalls = monitorEventLoopDelay({ resolution: 10 });
      stalls.enable();
      while (performance.now() < end) {
        const began = performance.now();
        try {
          await store.load('a');
          codes.add('answered');
        } catch (error) {
          codes.add((error as { code?: unknown }).code);
        }
        times.push(performance.now() - began);
        await sleep(5);
      }
      stalls.disable();
      const longest = Math.max(...times) - stalls.max / 1e6;
      return { longest, fastest: Math.min(...times), codes };
    }

    /** How long it takes until the store answers again, in milliseconds. */
    async function recovery(store: RedisStore): Promise<number> {
      const began = performance.now();
      for (;;) {
        try {
          const record = await store.load('a');
          expect(record).toMatchObject({ key: 'a', uid: 'uid of a' });
          return performance.now() - began;
        } catch (error) {
          if (performance.now() - began > 10_000) throw error;
          await sleep(10);
        }
      }
    }

    it('fails by its time-out while the server is paused, then at once, and recovers', async () => {
      const store = await openStore();
      server.pause();
      let during: Outage;
      try {
        // Five time-outs open the breaker.
        await Promise.allSettled([1, 2, 3, 4, 5].map(async () => store.load('a')));
        const refused = await outage(store, 300);
        expect(refused.fastest).toBeLessThan(20);
        await expect(async () => store.load('a')).rejects.toThrow('the last calls to redis failed');
        during = await outage(store, 2000);
      } finally {
        server.resume();
      }
      expect(during.longest).toBeLessThan(TIMEOUT_MS + LATE_MS);
      expect([...during.codes]).toStrictEqual(['HTTPSESSION_STORE_UNAVAILABLE']);
      expect(await recovery(store)).toBeLessThan(1500);
    });

    const modes: ProxyMode[] = ['drop', 'reset', 'halfOpen', 'truncate', 'garbage'];

    it.each(modes)('ends its calls in time and recovers: %s', async (mode) => {
      const reports: Error[] = [];
      const store = await openStore(reports);
      proxy.mode(mode);
      const { longest, codes } = await outage(store, 4000);
      expect(longest).toBeLessThan(TIMEOUT_MS + LATE_MS);
      expect([...codes]).toStrictEqual(['HTTPSESSION_STORE_UNAVAILABLE']);
      // One line a second is the most.
      expect(reports.length).toBeLessThanOrEqual(4);
      proxy.mode('pass');
      expect(await recovery(store)).toBeLessThan(1500);
    });

    it('recovers when the server was killed and started again', async () => {
      const store = await openStore();
      await server.kill();
      const { longest, codes } = await outage(store, 1500);
      expect(longest).toBeLessThan(TIMEOUT_MS + LATE_MS);
      expect([...codes]).toStrictEqual(['HTTPSESSION_STORE_UNAVAILABLE']);
      await server.restart();
      const began = performance.now();
      // Its data are gone: that is an answer.
      for (;;) {
        try {
          expect(await store.load('a')).toBeUndefined();
          break;
        } catch (error) {
          if (performance.now() - began > 10_000) throw error;
          await sleep(10);
        }
      }
      expect(performance.now() - began).toBeLessThan(1500);
    });
  });
});
