import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { requires } from '../../../../testing/requirements.ts';
import { startRedis } from '../../../../testing/services/redis.ts';
import type { RedisNode } from '../../../../testing/services/redis-node.ts';
import { RedisStore } from '../../src/index.ts';
import { Turns } from '../../src/store/turns.ts';
import { connect, type ClientKind, type Connected } from '../support/clients.ts';
import { recordOf } from '../support/records.ts';

describe('Turns', () => {
  it('lets so many calls out at a time, in their order, and goes on behind one that fails', async () => {
    const turns = new Turns(2);
    const ends: (() => void)[] = [];
    const begun: number[] = [];
    const calls = [0, 1, 2, 3, 4].map((number) =>
      turns.take(async () => {
        begun.push(number);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (number === 1) throw new Error('failed');
        return number;
      }),
    );
    const all = Promise.allSettled(calls);
    expect(begun).toStrictEqual([0, 1]);
    ends[1]?.();
    await expect(calls[1]).rejects.toThrow('failed');
    expect(begun).toStrictEqual([0, 1, 2]);
    for (let at = 0; at < calls.length; at += 1) {
      ends[at]?.();
      await Promise.allSettled([calls[at]]);
    }
    expect(await all).toMatchObject([{ value: 0 }, {}, { value: 2 }, { value: 3 }, { value: 4 }]);
    expect(begun).toStrictEqual([0, 1, 2, 3, 4]);
  });

  it('is free again when all are done, also for calls that answer at once', async () => {
    const turns = new Turns(1);
    for (const value of [1, 2]) await expect(turns.take(() => value)).resolves.toBe(value);
  });
});

requires('redis')('a store with more partitions than calls may wait', () => {
  const PARTITIONS = 256;
  let server: RedisNode;
  let connected: Connected | undefined;

  beforeAll(async () => {
    server = await startRedis();
  });

  afterEach(async () => {
    await connected?.close();
  });

  afterAll(() => server.stop());

  describe.each<ClientKind>(['node-redis', 'ioredis'])('%s', (kind) => {
    async function open(maxPending: number): Promise<RedisStore> {
      connected = await connect[kind]([server.port]);
      return new RedisStore({
        client: connected.client,
        prefix: `${randomBytes(6).toString('hex')}:`,
        partitions: PARTITIONS,
        maxPending,
        timeoutMs: 10_000,
      });
    }

    const keys = Array.from({ length: 100 }, (_, number) => `key ${number}`);

    it.each([1, 100])(
      'finds the sessions of a person, and one by its uid: maxPending %d',
      async (most) => {
        const store = await open(most);
        for (const key of keys) await store.create(recordOf(key, { principal: 'ada' }));
        await expect(store.findByPrincipal('ada')).resolves.toHaveLength(keys.length);
        await expect(store.findByUid('uid of key 7')).resolves.toMatchObject({ key: 'key 7' });
      },
    );

    it('claims what has expired anywhere', async () => {
      const store = await open(100);
      const expiresAt = Date.now() - 1000;
      for (const key of keys) await store.create(recordOf(key, { expiresAt }));
      const claimed = await store.takeExpired(1000, 10_000);
      expect(claimed.map(({ key }) => key).sort()).toStrictEqual([...keys].sort());
    });

    it('loads sessions while it asks all partitions for several persons', async () => {
      const store = await open(100);
      await store.create(recordOf('key', { principal: 'ada' }));
      const asked = ['ada', 'ben', 'eve', 'tom'].map(async (name) => store.findByPrincipal(name));
      const loaded = keys.slice(0, 50).map(async () => store.load('key'));
      expect(await Promise.all(loaded)).toMatchObject(loaded.map(() => ({ key: 'key' })));
      expect(await Promise.all(asked)).toMatchObject([[{ key: 'key' }], [], [], []]);
    });
  });
});
