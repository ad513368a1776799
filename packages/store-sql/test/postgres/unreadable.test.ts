import { afterAll, beforeAll } from '@jest/globals';
import { requires } from '../../../../testing/requirements.ts';
import { keyToBytes } from '../../src/common/key-bytes.ts';
import { Database } from '../support/database.ts';
import { testsOfUnreadable } from '../support/unreadable.ts';

requires('postgresql')('expired rows of a PostgresStore that cannot be read', () => {
  let database: Database;
  beforeAll(async () => (database = await Database.start()));
  afterAll(() => database.stop());

  testsOfUnreadable(async () => {
    const errors: Error[] = [];
    const { store, pool, schema } = await database.open({ onError: (error) => errors.push(error) });
    const text = `UPDATE ${schema}.httpsession_sessions SET uid = '\\xfdfd' WHERE key = $1`;
    return { store, errors, spoil: (key) => pool.query(text, [keyToBytes(key)]) };
  });
});
