import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SessionStoreUnavailableError } from 'httpsession';
import { requires } from '../../../../testing/requirements.ts';
import { migratePostgres, PostgresStore } from '../../src/index.ts';
import { Database } from '../support/database.ts';
import { keyOf, recordOf } from '../support/records.ts';

requires('postgresql')('migratePostgres', () => {
  let database: Database;
  beforeAll(async () => (database = await Database.start()));
  afterAll(() => database.stop());

  it('makes schema and tables once, however many do it at the same time', async () => {
    const pools = Array.from({ length: 8 }, () => database.pool({ max: 1 }));
    await Promise.all(pools.map((pool) => migratePostgres(pool, { schema: 'at_once' })));
    const [pool] = pools;

    const { rows } = await pool!.query('SELECT * FROM at_once.httpsession_meta');
    expect(rows).toStrictEqual([{ one: true, format: 1 }]);
  });

  it('leaves sessions alone when all is there', async () => {
    const { store, pool, schema } = await database.open();
    await store.create(recordOf('a'));
    await migratePostgres(pool, { schema });
    expect(await store.load(keyOf('a'))).toMatchObject({ uid: 'uid of a' });
  });

  it('lets several sets of tables stand side by side', async () => {
    const pool = database.pool();
    const stores: PostgresStore[] = [];
    for (const tablePrefix of ['one_', 'other_']) {
      await migratePostgres(pool, { tablePrefix });
      stores.push(new PostgresStore({ pool, tablePrefix }));
    }
    await stores[0]!.create(recordOf('a'));

    expect(await stores[0]!.load(keyOf('a'))).toMatchObject({ uid: 'uid of a' });
    expect(await stores[1]!.load(keyOf('a'))).toBeUndefined();
    const { rows } = await pool.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace`,
    );
    expect(rows.filter(({ name }) => !/^(one|other)_/.test(name))).toStrictEqual([]);
    expect(rows).toHaveLength(2 * 17);
  });

  it('makes all or nothing', async () => {
    const pool = database.pool();
    await pool.query('CREATE SCHEMA half; CREATE TABLE half.httpsession_meta_pkey (a int)');
    await expect(migratePostgres(pool, { schema: 'half' })).rejects.toMatchObject({
      code: 'HTTPSESSION_STORE_UNAVAILABLE',
      cause: { code: '42P07' },
    });

    const { rows } = await pool.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'half'`);
    expect(rows).toStrictEqual([{ tablename: 'httpsession_meta_pkey' }]);
  });

  it('leaves tables of a newer version alone', async () => {
    const { pool, schema } = await database.open();
    await pool.query(`UPDATE ${schema}.httpsession_meta SET format = 2`);
    const newer = migratePostgres(pool, { schema });
    await expect(newer).rejects.toThrow(SessionStoreUnavailableError);
    await expect(newer).rejects.toThrow('the tables have the format 2, which is newer than 1');
  });

  it.each([
    ['schema', { schema: 'a"; DROP SCHEMA public; --' }],
    ['tablePrefix', { tablePrefix: `x'` }],
    ['prefix', { prefix: 'a' }],
  ])('S-32 refuses a wrong %s', async (option, options) => {
    await expect(migratePostgres(database.pool(), options as object)).rejects.toMatchObject({
      option,
    });
  });
});
