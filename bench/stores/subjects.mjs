/**
 * @typedef {object} StoreSubject
 * @property {string} name the module in bench/servers/stores
 * @property {string} title how it is called in the tables
 * @property {'redis' | 'postgres' | 'mariadb'} [service] what it stores in; without: in this process, or a file
 * @property {string} floor the subject that it is compared with
 */

/** @type {readonly StoreSubject[]} */
export const subjects = [
  { name: 'no-store', title: '**httpsession** without a store', floor: 'no-store' },
  { name: 'memory-store', title: '**httpsession**, `MemoryStore`', floor: 'no-store' },
  { name: 'lmdb-by-hand', title: 'LMDB by hand', floor: 'no-store' },
  { name: 'lmdb', title: '**httpsession**, `LmdbStore`', floor: 'no-store' },
  {
    name: 'redis-by-hand',
    title: 'Redis by hand, node-redis',
    service: 'redis',
    floor: 'redis-by-hand',
  },
  {
    name: 'redis',
    title: '**httpsession**, `RedisStore`, node-redis',
    service: 'redis',
    floor: 'redis-by-hand',
  },
  {
    name: 'redis-near',
    title: '**httpsession**, `RedisStore` with its near cache',
    service: 'redis',
    floor: 'redis-by-hand',
  },
  {
    name: 'connect-redis',
    title: 'express-session with connect-redis',
    service: 'redis',
    floor: 'redis-by-hand',
  },
  {
    name: 'redis-spring',
    title: 'the commands of Spring Session by hand',
    service: 'redis',
    floor: 'redis-by-hand',
  },
  {
    name: 'ioredis-by-hand',
    title: 'Redis by hand, ioredis',
    service: 'redis',
    floor: 'ioredis-by-hand',
  },
  {
    name: 'ioredis',
    title: '**httpsession**, `RedisStore`, ioredis',
    service: 'redis',
    floor: 'ioredis-by-hand',
  },
  {
    name: 'postgres-by-hand',
    title: 'PostgreSQL by hand',
    service: 'postgres',
    floor: 'postgres-by-hand',
  },
  {
    name: 'postgres',
    title: '**httpsession**, `PostgresStore`',
    service: 'postgres',
    floor: 'postgres-by-hand',
  },
  {
    name: 'connect-pg-simple',
    title: 'express-session with connect-pg-simple',
    service: 'postgres',
    floor: 'postgres-by-hand',
  },
  {
    name: 'mariadb-by-hand',
    title: 'MariaDB by hand',
    service: 'mariadb',
    floor: 'mariadb-by-hand',
  },
  {
    name: 'mariadb',
    title: '**httpsession**, `MysqlStore`',
    service: 'mariadb',
    floor: 'mariadb-by-hand',
  },
];

export const LOADS = ['read', 'write', 'create'];
