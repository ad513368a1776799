import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SessionLock } from 'httpsession';
import { setTimeout as sleep } from 'node:timers/promises';
import { requires } from '../../../testing/requirements.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import type { RedisNode } from '../../../testing/services/redis-node.ts';
import { startProxy, type TcpProxy } from '../../../testing/services/tcp-proxy.ts';
import type { RedisPort } from '../src/client/redis-port.ts';
import { RedisStore } from '../src/index.ts';
import { ACQUIRE, RELEASE } from '../src/locks/lock-scripts.ts';
import { DRIVERS, type OpenClient } from './support/drivers.ts';
import { openLocks } from './support/open-locks.ts';

const LEASE_MS = 30_000;
const TIMEOUT_MS = 300;
/** Well before the lease ends. */
const SOON_MS = 6000;

requires('redis')('a lock whose answer was lost', () => {
  let server: RedisNode;
  let proxy: TcpProxy;
  let turn = 0;
  const ends: (() => unknown)[] = [];

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
    /** A store that one time-out makes careful, so that it refuses the first try to let go. */
    async function openStore(port: number): Promise<RedisStore> {
      const { client, close } = await open(port);
      const prefix = `lost${turn}:`;
      const breaker = { failures: 1 };
      const store = new RedisStore({ client, prefix, timeoutMs: TIMEOUT_MS, breaker });
      ends.push(async () => {
        await store.close();
        close();
      });
      // The server then knows the scripts: one that it does not know is sent twice, the second time too late.
      const before = await store.lock('before', { leaseMs: LEASE_MS, waitMs: 0 });
      await before?.release();
      return store;
    }

    async function openTwo(): Promise<[loser: RedisStore, other: RedisStore]> {
      turn += 1;
      return [await openStore(proxy.port), await openStore(server.port)];
    }

    /** How long it takes to get the lock, in milliseconds. */
    async function hadAfter(store: RedisStore): Promise<number> {
      const began = performance.now();
      let lock: SessionLock | undefined;
      while (lock === undefined) {
        if (performance.now() - began > 2 * SOON_MS) throw new Error('it is not had');
        await sleep(50);
        // A server that was asleep may have cost it its first tries.
        lock = await store.lock('one', { leaseMs: LEASE_MS, waitMs: 0 }).catch(() => undefined);
      }
      return performance.now() - began;
    }

    it('is let go of when the time-out made the store refuse calls', async () => {
      const [loser, other] = await openTwo();
      proxy.mode('delay', { ms: 3 * TIMEOUT_MS });
      await expect(loser.lock('one', { leaseMs: LEASE_MS, waitMs: 0 })).rejects.toThrow(
        'did not answer',
      );
      proxy.mode('pass');
      expect(await other.lock('one', { leaseMs: LEASE_MS, waitMs: 0 })).toBeUndefined();
      expect(await hadAfter(other)).toBeLessThan(SOON_MS);
    });

    it('is let go of when the server was asleep, and got the question when it woke', async () => {
      const [loser, other] = await openTwo();
      server.pause();
      try {
        await expect(loser.lock('one', { leaseMs: LEASE_MS, waitMs: 0 })).rejects.toThrow(
          'did not answer',
        );
        await sleep(TIMEOUT_MS);
      } finally {
        server.resume();
      }
      expect(await hadAfter(other)).toBeLessThan(SOON_MS);
    });
  });

  describe('that comes to the server behind the first try to let go of it', () => {
    /** A port on which the question takes a way of its own, and nobody hears the answer. */
    function losing(port: RedisPort, releases: unknown[], answers: unknown[]): RedisPort {
      return {
        ...port,
        run: (script, keys, args) => {
          if (script === RELEASE) releases.push(args[0]);
          if (script !== ACQUIRE) return port.run(script, keys, args);
          setTimeout(() => {
            void port.run(script, keys, args).then((answer) => answers.push(answer));
          }, 300);
          return Promise.reject(new Error('no answer'));
        },
      };
    }

    async function loseOne(): Promise<{
      client: OpenClient;
      /** Each try to let go. */
      releases: unknown[];
      /** What nobody heard: a token, when the lock was had. */
      answers: unknown[];
      close(): Promise<void>;
    }> {
      turn += 1;
      const client = await DRIVERS[1]![1](server.port);
      ends.push(() => client.close());
      const releases: unknown[] = [];
      const answers: unknown[] = [];
      const { locks, close } = openLocks(losing(client.port, releases, answers), `lost${turn}:`);
      ends.push(close);
      await expect(locks.lock('one', { leaseMs: LEASE_MS, waitMs: 0 })).rejects.toThrow(
        'no answer',
      );
      return { client, releases, answers, close };
    }

    it('is let go of by the next try, which is the last then', async () => {
      const { client, releases, answers } = await loseOne();
      const { locks } = openLocks(client.port, `lost${turn}:`);
      while (releases.length < 2) await sleep(20);
      // The first try had nothing to let go of: the lock was had behind it.
      expect(answers).toStrictEqual([expect.any(Buffer)]);
      expect(await locks.lock('one', { leaseMs: LEASE_MS, waitMs: SOON_MS })).toBeDefined();
      await sleep(3500);
      expect(releases).toHaveLength(2);
    });

    it('is left to its lease when the store is closed', async () => {
      const { releases, close } = await loseOne();
      // It is between two tries, or in the middle of the first.
      await close();
      await sleep(1500);
      expect(releases).toHaveLength(1);
    });
  });
});
