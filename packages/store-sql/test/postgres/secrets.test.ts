import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { requires } from '../../../../testing/requirements.ts';
import { PostgresStore } from '../../src/index.ts';
import { Database } from '../support/database.ts';
import { keyOf, recordOf } from '../support/records.ts';
import { betrayedBy, secretChange } from '../support/secrets.ts';

/** A function that refuses values, called before each is stored. */
function refusing(body: string): string {
  return `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON httpsession_attributes
    FOR EACH ROW EXECUTE FUNCTION refuse()`;
}

requires('postgresql')('the errors of a PostgresStore', () => {
  let database: Database;
  beforeAll(async () => (database = await Database.start()));
  afterAll(() => database.stop());

  it('name no key, value or principal when the server takes no changes', async () => {
    const { store, schema } = await database.open();
    await store.create(recordOf('a'));
    const pool = database.pool({ options: '-c default_transaction_read_only=on' });
    const standby = new PostgresStore({ pool, schema });
    const { error, secrets } = await betrayedBy(standby.update(keyOf('a'), secretChange()));
    expect(secrets).toStrictEqual([]);
    expect(error.cause).toMatchObject({ code: '25006', severity: 'ERROR' });
  });

  it.each([
    // Those whose detail has the row, or the key.
    ['23514', 'ALTER TABLE httpsession_attributes ADD CHECK (length(value) < 5)'],
    ['23505', 'CREATE UNIQUE INDEX ON httpsession_sessions (principal_key)'],
    // Those whose message quotes what it refuses.
    ['22P02', refusing(`PERFORM convert_from(NEW.value, 'UTF8')::integer; RETURN NEW`)],
    ['P0001', refusing(`RAISE EXCEPTION 'not %', convert_from(NEW.value, 'UTF8')`)],
  ])('name none when it refuses a value with %s', async (code, alter) => {
    const { store, pool, schema } = await database.open();
    await store.create(recordOf('a', { attributes: new Map() }));
    await store.create(recordOf('b', { attributes: new Map(), principal: 'ada-lovelace' }));
    await pool.query(`BEGIN; SET LOCAL search_path TO ${schema}; ${alter}; COMMIT`);

    const { error, secrets } = await betrayedBy(store.update(keyOf('a'), secretChange()));

    expect(error.cause).toMatchObject({ code });
    expect(secrets).toStrictEqual([]);
    expect(error.message).toContain(code);
  });
});
