// Run by the kit in processes of its own.
import pg from 'pg';
import { PostgresStore } from '@httpsession/store-sql';

/** `address`: the URL of the server and, after a space, the schema. */
export function openStore(address) {
  const [connectionString, schema] = address.split(' ');
  const pool = new pg.Pool({ connectionString, max: 4 });
  const store = new PostgresStore({ pool, schema, timeoutMs: 30_000 });
  return Object.assign(store, {
    close: async () => {
      await PostgresStore.prototype.close.call(store);
      await pool.end();
    },
  });
}
