import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createPool as createCallbackPool } from 'mysql2';
import { OptionError, SessionStoreUnavailableError } from 'httpsession';
import { migrateMysql, MysqlStore } from '../../src/index.ts';
import { onMysqlServers, type MysqlDatabase } from '../support/mysql.ts';
import { changeOf, keyOf, recordOf } from '../support/records.ts';

onMysqlServers('the tables of a MysqlStore', (start) => {
  let database: MysqlDatabase;
  beforeAll(async () => (database = await start()));
  afterAll(() => database.stop());

  it('are made once, also by several processes at once, and nothing happens the next time', async () => {
    const pool = database.pool();
    const options = { tablePrefix: 'made_' };
    await Promise.all([1, 2, 3, 4].map(() => migrateMysql(pool, options)));
    const store = new MysqlStore({ pool, ...options });
    expect(await store.create(recordOf('a'))).toBe(true);

    await migrateMysql(pool, options);

    expect(await store.load(keyOf('a'))).toMatchObject({ key: keyOf('a') });
    const tables = await database.server.sql("SHOW TABLES LIKE 'made\\_%'");
    expect(tables.split('\n').sort()).toStrictEqual([
      'made_attributes',
      'made_lock_waiters',
      'made_locks',
      'made_meta',
      'made_sessions',
    ]);
  });

  it('are completed when somebody left them half made', async () => {
    const tablePrefix = await database.tables();
    await database.server.sql(`DROP TABLE ${tablePrefix}meta; DROP TABLE ${tablePrefix}locks`);

    await migrateMysql(database.pool(), { tablePrefix });

    const { store } = await database.open({ tablePrefix });
    expect(await (await store.lock('a', { leaseMs: 1000, waitMs: 0 }))?.release()).toBe(true);
  });

  it('are missed with what to do', async () => {
    const { store } = await database.open({ tablePrefix: 'nowhere_' });
    await expect(store.load(keyOf('a'))).rejects.toThrow(/a table is missing.*migrateMysql/);
    await migrateMysql(database.pool(), { tablePrefix: 'nowhere_' });
    expect(await store.load(keyOf('a'))).toBeUndefined();
  });

  it('are missed with what to do when they are dropped, or a column is', async () => {
    const { store, tablePrefix } = await database.open();
    await store.create(recordOf('a'));
    await database.server.sql(`ALTER TABLE ${tablePrefix}sessions DROP COLUMN sealed_id`);
    await expect(store.load(keyOf('a'))).rejects.toThrow(/a column is missing/);
    await database.server.sql(`DROP TABLE ${tablePrefix}attributes`);
    await expect(store.load(keyOf('a'))).rejects.toThrow(/is missing/);
  });

  it('of another format are left alone', async () => {
    const tablePrefix = await database.tables();
    await database.server.sql(`UPDATE ${tablePrefix}meta SET format = 99`);
    const { store, pool } = await database.open({ tablePrefix });
    await expect(store.update(keyOf('a'), changeOf())).rejects.toThrow(/the format 99, not 1/);
    await expect(migrateMysql(pool, { tablePrefix })).rejects.toThrow(SessionStoreUnavailableError);
  });

  it('have a row that is none of ours reported, and treated as no session', async () => {
    const errors: Error[] = [];
    const { store, tablePrefix } = await database.open({ onError: (error) => errors.push(error) });
    await store.create(recordOf('a', { principal: 'ada' }));
    await database.server.sql(`UPDATE ${tablePrefix}sessions SET uid = X'ff'`);
    await database.server.sql(`UPDATE ${tablePrefix}attributes SET name_key = X'C328'`);

    expect(await store.load(keyOf('a'))).toBeUndefined();
    expect(errors.map(({ message }) => message).join()).not.toContain(keyOf('a'));
    expect(errors).toHaveLength(1);
    expect(await store.delete(keyOf('a'))).toBe(true);
  });

  it('keep former keys for a minute, until they are swept', async () => {
    const { store, tablePrefix } = await database.open();
    await store.create(recordOf('a'));
    await store.rename(keyOf('a'), keyOf('b'));
    const rows = (): Promise<string> =>
      database.server.sql(`SELECT COUNT(*) FROM ${tablePrefix}sessions`);
    await store.takeExpired(10, 1000);
    expect(await rows()).toBe('2');

    await database.server.sql(
      `UPDATE ${tablePrefix}sessions SET sweep_at = sweep_at - 60000 WHERE renamed_to IS NOT NULL`,
    );
    expect(await store.update(keyOf('a'), changeOf())).toBe('gone');
    expect(await store.delete(keyOf('a'))).toBe(false);
    expect(await store.create(recordOf('a', { uid: 'another' }))).toBe(true);
    expect(await rows()).toBe('2');
  });

  it.each([
    ['pool', { pool: undefined }],
    ['pool', { pool: createCallbackPool({}) }],
    ['tablePrefix', { tablePrefix: 'x; DROP' }],
    ['onError', { onError: 'log' }],
    ['timeoutMs', { timeoutMs: 0 }],
    ['breaker.failures', { breaker: { failures: 0 } }],
    ['schema', { schema: 'x' }],
  ])('S-32 are not looked for with a wrong option %s', (option, wrong) => {
    const make = (): MysqlStore => new MysqlStore({ pool: database.pool(), ...(wrong as object) });
    expect(make).toThrow(OptionError);
    expect(make).toThrow(option);
  });
});
