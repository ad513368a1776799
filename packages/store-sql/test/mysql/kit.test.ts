import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { describeSessionStore } from '@httpsession/store-testkit';
import { requires } from '../../../../testing/requirements.ts';
import { runSources } from '../../../../testing/run-sources.ts';
import { startProxy, type TcpProxy } from '../../../../testing/services/tcp-proxy.ts';
import { MysqlStore } from '../../src/index.ts';
import { Mariadb } from '../support/mariadb.ts';

requires('mariadb')('on a server', () => {
  let mariadb: Mariadb;
  let proxy: TcpProxy;
  beforeAll(async () => {
    mariadb = await Mariadb.start();
    proxy = await startProxy(mariadb.server.port);
  });
  afterAll(async () => {
    await proxy.close();
    await mariadb.stop();
  });

  describeSessionStore(
    { describe, test },
    {
      name: 'MysqlStore',
      open: async () => {
        const tablePrefix = await mariadb.tables();
        const pool = mariadb.pool({ uri: `mysql://root@127.0.0.1:${proxy.port}/test` });
        const other = mariadb.pool();
        const options = { tablePrefix, timeoutMs: 30_000 };
        const store = new MysqlStore({ ...options, pool });
        // Connected, and with its tables known: that takes place once, not for each session.
        await store.load('a');
        return {
          store,
          second: () => new MysqlStore({ ...options, pool: other }),
          roundTrips: () => proxy.roundTrips(),
          address: `${mariadb.server.url} ${tablePrefix}`,
          close: async () => {
            await store.close();
            await mariadb.end(pool);
            await mariadb.end(other);
          },
        };
      },
      abilities: {
        listing: true,
        principals: true,
        locks: true,
        manyProcesses: {
          module: new URL('../programs/mysql-store.mjs', import.meta.url),
          execArgv: runSources,
        },
      },
      // Within a transaction the driver sends one statement after the other's answer.
      roundTrips: {
        create: 4,
        load: 1,
        unchanged: 1,
        update: 5,
        rename: 4,
        delete: 1,
        takeExpired: 8,
      },
    },
  );
});
