import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { requires } from '../../../../testing/requirements.ts';
import { startProxy } from '../../../../testing/services/tcp-proxy.ts';
import { Database } from '../support/database.ts';
import { keyOf, recordOf } from '../support/records.ts';

requires('postgresql')('a PostgresStore on a server that is too old', () => {
  let database: Database;
  beforeAll(async () => (database = await Database.start()));
  afterAll(() => database.stop());

  it('says so, and works when it is upgraded', async () => {
    const { port, url } = database.server;
    const proxy = await startProxy(port);
    try {
      const connectionString = url.replace(String(port), String(proxy.port));
      const { store } = await database.open({ pool: database.pool({ connectionString }) });
      // The number of a version as the server gives it to whoever asks: 150006 is 15.6.
      proxy.mode('rewrite', {
        rewrite: (reply) => reply.replace(/(?<!\d)1\d0\d{3}(?!\d)/gu, '120022'),
      });

      await expect(store.create(recordOf('a'))).rejects.toThrow(
        /the server is too old.*PostgreSQL 13 or later/su,
      );

      proxy.mode('pass');
      expect(await store.create(recordOf('a'))).toBe(true);
      expect(await store.load(keyOf('a'))).toMatchObject({ uid: 'uid of a' });
    } finally {
      await proxy.close();
    }
  });
});
