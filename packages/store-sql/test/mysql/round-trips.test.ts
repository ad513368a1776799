import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startProxy, type TcpProxy } from '../../../../testing/services/tcp-proxy.ts';
import { MysqlStore } from '../../src/index.ts';
import { onMysqlServers, type MysqlDatabase } from '../support/mysql.ts';
import { attributesOf, changeOf, keyOf, recordOf, textsOf } from '../support/records.ts';

onMysqlServers('a change by a MysqlStore', (start, which) => {
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

  /** A store with the session `a`, which has ten attributes. */
  async function stored(mode?: string): Promise<MysqlStore> {
    const tablePrefix = await database.tables();
    const pool = database.pool({
      uri: database.server.url.replace(String(database.server.port), String(proxy.port)),
      connectionLimit: 1,
    });
    if (mode !== undefined) await pool.query(`SET SESSION sql_mode = '${mode}'`);
    const store = new MysqlStore({ pool, tablePrefix, timeoutMs: 10_000 });
    await store.create(recordOf('a', { attributes: attributesOf(TEN) }));
    await store.create(recordOf('b', { attributes: attributesOf(TEN) }));
    return store;
  }

  const TEN = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`name ${index}`, 'old']),
  );
  const NEW = Object.fromEntries(Object.keys(TEN).map((name) => [name, 'new']));

  async function tripsOf(work: () => Promise<unknown>): Promise<number> {
    const before = proxy.roundTrips();
    await work();
    return proxy.roundTrips() - before;
  }

  it('of attributes that were there is one round trip, and no other session has it', async () => {
    const store = await stored();
    const change = changeOf({ set: attributesOf(NEW), principal: 'ada', maxInactiveMs: 120_000 });
    expect(await tripsOf(() => store.update(keyOf('a'), change))).toBe(1);
    const record = await store.load(keyOf('a'));
    expect(textsOf(record)).toStrictEqual(NEW);
    expect(record).toMatchObject({ version: 2, principal: 'ada', maxInactiveMs: 120_000 });
    expect((record as { expiresAt: number }).expiresAt - Date.now()).toBeGreaterThan(100_000);
    expect(textsOf(await store.load(keyOf('b')))).toStrictEqual(TEN);
    expect(await store.load(keyOf('b'))).toMatchObject({ version: 1 });
  });

  it('is the same when attributes are added to it', async () => {
    const store = await stored();
    const set = attributesOf({ 'name 0': 'new', 'name 10': 'new' });
    expect(await tripsOf(() => store.update(keyOf('a'), changeOf({ set })))).toBe(
      which === 'mariadb' ? 1 : 5,
    );
    const record = await store.load(keyOf('a'));
    expect(textsOf(record)).toStrictEqual({ ...TEN, 'name 0': 'new', 'name 10': 'new' });
    expect(record).toMatchObject({ version: 2 });
  });

  it('is the same outside of strict mode', async () => {
    const store = await stored('');
    const change = changeOf({ set: attributesOf(NEW) });
    expect(await tripsOf(() => store.update(keyOf('a'), change))).toBe(5);
    expect(textsOf(await store.load(keyOf('a')))).toStrictEqual(NEW);
    expect(await store.load(keyOf('a'))).toMatchObject({ version: 2 });
  });

  it('reaches a session of the right version alone, and one that is there', async () => {
    const store = await stored();
    const change = changeOf({ set: attributesOf(NEW), ifVersion: 2 });
    expect(await store.update(keyOf('a'), change)).toBe('conflict');
    expect(await store.update(keyOf('c'), change)).toBe('gone');
    expect(textsOf(await store.load(keyOf('a')))).toStrictEqual(TEN);
  });

  it('reaches a session under its former key', async () => {
    const store = await stored();
    await store.rename(keyOf('a'), keyOf('c'));
    expect(await store.update(keyOf('a'), changeOf({ set: attributesOf(NEW) }))).toBe('ok');
    expect(textsOf(await store.load(keyOf('c')))).toStrictEqual(NEW);
  });

  it('of more than one statement carries is whole', async () => {
    const store = await stored();
    const large = Object.fromEntries(Object.keys(TEN).map((name) => [name, 'x'.repeat(450_000)]));
    const change = changeOf({ set: attributesOf(large), removed: new Set(['none']) });
    expect(await store.update(keyOf('a'), change)).toBe('ok');
    expect(textsOf(await store.load(keyOf('a')))).toStrictEqual(large);
    expect(await store.load(keyOf('a'))).toMatchObject({ version: 2 });
  });

  it('that was refused in the middle leaves no transaction open', async () => {
    const tablePrefix = await database.tables();
    const pool = database.pool({ connectionLimit: 1 });
    const store = new MysqlStore({ pool, tablePrefix, timeoutMs: 10_000 });
    await store.create(recordOf('a'));
    await pool.query(`ALTER TABLE ${tablePrefix}attributes MODIFY value VARBINARY(10) NOT NULL`);
    const set = attributesOf({ cart: 'much more than ten bytes' });
    await expect(store.update(keyOf('a'), changeOf({ set }))).rejects.toThrow();
    await expect(store.create(recordOf('b', { attributes: set }))).rejects.toThrow();
    // Nothing is locked, and what comes next over the same connection is kept.
    expect(await store.create(recordOf('c'))).toBe(true);
    const { store: other } = await database.open({ tablePrefix });
    expect(await other.update(keyOf('a'), changeOf())).toBe('ok');
    expect(await other.load(keyOf('a'))).toMatchObject({ version: 2 });
    expect(await other.load(keyOf('b'))).toBeUndefined();
    expect(await other.load(keyOf('c'))).toMatchObject({ version: 1 });
  });

  it('of one attribute leaves what others change at once', async () => {
    const store = await stored();
    const other = await database.open({ tablePrefix: await database.tables() });
    await other.store.create(recordOf('a', { attributes: attributesOf(TEN) }));
    const answers = await Promise.all(
      Object.keys(TEN).map((name) =>
        other.store.update(keyOf('a'), changeOf({ set: attributesOf({ [name]: 'new' }) })),
      ),
    );
    expect(new Set(answers)).toStrictEqual(new Set(['ok']));
    expect(textsOf(await other.store.load(keyOf('a')))).toStrictEqual(NEW);
    expect(await other.store.load(keyOf('a'))).toMatchObject({ version: 11 });
    expect(textsOf(await store.load(keyOf('a')))).toStrictEqual(TEN);
  });
});
