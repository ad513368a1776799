import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OptionError, type SessionRecord } from 'httpsession';
import { setTimeout as sleep } from 'node:timers/promises';
import { requires } from '../../../testing/requirements.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import type { RedisNode } from '../../../testing/services/redis-node.ts';
import { startProxy, type TcpProxy } from '../../../testing/services/tcp-proxy.ts';
import { RedisStore } from '../src/index.ts';
import { DRIVERS, listenThrough } from './support/drivers.ts';
import { changeOf, recordOf } from './support/records.ts';

/** As docs/reference/store-redis.md publishes it. */
const BOUND_MS = 750;

requires('redis')('a near cache', () => {
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
    /** A store on data of its own, and one without a cache on the same data. */
    async function stores(listenBy?: TcpProxy): Promise<{ near: RedisStore; other: RedisStore }> {
      turn += 1;
      const prefix = `near${turn}:`;
      const [first, second] = [await open(server.port), await open(server.port)];
      if (listenBy !== undefined) listenThrough(first.client, listenBy.port);
      const settings = { timeoutMs: 500, onError: () => undefined };
      const near = new RedisStore({
        ...settings,
        client: first.client,
        prefix,
        nearCache: { max: 100 },
      });
      const other = new RedisStore({ ...settings, client: second.client, prefix });
      ends.push(async () => {
        await near.close();
        await other.close();
        first.close();
        second.close();
      });
      return { near, other };
    }

    /** Loads until the answer comes at once. */
    async function warm(store: RedisStore, key: string): Promise<void> {
      for (const end = Date.now() + 3000; Date.now() < end;) {
        const answer = store.load(key);
        if (!(answer instanceof Promise)) return;
        await answer.catch(() => undefined);
        await sleep(10);
      }
      throw new Error('the cache was never used');
    }

    async function titleIn(store: RedisStore, key: string): Promise<string | undefined> {
      const record = (await store.load(key)) as SessionRecord | undefined;
      return record && Buffer.from(record.attributes.get('title') ?? []).toString();
    }

    /** For how long a store goes on to give what is no longer so, in milliseconds. */
    async function staleFor(isStale: () => Promise<boolean>): Promise<number> {
      const began = performance.now();
      while (await isStale()) {
        if (performance.now() - began > 5000) break;
        await sleep(1);
      }
      return performance.now() - began;
    }

    it('answers at once what it has read before, also that it is unchanged', async () => {
      const { near } = await stores();
      await near.create(recordOf('a'));
      await warm(near, 'a');
      expect(near.load('a')).toMatchObject({ key: 'a', uid: 'uid of a', version: 1 });
      expect(near.load('a', 1)).toBe('unchanged');
      expect(near.load('a', 7)).toMatchObject({ version: 1 });
      const unknown = near.load('unknown');
      expect(unknown).toBeInstanceOf(Promise);
      expect(await unknown).toBeUndefined();
    });

    it('gives what was just written by its own store', async () => {
      const { near } = await stores();
      await near.create(recordOf('a'));
      for (const title of ['one', 'two', 'three']) {
        await warm(near, 'a');
        expect(await near.update('a', changeOf('a', { title }))).toBe('ok');
        expect(await titleIn(near, 'a')).toBe(title);
      }
      await warm(near, 'a');
      expect(await near.rename('a', 'b')).toBe(true);
      expect(await near.load('a')).toBeUndefined();
      await warm(near, 'b');
      // A request that still has the former key.
      expect(await near.update('a', changeOf('a', { title: 'late' }))).toBe('ok');
      expect(await titleIn(near, 'b')).toBe('late');
      await warm(near, 'b');
      expect(await near.delete('b')).toBe(true);
      expect(await near.load('b')).toBeUndefined();
    });

    it.each(['update', 'delete', 'rename', 'FLUSHALL'])('hears of %s elsewhere', async (what) => {
      const { near, other } = await stores();
      await near.create(recordOf('a'));
      await warm(near, 'a');
      if (what === 'update') await other.update('a', changeOf('a', { title: 'new' }));
      if (what === 'delete') await other.delete('a');
      if (what === 'rename') await other.rename('a', 'z');
      if (what === 'FLUSHALL') await server.command('FLUSHALL');
      const isStale = async (): Promise<boolean> =>
        what === 'update'
          ? (await titleIn(near, 'a')) !== 'new'
          : (await near.load('a')) !== undefined;
      expect(await staleFor(isStale)).toBeLessThan(BOUND_MS);
    });

    it('never gives a session that has expired', async () => {
      const { near } = await stores();
      await near.create(recordOf('a', { expiresAt: Date.now() + 1000 }));
      await warm(near, 'a');
      const { expiresAt } = near.load('a') as SessionRecord;
      await sleep(Number(expiresAt) - Date.now() + 1);
      expect(await near.load('a')).toBeUndefined();
    });

    it('is no older than it says while others write and its connection is cut', async () => {
      const { near, other } = await stores();
      await near.create(recordOf('a', { attributes: new Map([['title', Buffer.from('0')]]) }));
      await warm(near, 'a');
      // What was acknowledged when, in order.
      const written: { readonly at: number; readonly title: number }[] = [];
      let isOver = false;
      const writing = (async () => {
        for (let title = 1; !isOver; title += 1) {
          await other.update('a', changeOf('a', { title: String(title) }));
          written.push({ at: performance.now(), title });
          if (title % 40 === 0) await cutListeners(server);
          await sleep(5);
        }
      })();
      let [atOnce, oldest] = [0, 0];
      for (const end = performance.now() + 3000; performance.now() < end;) {
        const began = performance.now();
        const answer = near.load('a');
        if (!(answer instanceof Promise)) atOnce += 1;
        const record = (await answer) as SessionRecord;
        const title = Number(Buffer.from(record.attributes.get('title') ?? []).toString());
        const missed = written.find((write) => write.title > title);
        if (missed !== undefined) oldest = Math.max(oldest, began - missed.at);
        await sleep(1);
      }
      isOver = true;
      await writing;
      expect(atOnce).toBeGreaterThan(0);
      expect(oldest).toBeLessThan(BOUND_MS);
    });

    it('is used again after its connection was cut', async () => {
      const { near, other } = await stores();
      await near.create(recordOf('a'));
      await warm(near, 'a');
      await cutListeners(server);
      await other.delete('a');
      expect(await staleFor(async () => (await near.load('a')) !== undefined)).toBeLessThan(
        BOUND_MS,
      );
      await near.create(recordOf('b'));
      const began = performance.now();
      await warm(near, 'b');
      expect(performance.now() - began).toBeLessThan(1500);
    });

    it.each(['drop', 'halfOpen'] as const)(
      'is not used when its connection is dead without a word (%s)',
      async (mode) => {
        const proxy = await startProxy(server.port);
        ends.push(() => proxy.close());
        const { near, other } = await stores(proxy);
        await near.create(recordOf('a'));
        await warm(near, 'a');
        proxy.mode(mode);
        await other.delete('a');
        expect(await staleFor(async () => (await near.load('a')) !== undefined)).toBeLessThan(
          BOUND_MS + 50,
        );
        proxy.mode('pass');
        await near.create(recordOf('b'));
        const began = performance.now();
        await warm(near, 'b');
        expect(performance.now() - began).toBeLessThan(2500);
      },
    );

    it('gives all that was written before a change of its own, also what it was not told of', async () => {
      const proxy = await startProxy(server.port);
      ends.push(() => proxy.close());
      const { near, other } = await stores(proxy);
      await near.create(recordOf('a'));
      await warm(near, 'a');
      proxy.mode('drop');
      await other.update('a', changeOf('a', { title: 'new' }));
      await near.update('a', changeOf('a', {}));
      expect(await titleIn(near, 'a')).toBe('new');
      proxy.mode('pass');
    });

    it('gives nothing old while the server is paused, and goes on afterwards', async () => {
      const { near } = await stores();
      await near.create(recordOf('a'));
      await warm(near, 'a');
      server.pause();
      try {
        await sleep(BOUND_MS);
        await expect(async () => near.load('a')).rejects.toMatchObject({
          code: 'HTTPSESSION_STORE_UNAVAILABLE',
        });
      } finally {
        server.resume();
      }
      const began = performance.now();
      await near.update('a', changeOf('a'));
      await warm(near, 'a');
      expect(performance.now() - began).toBeLessThan(1500);
    });

    it('lets the process end, and is silent, once the store is closed', async () => {
      const { near } = await stores();
      await near.create(recordOf('a'));
      await warm(near, 'a');
      await near.close();
      await sleep(50);
      expect(await listeners(server)).toHaveLength(0);
    });
  });

  it('is refused with a number that is none', async () => {
    const { client, close } = await DRIVERS[0]![1](server.port);
    for (const max of [0, 1.5, Number.NaN, 1_000_001]) {
      expect(() => new RedisStore({ client, nearCache: { max } })).toThrow(OptionError);
    }
    close();
  });
});

/** The ids of the connections that hear which keys change. */
async function listeners(server: RedisNode): Promise<string[]> {
  const list = String(await server.command('CLIENT', 'LIST'));
  return list
    .split('\n')
    .filter((line) => / flags=\w*t/.test(line))
    .map((line) => /^id=(\d+)/.exec(line)?.[1] ?? '');
}

async function cutListeners(server: RedisNode): Promise<void> {
  for (const id of await listeners(server)) await server.command('CLIENT', 'KILL', 'ID', id);
}
