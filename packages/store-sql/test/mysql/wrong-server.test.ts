import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startProxy } from '../../../../testing/services/tcp-proxy.ts';
import { MysqlStore } from '../../src/index.ts';
import { onMysqlServers, type MysqlDatabase } from '../support/mysql.ts';
import { keyOf, recordOf } from '../support/records.ts';
import { refusalOf } from '../support/refusals.ts';

onMysqlServers('what a MysqlStore says of a server that will not do', (start) => {
  let database: MysqlDatabase;
  beforeAll(async () => {
    database = await start();
    await database.server.sql(
      `CREATE USER locked IDENTIFIED BY 'other'; CREATE USER poor; GRANT ALL ON nowhere.* TO poor`,
    );
  });
  afterAll(() => database.stop());

  it.each([
    [1045, 'refused the password', 'locked:secret-password', 'test'],
    [1044, 'the user has no right', 'poor', 'test'],
    [1049, 'the database does not exist', 'poor', 'nowhere'],
  ])('%s: that it %s', async (errno, why, user, schema) => {
    const uri = `mysql://${user}@127.0.0.1:${database.server.port}/${schema}`;
    const tablePrefix = await database.tables();
    const store = new MysqlStore({ pool: database.pool({ uri }), tablePrefix });
    const error = await refusalOf(store.load(keyOf('a')));
    expect(error.message).toContain(why);
    expect(error).toMatchObject({ cause: { errno }, status: 503 });
    if (errno === 1044)
      expect(error.message).toContain('docs/reference/store-mysql.md has the GRANT');
  });

  it('that it lets the user read, and nothing else', async () => {
    const tablePrefix = await database.tables();
    await database.server.sql(`CREATE USER reader; GRANT SELECT ON test.* TO reader`);
    const uri = database.server.url.replace('root', 'reader');
    const store = new MysqlStore({ pool: database.pool({ uri }), tablePrefix });
    expect(await store.load(keyOf('a'))).toBeUndefined();
    const error = await refusalOf(store.create(recordOf('a')));
    expect(error.message).toContain('the user has no right');
    expect(error.cause).toMatchObject({ errno: 1142 });
  });

  it('that nobody is there', async () => {
    const uri = 'mysql://u:secret@127.0.0.1:1/d';
    const store = new MysqlStore({ pool: database.pool({ uri }) });
    const error = await refusalOf(store.load(keyOf('a')));
    expect(error.message).toContain('MySQL cannot be reached');
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('that it is too old; and takes it when it is upgraded', async () => {
    const tablePrefix = await database.tables();
    const proxy = await startProxy(database.server.port);
    try {
      proxy.mode('rewrite', {
        rewrite: (reply) =>
          reply.replace(/\d\d(?=\.\d+\.\d+-MariaDB)/gu, '09').replace(/8\.0(?=\.\d\d)/gu, '5.7'),
      });
      const uri = database.server.url.replace(String(database.server.port), String(proxy.port));
      const store = new MysqlStore({ pool: database.pool({ uri }), tablePrefix });
      const error = await refusalOf(store.create(recordOf('a')));
      expect(error.message).toMatch(/the server is too old.*MariaDB 10\.6/su);

      proxy.mode('pass');
      expect(await store.create(recordOf('a'))).toBe(true);
    } finally {
      await proxy.close();
    }
  });

  it('that it takes connections, and never answers', async () => {
    const tablePrefix = await database.tables();
    const proxy = await startProxy(database.server.port);
    try {
      const uri = database.server.url.replace(String(database.server.port), String(proxy.port));
      const store = new MysqlStore({ pool: database.pool({ uri }), tablePrefix, timeoutMs: 300 });
      expect(await store.create(recordOf('a'))).toBe(true);
      proxy.mode('drop');
      const from = performance.now();
      const error = await refusalOf(store.load(keyOf('a')));
      expect(error.message).toContain('MySQL did not answer within 300 ms');
      // Far less than a person waits, on the busiest machine.
      expect(performance.now() - from).toBeLessThan(5000);

      proxy.disconnect();
      proxy.mode('pass');
      for (const end = Date.now() + 20_000; ;) {
        const record = await (store.load(keyOf('a')) as Promise<unknown>).catch(() => undefined);
        if (record !== undefined) break;
        expect(Date.now()).toBeLessThan(end);
      }
    } finally {
      await proxy.close();
    }
  });
});
