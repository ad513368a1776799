import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { SessionStoreUnavailableError } from 'httpsession';
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';
import { requires } from '../../../testing/requirements.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import type { RedisNode } from '../../../testing/services/redis-node.ts';
import { RedisStore, type RedisClient } from '../src/index.ts';

/** What a client is given for the server: the database is a number, for clients that know of any. */
interface Entrance {
  readonly username?: string;
  readonly password?: string;
  readonly database?: number;
}

type Opened = readonly [client: RedisClient, close: () => unknown];

/** Clients that are already connecting, with somebody who listens to their errors. */
const OPENINGS: Readonly<Record<string, (port: number, entrance: Entrance) => Opened>> = {
  'node-redis': (port, entrance) => {
    const client = createClient({ socket: { port, host: '127.0.0.1' }, ...entrance });
    client.on('error', () => undefined);
    client.connect().catch(() => undefined);
    return [client, () => client.destroy()];
  },
  ioredis: (port, { database = 0, ...name }) => {
    const client = new Redis({ port, db: database, ...name });
    client.on('error', () => undefined);
    return [client, () => client.disconnect()];
  },
  'a cluster of node-redis': (port, entrance) => {
    const client = createCluster({
      rootNodes: [{ socket: { port, host: '127.0.0.1' } }],
      defaults: entrance,
    });
    client.on('error', () => undefined);
    client.connect().catch(() => undefined);
    return [client, () => client.destroy()];
  },
  'a cluster of ioredis': (port, redisOptions) => {
    const client = new Cluster([{ host: '127.0.0.1', port }], { redisOptions });
    client.on('error', () => undefined);
    return [client, () => client.disconnect()];
  },
};
const KINDS = Object.keys(OPENINGS);

requires('redis')('a server that does not let the client in', () => {
  let server: RedisNode;
  const closes: (() => unknown)[] = [];

  beforeAll(async () => {
    server = await startRedis();
    await server.command('CONFIG', 'SET', 'requirepass', 'right');
  });

  afterEach(async () => {
    for (const close of closes.splice(0)) await close();
  });

  afterAll(() => server.stop());

  function storeFor(kind: string, entrance: Entrance, timeoutMs = 20_000): RedisStore {
    const [client, close] = OPENINGS[kind]!(server.port, entrance);
    closes.push(close);
    const store = new RedisStore({ client, timeoutMs });
    closes.push(() => store.close());
    return store;
  }

  const failureOf = (store: RedisStore): Promise<unknown> =>
    Promise.resolve(store.load('key')).then(
      () => undefined,
      (error: unknown) => error,
    );

  // The time-out is longer than a test may take: what is told is told at once, and to the next who asks as well.
  describe.each(KINDS)('%s', (kind) => {
    it.each([
      ['a wrong password', { password: 'wrong' }, /does not know this user and password/u],
      ['no password', {}, /wants a password \(NOAUTH\)\. Give the client/u],
    ])('%s: is said at once, with what to do', async (_what, entrance, message) => {
      const store = storeFor(kind, entrance);
      for (let nth = 0; nth < 3; nth += 1) {
        const error = await failureOf(store);
        expect(error).toBeInstanceOf(SessionStoreUnavailableError);
        expect((error as Error).message).toMatch(message);
        expect((error as Error).message).not.toContain('wrong');
      }
    });
  });

  it.each(['node-redis', 'ioredis'])(
    '%s: a database that the server has not is said at once',
    async (kind) => {
      // Other refusals are believed for nine tenths of that: of a client that is ready, this one lasts.
      const timeoutMs = kind === 'ioredis' ? 100 : 20_000;
      const store = storeFor(kind, { password: 'right', database: 99 }, timeoutMs);
      // ioredis becomes ready all the same, with database 0.
      for (let nth = 0; nth < 5; nth += 1) {
        const error = await failureOf(store);
        expect(error).toBeInstanceOf(SessionStoreUnavailableError);
        expect((error as Error).message).toMatch(/no database of this number[^]*databases/u);
        await sleep(50);
      }
    },
  );

  it('a cluster of ioredis, on a server that is part of none: says which client it needs', async () => {
    const error = await failureOf(storeFor('a cluster of ioredis', { password: 'right' }));
    expect(error).toBeInstanceOf(SessionStoreUnavailableError);
    expect((error as Error).message).toMatch(/not part of a cluster[^]*new Redis/u);
  });

  it.each(['node-redis', 'ioredis'])(
    '%s: is let in when the server knows the password, without a new start',
    async (kind) => {
      const late = await startRedis();
      closes.push(() => late.stop());
      await late.command('ACL', 'SETUSER', 'ann', 'on', '~*', '&*', '+@all', '>first');
      const [client, close] = OPENINGS[kind]!(late.port, { username: 'ann', password: 'second' });
      closes.push(close);
      const store = new RedisStore({ client });
      closes.push(() => store.close());
      expect((await failureOf(store)) as Error).toHaveProperty(
        'message',
        expect.stringContaining('WRONGPASS'),
      );
      await late.command('ACL', 'SETUSER', 'ann', '>second');
      let failure: unknown;
      do {
        await sleep(20);
        failure = await failureOf(store);
      } while (failure !== undefined);
      expect(failure).toBeUndefined();
    },
  );
});
