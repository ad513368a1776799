import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { requires } from '../../../../testing/requirements.ts';
import { migratePostgres } from '../../src/index.ts';
import { Database } from '../support/database.ts';
import { changeOf, keyOf, recordOf } from '../support/records.ts';
import { refusalOf } from '../support/refusals.ts';

requires('postgresql')('the rights that the page of PostgreSQL grants', () => {
  let database: Database;
  beforeAll(async () => {
    database = await Database.start();
    await database.server.sql('CREATE USER deployer; CREATE USER application');
  });
  afterAll(() => database.stop());

  const poolOf = (user: string): ReturnType<Database['pool']> => {
    const place = { host: '127.0.0.1', port: database.server.port, database: 'postgres' };
    return database.pool({ connectionString: undefined, ...place, user });
  };

  it('let the one make schema and tables, and the other use them', async () => {
    const deployer = poolOf('deployer');
    const refusal = await refusalOf(migratePostgres(deployer, { schema: 'sessions' }));
    expect(refusal.message).toContain('the user has no right');

    await database.server.sql('GRANT CREATE ON DATABASE postgres TO deployer');
    await migratePostgres(deployer, { schema: 'sessions' });
    await deployer.query(`GRANT USAGE ON SCHEMA sessions TO application;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sessions TO application;
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA sessions TO application`);

    const { store } = await database.open({ pool: poolOf('application'), schema: 'sessions' });
    expect(await store.create(recordOf('a'))).toBe(true);
    expect(await store.update(keyOf('a'), changeOf())).toBe('ok');
    expect(await (await store.lock('a', { leaseMs: 1000, waitMs: 0 }))?.release()).toBe(true);
    expect(await store.takeExpired(10, 1000)).toStrictEqual([]);
    expect(await store.delete(keyOf('a'))).toBe(true);
  });

  it('let the one make tables in a schema that is there', async () => {
    await database.server.sql(`CREATE SCHEMA there;
      GRANT USAGE, CREATE ON SCHEMA there TO deployer;
      REVOKE CREATE ON DATABASE postgres FROM deployer`);
    await migratePostgres(poolOf('deployer'), { schema: 'there' });
    await migratePostgres(poolOf('deployer'), { schema: 'there' });
    const { rows } = await poolOf('deployer').query('SELECT format FROM there.httpsession_meta');
    expect(rows).toStrictEqual([{ format: 1 }]);
  });
});
