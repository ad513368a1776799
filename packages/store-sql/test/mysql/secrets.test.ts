import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MysqlStore } from '../../src/index.ts';
import { onMysqlServers, type MysqlDatabase } from '../support/mysql.ts';
import { keyOf, recordOf } from '../support/records.ts';
import { betrayedBy, secretChange } from '../support/secrets.ts';

onMysqlServers('the errors of a MysqlStore', (start, which) => {
  let database: MysqlDatabase;
  beforeAll(async () => {
    database = await start();
    await database.server.sql('CREATE USER plain; GRANT ALL ON test.* TO plain');
  });
  afterAll(() => database.stop());

  it('name no key, value or principal when the server takes no changes', async () => {
    const { store, tablePrefix } = await database.open();
    await store.create(recordOf('a'));
    const uri = database.server.url.replace('root', 'plain');
    const plain = new MysqlStore({ pool: database.pool({ uri }), tablePrefix });
    await database.server.sql('SET GLOBAL read_only = 1');
    try {
      const { error, secrets } = await betrayedBy(plain.update(keyOf('a'), secretChange()));
      expect(secrets).toStrictEqual([]);
      expect(error.cause).toMatchObject({ errno: 1290, code: 'ER_OPTION_PREVENTS_STATEMENT' });
    } finally {
      await database.server.sql('SET GLOBAL read_only = 0');
    }
  });

  it.each([
    [1406, 'ALTER TABLE PREFIX_attributes MODIFY value VARBINARY(5) NOT NULL'],
    // A message that quotes what it refuses: of a duplicate key, of a value that is no number, of somebody's trigger.
    [1062, 'ALTER TABLE PREFIX_sessions ADD UNIQUE (principal_key)'],
    [
      which === 'mysql' ? 1264 : 1366,
      'ALTER TABLE PREFIX_attributes MODIFY value INTEGER NOT NULL',
    ],
    [
      1644,
      `CREATE TRIGGER PREFIX_refuse BEFORE INSERT ON PREFIX_attributes FOR EACH ROW
        BEGIN SET @said = CONCAT('not ', NEW.value);
          SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = @said; END`,
    ],
  ])('name none when it refuses a value with %i', async (errno, alter) => {
    const { store, pool, tablePrefix } = await database.open();
    await store.create(recordOf('a', { attributes: new Map() }));
    await store.create(recordOf('b', { attributes: new Map(), principal: 'ada-lovelace' }));
    await pool.query(alter.replaceAll('PREFIX_', tablePrefix));

    const { error, secrets } = await betrayedBy(store.update(keyOf('a'), secretChange()));

    expect(error.cause).toMatchObject({ errno });
    expect(secrets).toStrictEqual([]);
    expect(error.message).toContain(String(errno));
  });
});
