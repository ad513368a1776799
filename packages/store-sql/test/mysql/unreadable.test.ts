import { afterAll, beforeAll } from '@jest/globals';
import { keyToBytes } from '../../src/common/key-bytes.ts';
import { onMysqlServers, type MysqlDatabase } from '../support/mysql.ts';
import { testsOfUnreadable } from '../support/unreadable.ts';

onMysqlServers('expired rows of a MysqlStore that cannot be read', (start) => {
  let database: MysqlDatabase;
  beforeAll(async () => (database = await start()));
  afterAll(() => database.stop());

  testsOfUnreadable(async () => {
    const errors: Error[] = [];
    const { store, pool, tablePrefix } = await database.open({
      onError: (error) => errors.push(error),
    });
    const text = `UPDATE ${tablePrefix}sessions SET uid = X'FDFD' WHERE \`key\` = ?`;
    return { store, errors, spoil: (key) => pool.query(text, [keyToBytes(key)]) };
  });
});
