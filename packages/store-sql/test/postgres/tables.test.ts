import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { requires } from '../../../../testing/requirements.ts';
import { Database } from '../support/database.ts';
import { attributesOf, changeOf, keyOf, recordOf } from '../support/records.ts';

requires('postgresql')('the tables of a PostgresStore', () => {
  let database: Database;
  beforeAll(async () => (database = await Database.start()));
  afterAll(() => database.stop());

  async function count(pool: Pool, schema: string, table: string): Promise<number> {
    const { rowCount } = await pool.query(`SELECT FROM ${schema}.httpsession_${table}`);
    return rowCount!;
  }

  it('change no index when a session is used', async () => {
    const { store, pool, schema } = await database.open({ pool: database.pool({ max: 1 }) });
    await store.create(recordOf('a', { principal: 'ada' }));
    for (let turn = 0; turn < 200; turn += 1) {
      const set = attributesOf({ cart: `tea ${turn}` });
      await store.update(keyOf('a'), changeOf({ set, maxInactiveMs: 60_000 + turn }));
    }
    await pool.query('SELECT pg_stat_force_next_flush()');
    const { rows } = await pool.query<{ relname: string; share: number }>(
      `SELECT relname, n_tup_hot_upd / n_tup_upd::float AS share FROM pg_stat_user_tables
      WHERE schemaname = '${schema}' AND n_tup_upd > 0`,
    );

    expect(rows.map((row) => row.relname).sort()).toStrictEqual([
      'httpsession_attributes',
      'httpsession_sessions',
    ]);
    // All but the first ones, which leave a page that another one has to be found for.
    for (const { share } of rows) expect(share).toBeGreaterThan(0.95);
  });

  it('give out the longest expired first, also of those that were used', async () => {
    const { store } = await database.open();
    const now = Date.now();
    // Looked at first, as it would have expired first; by then it has another deadline.
    await store.create(recordOf('used', { expiresAt: now + 1000 }));
    await store.create(recordOf('third', { expiresAt: now + 1400 }));
    await store.create(recordOf('first', { expiresAt: now - 300 }));
    await store.create(recordOf('second', { expiresAt: now - 200 }));
    const change = changeOf({ maxInactiveMs: 60_000, endsAt: now + 1800 });
    expect(await store.update(keyOf('used'), change)).toBe('ok');
    await sleep(now + 1900 - Date.now());

    const order: string[] = [];
    for (;;) {
      const records = await store.takeExpired(3, 60_000);
      if (records.length === 0) break;
      order.push(...records.map(({ uid }) => uid));
    }
    expect(order).toStrictEqual(['uid of first', 'uid of second', 'uid of third', 'uid of used']);
  });

  it('find the expired behind many that were used since', async () => {
    const { store, pool, schema } = await database.open();
    await pool.query(`INSERT INTO ${schema}.httpsession_sessions
      (key, uid, expires_at, sweep_at, max_inactive_ms)
      SELECT sha256(n::text::bytea), n::text::bytea, 9999999999999, n, 60000 FROM generate_series(1, 3000) n`);
    await store.create(recordOf('a', { expiresAt: Date.now() - 10 }));

    expect(await store.takeExpired(10, 1000)).toMatchObject([{ key: keyOf('a') }]);
    const { rows } = await pool.query(
      `SELECT count(*)::int AS n FROM ${schema}.httpsession_sessions WHERE sweep_at = expires_at`,
    );
    expect(rows).toStrictEqual([{ n: 3000 }]);
  });

  it('lose what is of no use any more with the search for the expired', async () => {
    const { store, pool, schema } = await database.open();
    await store.create(recordOf('a'));
    await store.rename(keyOf('a'), keyOf('b'));
    const lock = await store.lock('a', { leaseMs: 1000, waitMs: 0 });
    await lock!.release();
    await pool.query(
      `INSERT INTO ${schema}.httpsession_lock_waiters (name_key, alive_until) VALUES ('x', 1)`,
    );
    await store.takeExpired(10, 1000);
    expect(await count(pool, schema, 'sessions')).toBe(2);
    expect(await count(pool, schema, 'locks')).toBe(1);

    const past = 60_001;
    await pool.query(
      `UPDATE ${schema}.httpsession_sessions SET sweep_at = sweep_at - ${past} WHERE uid IS NULL`,
    );
    await pool.query(`UPDATE ${schema}.httpsession_locks SET held_until = held_until - ${past}`);
    // A former key has its minute, swept or not.
    expect(await store.update(keyOf('a'), changeOf())).toBe('gone');
    await store.takeExpired(10, 1000);
    expect(await count(pool, schema, 'sessions')).toBe(1);
    expect(await count(pool, schema, 'locks')).toBe(0);
    expect(await count(pool, schema, 'lock_waiters')).toBe(0);
    expect(await store.load(keyOf('b'))).toBeDefined();
  });

  it('are asked by their indexes', async () => {
    const { store, pool, schema } = await database.open({ pool: database.pool({ max: 1 }) });
    await pool.query(`INSERT INTO ${schema}.httpsession_sessions
      (key, uid, expires_at, sweep_at, max_inactive_ms, principal_key)
      SELECT sha256(n::text::bytea), n::text::bytea, 9999999999999, 9999999999999, 60000, n::text::bytea
      FROM generate_series(1, 5000) n`);
    await pool.query(`INSERT INTO ${schema}.httpsession_attributes (session_id, name_key, value)
      SELECT id, 'cart', 'tea' FROM ${schema}.httpsession_sessions`);
    await pool.query(
      `VACUUM ANALYZE ${schema}.httpsession_sessions, ${schema}.httpsession_attributes`,
    );
    // Each once, so that the server has prepared them.
    await store.create(recordOf('a', { expiresAt: Date.now() - 10 }));
    await store.load(keyOf('a'));
    await store.update(keyOf('a'), changeOf());
    await store.update(keyOf('a'), changeOf({ set: attributesOf({ cart: 'milk' }) }));
    await store.rename(keyOf('a'), keyOf('b'));
    await store.delete(keyOf('a'));
    await store.takeExpired(1, 1000);
    await store.findByUid('a');
    await store.findByPrincipal('ada');
    await pool.query('SET plan_cache_mode = force_generic_plan');
    const { rows } = await pool.query<{ name: string; n: number }>(
      'SELECT name, cardinality(parameter_types) AS n FROM pg_prepared_statements',
    );

    const scans: string[] = [];
    for (const { name, n } of rows) {
      const values = Array.from({ length: n }, () => 'NULL').join(', ');
      const plan = await pool.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN EXECUTE ${name}${n === 0 ? '' : `(${values})`}`,
      );
      const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
      for (const [scan] of text.matchAll(/Seq Scan on httpsession_(sessions|attributes)/g)) {
        scans.push(`${name}: ${scan}`);
      }
    }
    expect(rows.length).toBeGreaterThan(8);
    expect(scans).toStrictEqual([]);
  });
});
