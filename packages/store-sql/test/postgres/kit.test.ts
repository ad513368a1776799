import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { describeSessionStore } from '@httpsession/store-testkit';
import { requires } from '../../../../testing/requirements.ts';
import { runSources } from '../../../../testing/run-sources.ts';
import { startProxy, type TcpProxy } from '../../../../testing/services/tcp-proxy.ts';
import { keyToBytes } from '../../src/common/key-bytes.ts';
import { PostgresStore } from '../../src/index.ts';
import { Database } from '../support/database.ts';

requires('postgresql')('on a server', () => {
  let database: Database;
  let proxy: TcpProxy;
  beforeAll(async () => {
    database = await Database.start();
    proxy = await startProxy(database.server.port);
  });
  afterAll(async () => {
    await proxy.close();
    await database.stop();
  });

  describeSessionStore(
    { describe, test },
    {
      name: 'PostgresStore',
      open: async () => {
        const schema = await database.schema();
        const pool = database.pool({ port: proxy.port, connectionString: undefined, ...LOCAL });
        const other = database.pool();
        const options = { schema, notices: true, timeoutMs: 30_000 };
        const store = new PostgresStore({ ...options, pool });
        // Connected, and with its tables known: that takes place once, not for each session.
        await store.load('');
        await store.load('a');
        return {
          store,
          second: () => new PostgresStore({ ...options, pool: other }),
          roundTrips: () => proxy.roundTrips(),
          cut: (afterBytes) => {
            proxy.mode('reset', { afterBytes });
            return () => proxy.mode('pass');
          },
          spoil: async (key) => {
            const text = `UPDATE "${schema}".httpsession_sessions SET uid = '\\xfdfd' WHERE key = $1`;
            await other.query(text, [keyToBytes(key)]);
          },
          address: `${database.server.url} ${schema}`,
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
        notices: true,
        unreadable: true,
        failures: true,
        manyProcesses: {
          module: new URL('../programs/postgres-store.mjs', import.meta.url),
          execArgv: runSources,
        },
      },
      roundTrips: {
        create: 1,
        load: 1,
        unchanged: 1,
        update: 1,
        rename: 1,
        delete: 1,
        takeExpired: 1,
      },
    },
  );
});

const LOCAL = { host: '127.0.0.1', user: 'postgres', database: 'postgres' } as const;
