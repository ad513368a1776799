import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { OptionError, SessionStoreUnavailableError } from 'httpsession';
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { requires } from '../../../testing/requirements.ts';
import { freePort } from '../../../testing/services/free-port.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import type { RedisNode } from '../../../testing/services/redis-node.ts';
import { RedisStore, type RedisClient, type RedisStoreOptions } from '../src/index.ts';
import { connect, type ClientKind } from './support/clients.ts';
import { changeOf, recordOf } from './support/records.ts';

const KINDS = ['node-redis', 'ioredis'] as const;

/** The error that a call rejects with. */
async function failureOf(call: () => unknown): Promise<Error & { cause?: unknown }> {
  try {
    await call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it did not fail');
}

describe('RedisStore tells of wrong options', () => {
  const emitter = new EventEmitter();
  const client = Object.assign(emitter, {
    callBuffer: () => undefined,
    status: 'end',
  }) as unknown as RedisClient;

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['client', { client: {} }],
    ['client', { client: undefined }],
    ['prefix', { prefix: '' }],
    ['prefix', { prefix: 'a{b}' }],
    ['prefix', { prefix: 'a b' }],
    ['prefix', { prefix: 7 }],
    ['partitions', { partitions: 0 }],
    ['partitions', { partitions: 1.5 }],
    ['partitions', { partitions: 1025 }],
    ['notices', { notices: true }],
    ['onError', { onError: 'log' }],
    ['timeoutMs', { timeoutMs: 0 }],
    ['maxPending', { maxPending: -1 }],
    ['nearCache.max', { nearCache: { max: 0 } }],
    ['nearCache.maxx', { nearCache: { max: 100, maxx: 10 } }],
    ['nearCache', { nearCache: true }],
    ['nearCache', { nearCache: null }],
    ['nearcache', { nearcache: { max: 100 } }],
  ])('%s: %j', (option, options) => {
    const make = (): RedisStore => new RedisStore({ client, ...options });
    expect(make).toThrow(OptionError);
    expect(make).toThrow(expect.objectContaining({ option }));
    expect(emitter.eventNames()).toStrictEqual([]);
  });

  it.each([[undefined], [null], [{}]])('are needed, and a client first of all: %p', (options) => {
    const make = (): RedisStore => new RedisStore(options as RedisStoreOptions);
    expect(make).toThrow(expect.objectContaining({ option: 'client' }));
  });

  it('are told apart from one that is misspelt, whatever its value is', () => {
    const options = { client, timeout: 100 };
    expect(() => new RedisStore(options)).toThrow(
      'Option timeout is 100; it must be left out: it is none of client, prefix,',
    );
  });
});

requires('redis')('what goes wrong on the way to Redis', () => {
  let server: RedisNode;
  const closes: (() => unknown)[] = [];

  beforeAll(async () => {
    server = await startRedis();
  });

  afterEach(async () => {
    for (const close of closes.splice(0)) await close();
  });

  afterAll(() => server.stop());

  async function open(
    kind: ClientKind,
    options: Partial<RedisStoreOptions> & { port?: number } = {},
  ): Promise<RedisStore> {
    const { port = server.port, ...rest } = options;
    const { client, close } = await connect[kind]([port]);
    closes.push(close);
    return new RedisStore({ client, prefix: `${randomBytes(6).toString('hex')}:`, ...rest });
  }

  describe('a wrong URL', () => {
    it.each(KINDS)('%s: is said in time, with the cause', async (kind) => {
      const port = await freePort();
      const client =
        kind === 'ioredis'
          ? new Redis({ port, maxRetriesPerRequest: 0 })
          : createClient({ socket: { port, host: '127.0.0.1' } });
      client.on('error', () => undefined);
      closes.push(() => (client instanceof Redis ? client.disconnect() : client.destroy()));
      if (!(client instanceof Redis)) client.connect().catch(() => undefined);
      const store = new RedisStore({ client, timeoutMs: 300 });
      const from = performance.now();
      const error = await failureOf(() => store.load('key'));
      expect(error).toBeInstanceOf(SessionStoreUnavailableError);
      expect(error.message).toContain('redis cannot be reached');
      expect(error).toHaveProperty('cause.code', 'REDIS_NOT_CONNECTED');
      expect(error).toHaveProperty('cause.cause.code', 'ECONNREFUSED');
      expect(performance.now() - from).toBeLessThan(2000);
    });

    it('node-redis: says it when connect() was never called', async () => {
      const store = new RedisStore({ client: createClient({ url: server.url }) });
      const error = await failureOf(() => store.load('key'));
      expect(error).toBeInstanceOf(SessionStoreUnavailableError);
      expect((error.cause as Error).message).toMatch(/connect\(\)/u);
    });
  });

  describe.each(KINDS)('with %s', (kind) => {
    /** A user with these rules, and a store of its. */
    async function storeOf(user: string, ...rules: string[]): Promise<RedisStore> {
      await server.command('ACL', 'SETUSER', user, 'reset', 'on', '>secret', ...rules);
      const name = { username: user, password: 'secret' };
      const client =
        kind === 'ioredis'
          ? new Redis({ port: server.port, ...name, enableReadyCheck: false })
          : createClient({ url: server.url, ...name });
      client.on('error', () => undefined);
      closes.push(() => (client instanceof Redis ? client.disconnect() : client.destroy()));
      if (!(client instanceof Redis)) await client.connect();
      return new RedisStore({ client, prefix: 'acl:' });
    }

    it('a right that is missing: names the page that lists them', async () => {
      const store = await storeOf('few', '~acl:*', '+evalsha', '+eval', '+info', '+hgetall');
      const error = await failureOf(() => store.load('key'));
      expect(error).toBeInstanceOf(SessionStoreUnavailableError);
      expect(error.message).toMatch(/NOPERM[^]*store-redis\.md/u);
    });

    it('a server without memory: takes no writes, and says maxmemory; reads and deletes go on', async () => {
      const full = await startRedis();
      closes.push(() => full.stop());
      const store = await open(kind, { port: full.port });
      await store.create(recordOf('first'));
      await full.command('CONFIG', 'SET', 'maxmemory', '100kb');
      for (const call of [
        () => store.create(recordOf('second')),
        () => store.update('first', changeOf('first')),
      ]) {
        const error = await failureOf(call);
        expect(error).toBeInstanceOf(SessionStoreUnavailableError);
        expect(error.message).toMatch(/maxmemory[^]*OOM/u);
      }
      await expect(store.load('first')).resolves.toMatchObject({ version: 1 });
      await expect(store.delete('first')).resolves.toBe(true);
      await expect(store.load('first')).resolves.toBeUndefined();
    });

    describe('a server without memory that holds expired sessions', () => {
      async function openFull(
        partitions = 1,
      ): Promise<{ store: RedisStore; fill(): Promise<unknown> }> {
        const full = await startRedis();
        closes.push(() => full.stop());
        const store = await open(kind, { port: full.port, partitions });
        return { store, fill: () => full.command('CONFIG', 'SET', 'maxmemory', '100kb') };
      }

      it('gives them out and lets go of them: nothing else makes room', async () => {
        const { store, fill } = await openFull();
        await store.create(recordOf('a', { expiresAt: Date.now() + 200, principal: 'p' }));
        await fill();
        await sleep(300);
        await expect(store.takeExpired(10, 1000)).resolves.toMatchObject([{ key: 'a' }]);
        await expect(store.takeExpired(10, 1000)).resolves.toStrictEqual([]);
        await expect(store.delete('a')).resolves.toBe(true);
        await expect(store.findByUid('uid of a')).resolves.toBeUndefined();
      });

      it('puts its index right for those that have not', async () => {
        const { store, fill } = await openFull();
        await store.create(recordOf('used', { expiresAt: Date.now() + 200 }));
        await store.create(recordOf('expired', { expiresAt: Date.now() + 300 }));
        await store.update('used', changeOf('used'));
        await fill();
        await sleep(400);
        await expect(store.takeExpired(10, 1000)).resolves.toMatchObject([{ key: 'expired' }]);
        await expect(store.load('used')).resolves.toMatchObject({ version: 2 });
      });

      it('compares its partitions', async () => {
        const { store, fill } = await openFull(4);
        const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
        const expiresAt = Date.now() + 200;
        for (const key of keys) await store.create(recordOf(key, { expiresAt }));
        await fill();
        await sleep(300);
        const taken = await store.takeExpired(100, 1000);
        expect(taken.map(({ key }) => key).sort()).toStrictEqual(keys);
      });
    });

    it('a replica: says that it is one', async () => {
      const replica = await startRedis({ config: { replicaof: `127.0.0.1 ${server.port}` } });
      closes.push(() => replica.stop());
      const store = await open(kind, { port: replica.port });
      const error = await failureOf(() => store.create(recordOf('a')));
      expect(error).toBeInstanceOf(SessionStoreUnavailableError);
      expect(error.message).toMatch(/replica[^]*READONLY|MASTERDOWN/u);
    });

    it('a member of a cluster, and a client that does not know: says which client to make', async () => {
      const member = await startRedis({ config: { 'cluster-enabled': 'yes' } });
      closes.push(() => member.stop());
      const store = await open(kind, { port: member.port });
      const error = await failureOf(() => store.load('key'));
      expect(error).toBeInstanceOf(SessionStoreUnavailableError);
      // Nobody has the slot yet.
      expect(error.message).toMatch(/CLUSTERDOWN/u);
    });

    it('no key, id or name of a person is in an error or a report', async () => {
      const errors: Error[] = [];
      const store = await open(kind, { onError: (error) => errors.push(error), prefix: 'quiet:' });
      await server.command('SET', 'quiet:{0}:s:secret-key', 'value');
      await store.load('secret-key');
      await store.update('secret-key', { ...changeOf('secret-key'), principal: 'secret-person' });
      expect(errors).not.toHaveLength(0);
      for (const error of errors) {
        expect(`${error.message} ${String(error.cause)}`).not.toMatch(/secret/u);
      }
    });
  });

  describe('what is not of our making', () => {
    async function storeWith(
      ...command: string[]
    ): Promise<{ store: RedisStore; errors: Error[] }> {
      const prefix = `${randomBytes(6).toString('hex')}:`;
      const [name = '', ...rest] = command;
      await server.command(name, `${prefix}{0}:s:key`, ...rest);
      const errors: Error[] = [];
      const store = await open('ioredis', { prefix, onError: (error) => errors.push(error) });
      return { store, errors };
    }

    it.each([
      ['a string', ['SET', 'value']],
      ['a list', ['RPUSH', 'value']],
      ['a hash without a head', ['HSET', 'a:cart', 'tea']],
      ['a hash with a head that is too short', ['HSET', 'h', '\u0001', 'a:cart', 'tea']],
      ['a hash with a head of another format', ['HSET', 'h', '9'.repeat(100)]],
    ])(
      '%s: counts as no session, is reported, blocks its key and can be deleted',
      async (_, command) => {
        const { store, errors } = await storeWith(...command);
        await expect(store.load('key')).resolves.toBeUndefined();
        expect(errors).toMatchObject([{ code: 'HTTPSESSION_UNREADABLE_RECORD' }]);
        await expect(store.load('key', 1)).resolves.toBeUndefined();
        await expect(store.update('key', changeOf('key'))).resolves.toBe('gone');
        await expect(store.rename('key', 'other')).resolves.toBe(false);
        await expect(store.create(recordOf('key'))).resolves.toBe(false);
        await expect(store.delete('key')).resolves.toBe(true);
        await expect(store.create(recordOf('key'))).resolves.toBe(true);
      },
    );

    it('S-29 a record that was copied under another key is not served, and reported', async () => {
      const { store, errors } = await storeWith('SET', 'value');
      await store.delete('key');
      const prefix = `${randomBytes(6).toString('hex')}:`;
      const owner = await open('ioredis', { prefix, onError: (error) => errors.push(error) });
      await owner.create(recordOf('a'));
      await server.command('COPY', `${prefix}{0}:s:a`, `${prefix}{0}:s:b`);
      await expect(owner.load('b')).resolves.toBeUndefined();
      expect(errors.at(-1)).toMatchObject({ code: 'HTTPSESSION_UNREADABLE_RECORD' });
      await expect(owner.load('a')).resolves.toMatchObject({ key: 'a' });
    });

    it('an expired record that was broken does not stop the claims of others', async () => {
      const prefix = `${randomBytes(6).toString('hex')}:`;
      const store = await open('ioredis', { prefix });
      const past = Date.now() - 1000;
      for (const key of ['a', 'b', 'c', 'd'])
        await store.create(recordOf(key, { expiresAt: past }));
      await server.command('HSET', `${prefix}{0}:s:a`, 'h', 'broken');
      await server.command('DEL', `${prefix}{0}:s:b`);
      await server.command('SET', `${prefix}{0}:s:c`, 'foreign');
      await expect(store.takeExpired(10, 1000)).resolves.toMatchObject([{ key: 'd' }]);
    });

    it('is warned of once for each message when nobody asked to be told', async () => {
      const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      closes.push(() => warn.mockRestore());
      const prefix = `${randomBytes(6).toString('hex')}:`;
      await server.command('SET', `${prefix}{0}:s:key`, 'value');
      const store = await open('ioredis', { prefix });
      for (let time = 0; time < 3; time += 1) await store.load('key');
      expect(warn).toHaveBeenCalledTimes(1);
      expect(warn.mock.calls[0]).toStrictEqual([
        expect.stringMatching(/another type/u),
        expect.objectContaining({
          type: 'HttpSessionWarning',
          code: 'HTTPSESSION_UNREADABLE_RECORD',
        }),
      ]);
    });
  });
});
