// Run by the kit in processes of its own.
import mysql from 'mysql2/promise';
import { MysqlStore } from '@httpsession/store-sql';

/** `address`: the URL of the server and, after a space, the prefix of the tables. */
export function openStore(address) {
  const [uri, tablePrefix] = address.split(' ');
  const pool = mysql.createPool({ uri, connectionLimit: 4 });
  const store = new MysqlStore({ pool, tablePrefix, timeoutMs: 30_000 });
  return Object.assign(store, {
    close: async () => {
      await MysqlStore.prototype.close.call(store);
      await pool.end();
    },
  });
}
