import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { requires } from '../../../../testing/requirements.ts';
import { Database } from '../support/database.ts';
import { attributesOf, changeOf, keyOf, recordOf, textsOf } from '../support/records.ts';

requires('postgresql')('statements that meet at one row', () => {
  let database: Database;
  beforeAll(async () => (database = await Database.start()));
  afterAll(() => database.stop());

  /** Waits until so many statements wait for a lock, so that what follows is sure to meet them. */
  async function someWait(pool: Pool, count: number): Promise<void> {
    const query = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'`;
    for (;;) {
      const { rows } = await pool.query<{ n: number }>(query);
      if (rows[0]!.n >= count) return;
      await sleep(5);
    }
  }

  /** Holds the row of a session while `meanwhile` begins, then lets `held` happen and commits. */
  async function meeting(
    { pool, schema }: { pool: Pool; schema: string },
    parts: { held: (client: PoolClient) => Promise<unknown>; meanwhile: () => Promise<unknown>[] },
  ): Promise<unknown[]> {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query(`SET LOCAL search_path TO ${schema}`);
    await client.query('SELECT FROM httpsession_sessions FOR UPDATE');
    const answers = parts.meanwhile();
    await someWait(pool, answers.length);
    await parts.held(client);
    await client.query('COMMIT');
    client.release();
    return Promise.all(answers);
  }

  it('remove an attribute that was added while they waited', async () => {
    const opened = await database.open();
    const { store } = opened;
    await store.create(recordOf('a', { attributes: new Map() }));

    const answers = await meeting(opened, {
      held: (client) =>
        client.query(`WITH s AS (UPDATE httpsession_sessions SET version = version + 1 RETURNING id)
          INSERT INTO httpsession_attributes (session_id, name_key, value) SELECT id, 'cart', 'tea' FROM s`),
      meanwhile: () => [
        store.update(keyOf('a'), changeOf({ removed: new Set(['cart', 'other']) })),
      ],
    });

    expect(answers).toStrictEqual(['ok']);
    const record = await store.load(keyOf('a'));
    expect(textsOf(record)).toStrictEqual({});
    expect(record).toMatchObject({ version: 3 });
    // It can come back, and go in the ordinary way.
    await store.update(keyOf('a'), changeOf({ set: attributesOf({ cart: 'milk' }) }));
    expect(textsOf(await store.load(keyOf('a')))).toStrictEqual({ cart: 'milk' });
    await store.update(keyOf('a'), changeOf({ removed: new Set(['cart']) }));
    expect(textsOf(await store.load(keyOf('a')))).toStrictEqual({});
  });

  it('R8 follow a rename that came first', async () => {
    const opened = await database.open();
    const { store } = opened;
    await store.create(recordOf('a'));

    const answers = await meeting(opened, {
      held: (client) =>
        client.query(
          `WITH s AS (UPDATE httpsession_sessions SET key = decode('${keyOf('b')}', 'hex') RETURNING id)
          INSERT INTO httpsession_sessions (key, renamed_to, sweep_at)
          SELECT decode('${keyOf('a')}', 'hex'), id, 9999999999999 FROM s`,
        ),
      meanwhile: () => [
        store.update(keyOf('a'), changeOf({ set: attributesOf({ cart: 'milk' }) })),
        store.rename(keyOf('a'), keyOf('c')),
      ],
    });

    expect(answers).toStrictEqual(['ok', false]);
    expect(textsOf(await store.load(keyOf('b')))).toStrictEqual({ cart: 'milk' });
    expect(await store.load(keyOf('a'))).toBeUndefined();
  });

  it('R1 tell a conflict from an end that came first', async () => {
    const opened = await database.open();
    const { store } = opened;
    await store.create(recordOf('a'));
    const change = changeOf({ ifVersion: 1, set: attributesOf({ cart: 'milk' }) });

    const conflict = await meeting(opened, {
      held: (client) => client.query('UPDATE httpsession_sessions SET version = version + 1'),
      meanwhile: () => [store.update(keyOf('a'), change)],
    });
    expect(conflict).toStrictEqual(['conflict']);
    expect(textsOf(await store.load(keyOf('a')))).toStrictEqual({ cart: 'tea' });

    const gone = await meeting(opened, {
      held: (client) => client.query('DELETE FROM httpsession_sessions'),
      meanwhile: () => [store.update(keyOf('a'), change), store.update(keyOf('a'), changeOf())],
    });
    expect(gone).toStrictEqual(['gone', 'gone']);
  });

  it('S-36 do not revive a session that expired, or was claimed, while they waited', async () => {
    const opened = await database.open();
    const { store } = opened;
    await store.create(recordOf('a', { expiresAt: Date.now() + 300 }));

    const expired = await meeting(opened, {
      held: () => sleep(400),
      meanwhile: () => [store.update(keyOf('a'), changeOf())],
    });
    expect(expired).toStrictEqual(['gone']);

    const { store: other, ...place } = await database.open();
    await other.create(recordOf('b'));
    const claimed = await meeting(place, {
      held: (client) =>
        client.query('UPDATE httpsession_sessions SET claimed_until = 9999999999999'),
      meanwhile: () => [other.update(keyOf('b'), changeOf()), other.rename(keyOf('b'), keyOf('c'))],
    });
    expect(claimed).toStrictEqual(['gone', false]);
  });

  it('leave no attribute without a session', async () => {
    const opened = await database.open();
    const { store, pool, schema } = opened;
    await store.create(recordOf('a'));

    const answers = await meeting(opened, {
      held: (client) =>
        client.query(`INSERT INTO httpsession_attributes (session_id, name_key, value)
          SELECT id, 'late', 'tea' FROM httpsession_sessions`),
      meanwhile: () => [store.delete(keyOf('a'))],
    });

    expect(answers).toStrictEqual([true]);
    const { rowCount } = await pool.query(`SELECT FROM ${schema}.httpsession_attributes`);
    expect(rowCount).toBe(0);
  });

  it('do not wait when they look for expired sessions', async () => {
    const opened = await database.open();
    const { store } = opened;
    await store.create(recordOf('a', { expiresAt: Date.now() - 10 }));
    const client = await opened.pool.connect();
    await client.query('BEGIN');
    await client.query(`SELECT FROM ${opened.schema}.httpsession_sessions FOR UPDATE`);

    expect(await store.takeExpired(10, 1000)).toStrictEqual([]);
    await client.query('COMMIT');
    client.release();
    expect(await store.takeExpired(10, 1000)).toMatchObject([{ key: keyOf('a') }]);
  });
});
