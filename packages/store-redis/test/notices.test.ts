import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { hasNotices, type MaybePromise, type SessionNotice } from 'httpsession';
import { setTimeout as sleep } from 'node:timers/promises';
import { requires } from '../../../testing/requirements.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import type { RedisNode } from '../../../testing/services/redis-node.ts';
import { startProxy, type TcpProxy } from '../../../testing/services/tcp-proxy.ts';
import { RedisStore } from '../src/index.ts';
import { DRIVERS, listenThrough } from './support/drivers.ts';
import { changeOf, recordOf } from './support/records.ts';

// What is told when is for the kit of all stores; here is what becomes of it when connections fail.

/** The store of every test here is one that tells. */
async function subscribe(
  store: RedisStore,
  listener: (notice: SessionNotice) => void,
): Promise<() => MaybePromise<void>> {
  if (!hasNotices(store)) throw new Error('the store has no notices');
  return store.subscribe(listener);
}

requires('redis')('notices of Redis', () => {
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
    async function stores(listenBy?: TcpProxy): Promise<{ here: RedisStore; other: RedisStore }> {
      turn += 1;
      const [first, second] = [await open(server.port), await open(server.port)];
      if (listenBy !== undefined) listenThrough(first.client, listenBy.port);
      const settings = {
        notices: 'all' as const,
        prefix: `notices${turn}:`,
        timeoutMs: 500,
        onError: () => undefined,
      };
      const here = new RedisStore({ ...settings, client: first.client });
      const other = new RedisStore({ ...settings, client: second.client });
      ends.push(async () => {
        await here.close();
        await other.close();
        first.close();
        second.close();
      });
      return { here, other };
    }

    /** Listens; gives what was heard, and a promise of the first that is as wanted. */
    async function listen(store: RedisStore): Promise<{
      readonly heard: SessionNotice[];
      first(kind: SessionNotice['kind'], key?: string): Promise<number>;
    }> {
      const heard: SessionNotice[] = [];
      const stop = await subscribe(store, (notice) => heard.push(notice));
      ends.push(() => stop());
      return {
        heard,
        async first(kind, key) {
          const began = performance.now();
          const isWanted = (notice: SessionNotice): boolean =>
            notice.kind === kind && (notice.kind === 'missed' || notice.key === key);
          while (!heard.some(isWanted)) {
            if (performance.now() - began > 5000) throw new Error(`no notice of kind ${kind}`);
            await sleep(2);
          }
          return performance.now() - began;
        },
      };
    }

    it('are known within a second, in this process and in others', async () => {
      const { here, other } = await stores();
      const notices = [await listen(here), await listen(other)];
      await other.create(recordOf('a'));
      await other.update('a', changeOf('a'));
      for (const { first } of notices) expect(await first('changed', 'a')).toBeLessThan(1000);
      await other.delete('a');
      for (const { first } of notices) expect(await first('gone', 'a')).toBeLessThan(1000);
      expect(notices.map(({ heard }) => heard.some(({ kind }) => kind === 'missed'))).toStrictEqual(
        [false, false],
      );
    });

    it('are missed when the connection is cut, and told again when it is back', async () => {
      const { here, other } = await stores();
      const { heard, first } = await listen(here);
      await cutListeners(server);
      expect(await first('missed')).toBeLessThan(1000);
      const lost = heard.length;
      for (const end = Date.now() + 1500; heard.length === lost && Date.now() < end;) {
        await sleep(5);
      }
      // The second: what was told while nobody heard.
      expect(heard.filter(({ kind }) => kind === 'missed')).toHaveLength(2);
      await other.create(recordOf('a'));
      await other.delete('a');
      expect(await first('gone', 'a')).toBeLessThan(1000);
    });

    it.each(['drop', 'halfOpen'] as const)(
      'are missed when the connection is dead without a word (%s)',
      async (mode) => {
        const proxy = await startProxy(server.port);
        ends.push(() => proxy.close());
        const { here, other } = await stores(proxy);
        const { first, heard } = await listen(here);
        // The word to itself has come once.
        await sleep(500);
        proxy.mode(mode);
        expect(await first('missed')).toBeLessThan(1000);
        proxy.mode('pass');
        const began = performance.now();
        for (let key = 0; !heard.some(({ kind }) => kind === 'gone'); key += 1) {
          if (performance.now() - began > 5000) break;
          await other.create(recordOf(`k${key}`));
          await other.delete(`k${key}`);
          await sleep(50);
        }
        expect(performance.now() - began).toBeLessThan(2500);
      },
    );

    it('are missed at once by who subscribes while the server cannot be reached', async () => {
      const proxy = await startProxy(server.port);
      ends.push(() => proxy.close());
      const { here } = await stores(proxy);
      proxy.mode('reset');
      const { first, heard } = await listen(here);
      expect(await first('missed')).toBeLessThan(1000);
      proxy.mode('pass');
      for (const end = Date.now() + 1500; heard.length < 2 && Date.now() < end;) await sleep(5);
      expect(heard.map(({ kind }) => kind)).toStrictEqual(['missed', 'missed']);
    });

    it('go on to others when a listener throws', async () => {
      const { here, other } = await stores();
      const stop = await subscribe(here, () => {
        throw new Error('of a listener');
      });
      ends.push(() => stop());
      const { first } = await listen(here);
      await other.create(recordOf('a'));
      await other.delete('a');
      expect(await first('gone', 'a')).toBeLessThan(1000);
    });

    it('have no connection when nobody listens any more', async () => {
      const { here } = await stores();
      const stop = await subscribe(here, () => undefined);
      expect(await subscribers(server)).toHaveLength(1);
      await stop();
      await stop();
      await sleep(50);
      expect(await subscribers(server)).toHaveLength(0);
    });
  });
});

/** The ids of the connections that have subscribed. */
async function subscribers(server: RedisNode): Promise<string[]> {
  const list = String(await server.command('CLIENT', 'LIST', 'TYPE', 'pubsub'));
  return list.split('\n').flatMap((line) => /^id=(\d+)/.exec(line)?.[1] ?? []);
}

async function cutListeners(server: RedisNode): Promise<void> {
  for (const id of await subscribers(server)) await server.command('CLIENT', 'KILL', 'ID', id);
}
