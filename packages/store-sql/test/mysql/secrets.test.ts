import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { requires } from '../../../../testing/requirements.ts';
import { MysqlStore } from '../../src/index.ts';
import { Mariadb } from '../support/mariadb.ts';
import { keyOf, recordOf } from '../support/records.ts';
import { betrayedBy, secretChange } from '../support/secrets.ts';

requires('mariadb')('the errors of a MysqlStore', () => {
  let mariadb: Mariadb;
  beforeAll(async () => {
    mariadb = await Mariadb.start();
    await mariadb.server.sql('CREATE USER plain; GRANT ALL ON test.* TO plain');
  });
  afterAll(() => mariadb.stop());

  it('name no key, value or principal when the server takes no changes', async () => {
    const { store, tablePrefix } = await mariadb.open();
    await store.create(recordOf('a'));
    const uri = mariadb.server.url.replace('root', 'plain');
    const plain = new MysqlStore({ pool: mariadb.pool({ uri }), tablePrefix });
    await mariadb.server.sql('SET GLOBAL read_only = 1');
    try {
      const { error, secrets } = await betrayedBy(plain.update(keyOf('a'), secretChange()));
      expect(secrets).toStrictEqual([]);
      expect(error.cause).toMatchObject({ errno: 1290, code: 'ER_OPTION_PREVENTS_STATEMENT' });
    } finally {
      await mariadb.server.sql('SET GLOBAL read_only = 0');
    }
  });

  it.each([
    [1406, 'ALTER TABLE PREFIX_attributes MODIFY value VARBINARY(5) NOT NULL'],
    // A message that quotes what it refuses: of a duplicate key, of a value that is no number, of somebody's trigger.
    [1062, 'ALTER TABLE PREFIX_sessions ADD UNIQUE (principal_key)'],
    [1366, 'ALTER TABLE PREFIX_attributes MODIFY value INTEGER NOT NULL'],
    [
      1644,
      `CREATE TRIGGER PREFIX_refuse BEFORE INSERT ON PREFIX_attributes FOR EACH ROW
        BEGIN SET @said = CONCAT('not ', NEW.value);
          SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = @said; END`,
    ],
  ])('name none when it refuses a value with %i', async (errno, alter) => {
    const { store, pool, tablePrefix } = await mariadb.open();
    await store.create(recordOf('a', { attributes: new Map() }));
    await store.create(recordOf('b', { attributes: new Map(), principal: 'ada-lovelace' }));
    await pool.query(alter.replaceAll('PREFIX_', tablePrefix));

    const { error, secrets } = await betrayedBy(store.update(keyOf('a'), secretChange()));

    expect(error.cause).toMatchObject({ errno });
    expect(secrets).toStrictEqual([]);
    expect(error.message).toContain(String(errno));
  });
});
