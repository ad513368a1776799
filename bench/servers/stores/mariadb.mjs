import { migrateMysql, MysqlStore } from '@httpsession/store-sql';
import { createPool } from 'mysql2/promise';
import { httpsessionOn } from './httpsession-on.mjs';

export async function open({ url }) {
  const pool = createPool({ uri: url, connectionLimit: 10 });
  await migrateMysql(pool);
  return httpsessionOn(new MysqlStore({ pool }), () => pool.end());
}
