import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startProxy } from '../../../../testing/services/tcp-proxy.ts';
import { onMysqlServers, type MysqlDatabase } from '../support/mysql.ts';
import { keyOf, recordOf } from '../support/records.ts';

onMysqlServers('a MysqlStore behind a firewall', (start) => {
  let database: MysqlDatabase;
  beforeAll(async () => (database = await start()));
  afterAll(() => database.stop());

  it('does without the idle connections that it dropped, in the time of one call', async () => {
    const dropping = await startProxy(database.server.port);
    const passing = await startProxy(database.server.port);
    try {
      let { port } = dropping;
      const pool = database.pool({ connectionLimit: 2, stream: () => connect(port, '127.0.0.1') });
      const { store } = await database.open({ pool, timeoutMs: 3000 });
      await store.create(recordOf('a'));
      await Promise.all([store.load(keyOf('a')), store.load(keyOf('a'))]);
      expect(dropping.connections()).toBe(2);

      await sleep(1100);
      // The connections that are there hear nothing any more; new ones do.
      dropping.mode('drop');
      ({ port } = passing);

      for (let turn = 0; turn < 5; turn += 1) {
        expect(await store.load(keyOf('a'))).toMatchObject({ uid: 'uid of a' });
      }
      expect(passing.connections()).toBeGreaterThan(0);
    } finally {
      await dropping.close();
      await passing.close();
    }
  });

  it('gives nobody a connection that comes too late, and keeps it for the next', async () => {
    const { store, pool } = await database.open({
      pool: database.pool({ connectionLimit: 1 }),
      timeoutMs: 1500,
    });
    await store.create(recordOf('a'));
    const connection = await pool.getConnection();
    const [[row]] = (await connection.query('SELECT CONNECTION_ID() AS id')) as [
      { id: number }[],
      unknown,
    ];
    await expect(store.delete(keyOf('a'))).rejects.toThrow('did not answer within 1500 ms');
    connection.release();
    expect(await store.load(keyOf('a'))).toMatchObject({ uid: 'uid of a' });
    const [[same]] = (await pool.query('SELECT CONNECTION_ID() AS id')) as [
      { id: number }[],
      unknown,
    ];
    expect(same?.id).toBe(row?.id);
  });
});
