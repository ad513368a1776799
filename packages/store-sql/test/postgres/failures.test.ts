import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client, type PoolConfig } from 'pg';
import { requires } from '../../../../testing/requirements.ts';
import { migratePostgres, PostgresStore } from '../../src/index.ts';
import { Database } from '../support/database.ts';
import { attributesOf, changeOf, keyOf, recordOf } from '../support/records.ts';
import { refusalOf } from '../support/refusals.ts';

const SECRET = 'secret-password';

requires('postgresql')('what a PostgresStore says when it fails', () => {
  let database: Database;
  beforeAll(async () => {
    database = await Database.start({ settings: { max_connections: 20 } });
    await database.server.sql(`CREATE USER locked PASSWORD 'other'; CREATE USER poor`);
    const rules = join(database.server.socket, 'data', 'pg_hba.conf');
    const old = await readFile(rules, 'utf8');
    await writeFile(rules, `host all locked 127.0.0.1/32 scram-sha-256\n${old}`);
    await database.server.sql('SELECT pg_reload_conf()');
  });
  afterAll(() => database.stop());

  async function storeOf(config: PoolConfig, schema?: string): Promise<PostgresStore> {
    const place = schema ?? (await database.schema());
    return new PostgresStore({ pool: database.pool(config), schema: place, timeoutMs: 10_000 });
  }

  it('that tables are missing, and works once they are there', async () => {
    const store = await storeOf({}, 'not_there');
    const error = await refusalOf(store.create(recordOf('a')));
    expect(error.message).toContain('a table is missing');
    expect(error.message).toContain('Run migratePostgres(pool, options)');
    expect(error.cause).toMatchObject({ code: '42P01' });

    await migratePostgres(database.pool(), { schema: 'not_there' });
    expect(await store.create(recordOf('a'))).toBe(true);
  });

  it('that tables went while it was used', async () => {
    const { store, pool, schema } = await database.open();
    await store.create(recordOf('a'));
    await pool.query(`DROP SCHEMA ${schema} CASCADE`);
    expect((await refusalOf(store.load(keyOf('a')))).message).toContain('Run migratePostgres');
    await migratePostgres(pool, { schema });
    expect(await store.load(keyOf('a'))).toBeUndefined();
  });

  it('that a column is missing', async () => {
    const { store, pool, schema } = await database.open();
    await pool.query(`ALTER TABLE ${schema}.httpsession_sessions DROP COLUMN sealed_id`);
    const error = await refusalOf(store.load(keyOf('a')));
    expect(error.message).toContain('a column is missing');
    expect(error.cause).toMatchObject({ code: '42703' });
  });

  it('that the tables are of another format, or empty', async () => {
    const { store, pool, schema } = await database.open();
    await pool.query(`UPDATE ${schema}.httpsession_meta SET format = 7`);
    expect((await refusalOf(store.load(keyOf('a')))).message).toContain('have the format 7, not 1');
    await pool.query(`DELETE FROM ${schema}.httpsession_meta`);
    expect((await refusalOf(store.load(keyOf('a')))).message).toContain('its meta table is empty');
  });

  it.each([
    ['28P01', 'refused the password', { user: 'locked', password: SECRET }],
    ['28000', 'does not let this user in', { user: 'nobody' }],
    ['3D000', 'the database does not exist', { database: 'nowhere' }],
    ['42501', 'the user has no right', { user: 'poor' }],
  ])('%s: that the server %s', async (code, why, config) => {
    const { port } = database.server;
    const place = { host: '127.0.0.1', port, user: 'postgres', database: 'postgres', ...config };
    const store = await storeOf({ connectionString: undefined, ...place });
    const error = await refusalOf(store.load(keyOf('a')));
    expect(error.message).toContain(why);
    expect(error).toMatchObject({ cause: { code }, status: 503 });
  });

  it('that nobody is there', async () => {
    const store = await storeOf({ connectionString: 'postgres://u:secret@127.0.0.1:1/d' });
    const error = await refusalOf(store.load(keyOf('a')));
    expect(error.message).toContain('PostgreSQL cannot be reached');
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('that the server has no connection left, and works when it has', async () => {
    const schema = await database.schema();
    const store = await storeOf(
      {
        user: 'poor',
        database: 'postgres',
        host: '127.0.0.1',
        port: database.server.port,
        connectionString: undefined,
      },
      schema,
    );
    await database.server.sql(`GRANT USAGE ON SCHEMA ${schema} TO poor;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO poor;
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO poor`);
    const others: Client[] = [];
    try {
      for (;;) {
        const client = new Client(`postgres://poor@127.0.0.1:${database.server.port}/postgres`);
        client.on('error', () => {});
        await client.connect();
        others.push(client);
      }
    } catch {
      // That was the last one.
    }
    const error = await refusalOf(store.load(keyOf('a')));
    expect(error.message).toContain('the server has no connection left');
    expect(error.message).toContain('raise max_connections');
    expect(error.cause).toMatchObject({ code: '53300' });

    await Promise.all(others.map((client) => client.end()));
    expect(await store.create(recordOf('a'))).toBe(true);
  });

  it('that the server takes no changes, and reads all the same', async () => {
    const { store, schema } = await database.open();
    await store.create(recordOf('a'));
    const standby = await storeOf({ options: '-c default_transaction_read_only=on' }, schema);
    expect(await standby.load(keyOf('a'))).toMatchObject({ uid: 'uid of a' });
    const error = await refusalOf(standby.delete(keyOf('a')));
    expect(error.message).toContain('Connect the pool to the primary server');
  });

  it('that the disk is full, and ends sessions all the same', async () => {
    const { store, pool, schema } = await database.open();
    await store.create(recordOf('a'));
    await pool.query(`CREATE FUNCTION ${schema}.full_disk() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
      CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON ${schema}.httpsession_attributes
      EXECUTE FUNCTION ${schema}.full_disk()`);
    const set = attributesOf({ cart: 'tea 2' });
    const error = await refusalOf(store.update(keyOf('a'), changeOf({ set })));
    expect(error.message).toContain('the disk of the server is full');
    // All of the change, or nothing.
    expect(await store.load(keyOf('a'))).toMatchObject({ version: 1 });
    expect(await store.delete(keyOf('a'))).toBe(true);
  });

  it.each([
    ['statement_timeout', '57014', 'the server ended the statement'],
    ['lock_timeout', '55P03', 'a lock was not had in time'],
  ])('%s: that others hold the row', async (setting, code, why) => {
    const { store, pool, schema } = await database.open();
    await store.create(recordOf('a'));
    const impatient = await storeOf({ options: `-c ${setting}=100` }, schema);
    const client = await pool.connect();
    await client.query(`BEGIN; SELECT FROM ${schema}.httpsession_sessions FOR UPDATE`);
    const error = await refusalOf(impatient.update(keyOf('a'), changeOf()));
    await client.query('COMMIT');
    client.release();

    expect(error.message).toContain(why);
    expect(error.cause).toMatchObject({ code });
    expect(await impatient.update(keyOf('a'), changeOf())).toBe('ok');
  });

  it('nothing of a serialization failure that another try ends', async () => {
    const { store, pool, schema } = await database.open();
    await store.create(recordOf('a'));
    const strict = await storeOf(
      { options: '-c default_transaction_isolation=serializable' },
      schema,
    );
    await strict.load(keyOf('a'));
    const client = await pool.connect();
    await client.query(`BEGIN; UPDATE ${schema}.httpsession_sessions SET version = 5`);
    const answer = strict.update(keyOf('a'), changeOf());
    await new Promise((resolve) => setTimeout(resolve, 200));
    await client.query('COMMIT');
    client.release();

    expect(await answer).toBe('ok');
    expect(await store.load(keyOf('a'))).toMatchObject({ version: 6 });
  });

  it('nothing of statements that the server has forgotten', async () => {
    const { store, pool } = await database.open({ pool: database.pool({ max: 1 }) });
    await store.create(recordOf('a'));
    await store.load(keyOf('a'));
    await pool.query('DEALLOCATE ALL');
    expect(await store.load(keyOf('a'))).toMatchObject({ uid: 'uid of a' });
  });

  it('of a record that it cannot read, to onError; and ends it', async () => {
    const errors: Error[] = [];
    const { store, pool, schema } = await database.open({ onError: (error) => errors.push(error) });
    await store.create(recordOf('a'));
    await pool.query(`UPDATE ${schema}.httpsession_attributes SET name_key = '\\xfd00'`);

    expect(await store.load(keyOf('a'))).toBeUndefined();
    expect(errors).toMatchObject([{ code: 'HTTPSESSION_UNREADABLE_RECORD' }]);
    expect(await store.delete(keyOf('a'))).toBe(true);
  });
});
