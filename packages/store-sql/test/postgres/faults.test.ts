import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { SessionStoreUnavailableError } from 'httpsession';
import type { Pool } from 'pg';
import { requires } from '../../../../testing/requirements.ts';
import { startProxy, type TcpProxy } from '../../../../testing/services/tcp-proxy.ts';
import { PostgresStore } from '../../src/index.ts';
import { Database } from '../support/database.ts';
import { attributesOf, changeOf, keyOf, recordOf, textsOf } from '../support/records.ts';

const WORKERS = 8;
const POOL = 6;

type Loaded = Awaited<ReturnType<PostgresStore['load']>>;

// F-6 in small. An 'error' event that nobody hears would end this process, and the tests with it.
requires('postgresql')('F-6: a PostgresStore while its server fails', () => {
  let database: Database;
  let schema: string;
  beforeAll(async () => (database = await Database.start({ settings: { max_connections: 40 } })));
  beforeEach(async () => (schema = await database.schema()));
  afterAll(() => database.stop());

  function open(timeoutMs: number): { store: PostgresStore; pool: Pool } {
    const pool = database.pool({ max: POOL, connectionTimeoutMillis: 2000 });
    return { pool, store: new PostgresStore({ pool, schema, timeoutMs }) };
  }

  interface Outcome {
    done: number;
    errors: unknown[];
  }

  /** Reads and writes until `isOver`; each session knows whose it is, and tells it each time. */
  async function work(store: PostgresStore, isOver: () => boolean): Promise<Outcome> {
    const outcome: Outcome = { done: 0, errors: [] };
    const attempt = async (call: () => Promise<unknown>): Promise<void> => {
      try {
        await call();
        outcome.done += 1;
      } catch (error) {
        outcome.errors.push(error);
        await sleep(5);
      }
    };
    const worker = async (_: unknown, index: number): Promise<void> => {
      const name = `session ${index}`;
      for (let turn = 0; !isOver(); turn += 1) {
        const set = attributesOf({ owner: name, turn: String(turn) });
        await attempt(async () => store.update(keyOf(name), changeOf({ set })));
        await attempt(async () => {
          const record = await store.load(keyOf(name));
          if (textsOf(record)['owner'] !== name) throw new Error('the session of somebody else');
        });
        await sleep(5);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, worker));
    return outcome;
  }

  async function createAll(store: PostgresStore): Promise<void> {
    for (let index = 0; index < WORKERS; index += 1) {
      const name = `session ${index}`;
      await store.create(recordOf(name, { attributes: attributesOf({ owner: name }) }));
    }
  }

  const connections = (): Promise<string> =>
    database.server.sql(`SELECT count(*) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`);

  it('answers 99 of 100 calls while connections are cut', async () => {
    const { store, pool } = open(5000);
    await createAll(store);
    const until = Date.now() + 4000;
    let cut = 0;
    const cutting = (async () => {
      while (Date.now() < until) {
        cut += Number(
          await database.server.sql(`SELECT count(pg_terminate_backend(pid)) FROM (
            SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'
              AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1) one`),
        );
        await sleep(200);
      }
    })();
    const { done, errors } = await work(store, () => Date.now() >= until);
    await cutting;

    expect(cut).toBeGreaterThan(5);
    expect(
      errors.filter((error) => !(error instanceof SessionStoreUnavailableError)),
    ).toStrictEqual([]);
    expect(done / (done + errors.length)).toBeGreaterThanOrEqual(0.99);
    expect(pool.totalCount).toBeLessThanOrEqual(POOL);
    await database.end(pool);
    expect(await connections()).toBe('0');
  });

  it('says so while the server is down, and goes on when it is back', async () => {
    const { store, pool } = open(1000);
    await createAll(store);
    let isOver = false;
    const working = work(store, () => isOver);
    await sleep(300);
    await database.server.kill('SIGQUIT');
    await sleep(300);
    await database.server.restart();
    // The breaker asks again within a second and a bit.
    await sleep(2500);
    isOver = true;
    const { done, errors } = await working;

    expect(done).toBeGreaterThan(0);
    expect(errors.length).toBeGreaterThan(0);
    expect(
      errors.filter((error) => !(error instanceof SessionStoreUnavailableError)),
    ).toStrictEqual([]);
    expect(textsOf(await store.load(keyOf('session 0')))).toMatchObject({ owner: 'session 0' });
    await database.end(pool);
  });

  it('answers in time while somebody holds the tables, and goes on behind it', async () => {
    const { store, pool } = open(300);
    await createAll(store);
    const holder = database.pool({ max: 1 });
    const client = await holder.connect();
    await client.query(`BEGIN; LOCK TABLE ${schema}.httpsession_sessions`);
    let longest = 0;
    const until = Date.now() + 2500;
    const call = async (): Promise<void> => {
      while (Date.now() < until) {
        const began = performance.now();
        await expect(store.load(keyOf('session 0'))).rejects.toThrow(SessionStoreUnavailableError);
        longest = Math.max(longest, performance.now() - began);
        await sleep(10);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, call));
    await client.query('COMMIT');
    client.release();
    await database.end(holder);

    expect(longest).toBeLessThan(1000);
    await untilAnswered(store);
    const { errors } = await work(store, stopAfter(300));
    expect(errors).toStrictEqual([]);
    expect(pool.totalCount).toBeLessThanOrEqual(POOL);
    await database.end(pool);
    expect(await connections()).toBe('0');
  });

  it('S-40 gives nobody the session of somebody else when answers are late', async () => {
    const proxy = await startProxy(database.server.port);
    const { store, pool } = openBehind(proxy, 100);
    await createAll(store);
    proxy.mode('delay', { ms: 40, jitter: 100 });
    const { errors } = await work(store, stopAfter(3000));
    expect(errors.length).toBeGreaterThan(0);
    expect(
      errors.filter((error) => !(error instanceof SessionStoreUnavailableError)),
    ).toStrictEqual([]);
    await database.end(pool);
    await proxy.close();
  });

  it.each(['drop', 'reset', 'halfOpen', 'garbage'] as const)(
    'answers in time when the network does %s, and goes on behind it',
    async (mode) => {
      const proxy = await startProxy(database.server.port);
      const { store, pool } = openBehind(proxy, 300);
      await createAll(store);
      proxy.mode(mode);
      for (let turn = 0; turn < 8; turn += 1) {
        const began = performance.now();
        await expect(store.load(keyOf('session 0'))).rejects.toThrow(SessionStoreUnavailableError);
        expect(performance.now() - began).toBeLessThan(1500);
      }
      proxy.mode('pass');
      expect(textsOf(await untilAnswered(store))).toStrictEqual({ owner: 'session 0' });
      proxy.disconnect();
      await database.end(pool);
      await proxy.close();
    },
  );

  function openBehind(proxy: TcpProxy, timeoutMs: number): { store: PostgresStore; pool: Pool } {
    const connectionString = `postgres://postgres@127.0.0.1:${proxy.port}/postgres`;
    const pool = database.pool({ connectionString, max: POOL, connectionTimeoutMillis: 1000 });
    return { pool, store: new PostgresStore({ pool, schema, timeoutMs }) };
  }

  /** The breaker lets one call through in a second: the others are refused until that one is answered. */
  async function untilAnswered(store: PostgresStore): Promise<Loaded> {
    const until = Date.now() + 6000;
    let record: Loaded;
    while (record === undefined && Date.now() < until) {
      record = await store.load(keyOf('session 0')).catch(() => sleep(50, undefined));
    }
    return record;
  }

  function stopAfter(ms: number): () => boolean {
    const until = Date.now() + ms;
    return () => Date.now() >= until;
  }
});
