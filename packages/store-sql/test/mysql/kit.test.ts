import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { describeSessionStore } from '@httpsession/store-testkit';
import { runSources } from '../../../../testing/run-sources.ts';
import { startProxy, type TcpProxy } from '../../../../testing/services/tcp-proxy.ts';
import { keyToBytes } from '../../src/common/key-bytes.ts';
import { MysqlStore } from '../../src/index.ts';
import { onMysqlServers, type MysqlDatabase } from '../support/mysql.ts';

onMysqlServers('on a server', (start, which) => {
  let database: MysqlDatabase;
  let proxy: TcpProxy;
  beforeAll(async () => {
    database = await start();
    proxy = await startProxy(database.server.port);
  });
  afterAll(async () => {
    await proxy.close();
    await database.stop();
  });

  describeSessionStore(
    { describe, test },
    {
      name: 'MysqlStore',
      open: async () => {
        const tablePrefix = await database.tables();
        const pool = database.pool({ uri: `mysql://root@127.0.0.1:${proxy.port}/test` });
        const other = database.pool();
        const options = { tablePrefix, timeoutMs: 30_000 };
        const store = new MysqlStore({ ...options, pool });
        // Connected, and with its tables known: that takes place once, not for each session.
        await store.load('a');
        return {
          store,
          second: () => new MysqlStore({ ...options, pool: other }),
          roundTrips: () => proxy.roundTrips(),
          cut: (afterBytes) => {
            proxy.mode('reset', { afterBytes });
            return () => proxy.mode('pass');
          },
          spoil: async (key) => {
            const text = `UPDATE ${tablePrefix}sessions SET uid = X'FDFD' WHERE \`key\` = ?`;
            await other.query(text, [keyToBytes(key)]);
          },
          address: `${database.server.url} ${tablePrefix}`,
          close: async () => {
            await store.close();
            await database.end(pool);
            await database.end(other);
          },
        };
      },
      limits: { claimedBytes: 4_194_304 },
      abilities: {
        listing: true,
        principals: true,
        locks: true,
        unreadable: true,
        failures: true,
        manyProcesses: {
          module: new URL('../programs/mysql-store.mjs', import.meta.url),
          execArgv: runSources,
        },
      },
      // Within a transaction of MySQL the driver sends one statement after the other's answer.
      roundTrips: {
        ...(which === 'mariadb'
          ? { create: 1, update: 1, rename: 1 }
          : { create: 4, update: 5, rename: 4 }),
        load: 1,
        unchanged: 1,
        delete: 1,
        takeExpired: 8,
      },
    },
  );
});
