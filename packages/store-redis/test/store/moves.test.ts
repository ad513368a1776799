import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SessionRecord } from 'httpsession';
import { randomBytes } from 'node:crypto';
import { requires } from '../../../../testing/requirements.ts';
import { startRedis } from '../../../../testing/services/redis.ts';
import type { RedisNode } from '../../../../testing/services/redis-node.ts';
import type { IoredisClient } from '../../src/client/client-shapes.ts';
import { RedisStore } from '../../src/index.ts';
import { KeySpace } from '../../src/store/key-space.ts';
import { connect, type Connected } from '../support/clients.ts';
import { changeOf, recordOf } from '../support/records.ts';

const PARTITIONS = 16;

/** Two keys of different partitions, three where the third is in that of the first. */
function keysApart(): [here: string, there: string, here2: string] {
  const keys = new KeySpace('any:', PARTITIONS);
  const here = 'key 0';
  const others = Array.from({ length: 200 }, (_, number) => `key ${number + 1}`);
  const isHere = (key: string): boolean => keys.partitionOf(key) === keys.partitionOf(here);
  const [there] = others.filter((key) => !isHere(key));
  const [here2] = others.filter(isHere);
  if (there === undefined || here2 === undefined) throw new Error('no such keys');
  return [here, there, here2];
}

/** The client of a process that dies after so many scripts. Asking for the version of the server is none. */
function dyingAfter(client: IoredisClient, scripts: number): IoredisClient {
  let left = scripts;
  return new Proxy(client, {
    get(target, name) {
      if (name !== 'callBuffer') {
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      }
      return (command: string, args: (string | Buffer)[]) => {
        if (command === 'evalsha') left -= 1;
        return left < 0 ? Promise.reject(new Error('dead')) : target.callBuffer(command, args);
      };
    },
  });
}

requires('redis')('a rename to another partition', () => {
  let server: RedisNode;
  let connected: Connected;
  let prefix = '';
  const [here, there, here2] = keysApart();

  const storeOn = (client: IoredisClient): RedisStore =>
    new RedisStore({ client, prefix, partitions: PARTITIONS, timeoutMs: 10_000 });

  beforeAll(async () => {
    server = await startRedis();
    connected = await connect.ioredis([server.port]);
  });

  afterEach(() => {
    prefix = '';
  });

  afterAll(async () => {
    await connected.close();
    await server.stop();
  });

  const session = recordOf(here, {
    uid: 'uid',
    principal: 'ada',
    sealedId: Buffer.from('old'),
    expiresAt: Date.now() + 3_600_000,
    attributes: new Map([['cart', Buffer.from('tea')]]),
  });

  // RESERVE, SWITCH, then LOAD, FILL and FINISH: five scripts, each of which may be the last.
  describe.each([0, 1, 2, 3, 4, 5])('by a process that dies after %d scripts', (scripts) => {
    async function halfMoved(): Promise<{ store: RedisStore; hasMoved: boolean }> {
      prefix = `${randomBytes(6).toString('hex')}:`;
      const client = connected.client as IoredisClient;
      const store = storeOn(client);
      await store.create(session);
      const renamed = storeOn(dyingAfter(client, scripts)).rename(here, there, Buffer.from('new'));
      if (scripts === 5) await expect(renamed).resolves.toBe(true);
      else await expect(renamed).rejects.toThrow();
      return { store, hasMoved: scripts >= 2 };
    }

    it('leaves the session under one of the keys, whole', async () => {
      const { store, hasMoved } = await halfMoved();
      const found = await Promise.all([store.load(here), store.load(there)]);
      const expected = {
        ...session,
        key: hasMoved ? there : here,
        sealedId: Buffer.from(hasMoved ? 'new' : 'old'),
        expiresAt: expect.any(Number),
      };
      expect(found).toStrictEqual(hasMoved ? [undefined, expected] : [expected, undefined]);
    });

    it('leaves it in the indexes once, under the key that it has', async () => {
      const { store, hasMoved } = await halfMoved();
      const summary = { uid: 'uid', key: hasMoved ? there : here, principal: 'ada' };
      await expect(store.findByPrincipal('ada')).resolves.toMatchObject([summary]);
      await expect(store.list(10)).resolves.toMatchObject([summary]);
      await expect(store.findByUid('uid')).resolves.toMatchObject(summary);
    });

    it('lets changes reach it under the old key, and under the new one', async () => {
      const { store, hasMoved } = await halfMoved();
      await expect(store.update(here, changeOf(here, { late: '1' }))).resolves.toBe('ok');
      const change = changeOf(there, { later: '2' });
      await expect(store.update(there, change)).resolves.toBe(hasMoved ? 'ok' : 'gone');
      const loaded = await store.load(hasMoved ? there : here);
      expect(loaded).toMatchObject({ version: hasMoved ? 3 : 2 });
    });

    it('lets it be deleted under the old key, for good', async () => {
      const { store } = await halfMoved();
      await expect(store.delete(here)).resolves.toBe(true);
      await expect(Promise.all([store.load(here), store.load(there)])).resolves.toStrictEqual([
        undefined,
        undefined,
      ]);
      await expect(store.delete(here)).resolves.toBe(false);
      await expect(store.delete(there)).resolves.toBe(false);
      await expect(store.list(10)).resolves.toStrictEqual([]);
      await expect(store.findByPrincipal('ada')).resolves.toStrictEqual([]);
      await expect(store.takeExpired(10, 1000)).resolves.toStrictEqual([]);
    });

    it('lets it be renamed again, when it has moved', async () => {
      const { store, hasMoved } = await halfMoved();
      await expect(store.rename(there, here2)).resolves.toBe(hasMoved);
      await expect(store.load(hasMoved ? here2 : here)).resolves.toMatchObject({ uid: 'uid' });
    });

    it('refuses a new session under the new key as soon as it is taken', async () => {
      const { store } = await halfMoved();
      await expect(store.create(recordOf(there))).resolves.toBe(scripts === 0);
    });

    it('ends once, when nobody asks for it any more', async () => {
      const { store, hasMoved } = await halfMoved();
      await store.update(here, { ...changeOf(here), maxInactiveMs: 1, inUseAt: Date.now() - 1000 });
      const claimed = await store.takeExpired(10, 60_000);
      expect(claimed).toMatchObject([{ uid: 'uid', key: hasMoved ? there : here }]);
      for (const { key } of claimed) await expect(store.delete(key)).resolves.toBe(true);
      await expect(store.takeExpired(10, 60_000)).resolves.toStrictEqual([]);
    });
  });

  const DAY_MS = 86_400_000;
  const lives: readonly (readonly [string, number | undefined])[] = [
    ['an hour', 3_600_000],
    ['three days', 3 * DAY_MS],
    ['ever', undefined],
  ];

  describe.each(lives)('of a session that lives for %s', (_, lifeMs) => {
    const expiresAt = lifeMs === undefined ? undefined : Date.now() + lifeMs;
    // Beyond a day the place is to be kept for longer, which takes two scripts more.
    const more = lifeMs !== undefined && lifeMs <= DAY_MS ? 0 : 2;

    const ttlOf = async (key: string): Promise<number> => {
      const name = new KeySpace(prefix, PARTITIONS).record(key);
      const ttl = Number(await server.command('PTTL', name));
      return ttl === -1 ? Infinity : ttl;
    };

    async function renamed(scripts: number): Promise<RedisStore> {
      prefix = `${randomBytes(6).toString('hex')}:`;
      const client = connected.client as IoredisClient;
      const store = storeOn(client);
      await store.create({ ...session, expiresAt });
      const moving = storeOn(dyingAfter(client, scripts)).rename(here, there);
      await moving.catch(() => undefined);
      return store;
    }

    it('keeps the place for as long as what has left for it', async () => {
      const store = await renamed(2 + more);
      // It has left, and nobody has brought it there.
      await expect(store.create(recordOf(there))).resolves.toBe(false);
      expect(await ttlOf(there)).toBeGreaterThanOrEqual(await ttlOf(here));
      await expect(store.load(here)).resolves.toBeUndefined();
      await expect(store.load(there)).resolves.toMatchObject({ uid: 'uid', version: 1 });
    });

    it('leaves it there to end when it would have', async () => {
      const store = await renamed(5 + more);
      const found = await store.load(there);
      expect(found).toMatchObject({ uid: 'uid', key: there });
      const later = ((found as SessionRecord).expiresAt ?? 0) - (expiresAt ?? 0);
      expect(Math.abs(later)).toBeLessThan(60_000);
      await expect(store.load(here)).resolves.toBeUndefined();
    });
  });

  it('gives up the place when there is nothing to move', async () => {
    prefix = `${randomBytes(6).toString('hex')}:`;
    const store = storeOn(connected.client as IoredisClient);
    await expect(store.rename(here, there)).resolves.toBe(false);
    await expect(store.create(recordOf(there))).resolves.toBe(true);
  });
});
