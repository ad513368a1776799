import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { SessionStoreUnavailableError } from 'httpsession';
import { MysqlStore } from '../../src/index.ts';
import { onMysqlServers, type MysqlDatabase } from '../support/mysql.ts';
import { attributesOf, bytesOf, changeOf, keyOf, recordOf, textsOf } from '../support/records.ts';

/** What a call rejected with. */
async function failureOf(call: Promise<unknown>): Promise<Error & { cause?: unknown }> {
  return call.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: unknown) => error as Error,
  );
}

// F-7 in small.
onMysqlServers('F-7: a MysqlStore while its server fails', (start) => {
  let database: MysqlDatabase;
  beforeAll(async () => (database = await start()));
  afterAll(() => database.stop());

  it('answers 99 of 100 calls while connections are killed, and loses no change', async () => {
    const { store, tablePrefix } = await database.open();
    await store.create(recordOf('a', { attributes: attributesOf({ owner: 'a' }) }));
    const until = Date.now() + 3000;
    let [calls, failures, written] = [0, 0, 0];
    const killing = (async () => {
      while (Date.now() < until) {
        const ids = await database.server.sql(
          `SELECT id FROM information_schema.processlist WHERE db = 'test' AND id <> CONNECTION_ID()`,
        );
        const [id] = ids.split('\n').filter((line) => line !== '');
        if (id !== undefined) await database.server.sql(`KILL ${id}`).catch(() => '');
        await sleep(100);
      }
    })();
    const work = async (worker: number): Promise<void> => {
      for (let turn = 0; Date.now() < until; turn += 1) {
        calls += 2;
        const set = attributesOf({ [`by ${worker}`]: String(turn) });
        const answer = await store
          .update(keyOf('a'), changeOf({ set }))
          .catch(() => (failures += 1));
        if (answer === 'ok') written += 1;
        const record = await store.load(keyOf('a')).catch(() => (failures += 1));
        if (typeof record === 'object') expect(textsOf(record)['owner']).toBe('a');
        await sleep(2);
      }
    };
    await Promise.all([killing, work(1), work(2), work(3), work(4)]);

    expect(failures / calls).toBeLessThan(0.01);
    const { version } = (await store.load(keyOf('a'))) as { version: number };
    // A change whose answer was lost may have happened; one that was answered has.
    expect(version - 1).toBeGreaterThanOrEqual(written);
    expect(version - 1).toBeLessThanOrEqual(written + failures);
    expect(tablePrefix).toMatch(/^test_/);
  });

  it('notices idle connections that the server has ended', async () => {
    const { store, pool } = await database.open({ pool: database.pool({ connectionLimit: 3 }) });
    await store.create(recordOf('a'));
    const connections = await Promise.all([1, 2, 3].map(() => pool.getConnection()));
    for (const connection of connections) {
      await connection.query('SET SESSION wait_timeout = 1');
      connection.release();
    }
    for (let round = 0; round < 2; round += 1) {
      await sleep(1500);
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => store.update(keyOf('a'), changeOf())),
      );
      expect(new Set(answers)).toStrictEqual(new Set(['ok']));
    }
  });

  it('says what to do when the server takes no changes', async () => {
    const { store, tablePrefix } = await database.open();
    await store.create(recordOf('a'));
    await database.server.sql('CREATE USER plain; GRANT ALL ON test.* TO plain');
    const plain = new MysqlStore({
      pool: database.pool({ uri: database.server.url.replace('root', 'plain') }),
      tablePrefix,
    });
    await database.server.sql('SET GLOBAL read_only = 1');
    try {
      const error = await failureOf(plain.update(keyOf('a'), changeOf()));
      expect(error).toBeInstanceOf(SessionStoreUnavailableError);
      expect(error.message).toContain('does not take changes');
      expect(error.cause).toMatchObject({ errno: 1290 });
      expect(await plain.load(keyOf('a'))).toMatchObject({ key: keyOf('a') });
    } finally {
      await database.server.sql('SET GLOBAL read_only = 0');
    }
    expect(await plain.update(keyOf('a'), changeOf())).toBe('ok');
  });

  it('says what to do about a value that is too large for max_allowed_packet, and stores nothing of it', async () => {
    const { store, tablePrefix } = await database.open();
    await store.create(recordOf('a'));
    await database.server.sql('SET GLOBAL max_allowed_packet = 65536');
    try {
      const small = new MysqlStore({ pool: database.pool(), tablePrefix });
      const set = new Map([
        ...attributesOf({ cart: 'milk' }),
        ['large', bytesOf('x'.repeat(100_000))],
      ]);
      const error = await failureOf(small.update(keyOf('a'), changeOf({ set })));
      expect(error).toBeInstanceOf(SessionStoreUnavailableError);
      expect(error.message).toContain('max_allowed_packet');
      expect(textsOf(await small.load(keyOf('a')))).toStrictEqual({ cart: 'tea' });
    } finally {
      await database.server.sql('SET GLOBAL max_allowed_packet = DEFAULT');
    }
  });

  it('asks again when it met a deadlock', async () => {
    const { store, pool, tablePrefix } = await database.open();
    await store.create(recordOf('a'));
    await store.create(recordOf('b'));
    const rival = await pool.getConnection();
    const lock = (name: string): Promise<unknown> =>
      rival.query({
        sql: `UPDATE ${tablePrefix}sessions SET created_at = created_at + 1 WHERE \`key\` = ?`,
        values: [Buffer.from(keyOf(name), 'hex')],
      });
    // A rename of a to c waits for us; what we do then is a deadlock. The smaller transaction is undone.
    await rival.query('START TRANSACTION');
    await lock('b');
    for (let more = 0; more < 50; more += 1) {
      await rival.query(
        `INSERT INTO ${tablePrefix}lock_waiters (alive_until, name_key) VALUES (0, 'x')`,
      );
    }
    const claims = store.update(keyOf('b'), changeOf({ set: attributesOf({ cart: 'milk' }) }));
    await sleep(200);
    await lock('a');
    await rival.query('COMMIT');
    rival.release();

    expect(await claims).toBe('ok');
    expect(textsOf(await store.load(keyOf('b')))).toStrictEqual({ cart: 'milk' });
  });

  it('undoes the whole of what the server refused in the middle', async () => {
    const { store, tablePrefix } = await database.open();
    await store.create(recordOf('a'));
    await database.server.sql(
      `ALTER TABLE ${tablePrefix}attributes MODIFY value VARBINARY(10) NOT NULL`,
    );

    for (const mode of ['STRICT_ALL_TABLES', '']) {
      await database.server.sql(`SET GLOBAL sql_mode = '${mode}'`);
      const other = new MysqlStore({ pool: database.pool(), tablePrefix });
      const set = attributesOf({ cart: 'much more than ten bytes' });
      await failureOf(other.update(keyOf('a'), changeOf({ set, principal: 'ada' })));
      const record = await store.load(keyOf('a'));
      expect(textsOf(record)).toStrictEqual({ cart: 'tea' });
      expect(record).toMatchObject({ version: 1 });
      expect(record).not.toHaveProperty('principal');
    }
    await database.server.sql('SET GLOBAL sql_mode = DEFAULT');
  });

  it('answers again when the server has restarted', async () => {
    const { store } = await database.open({ timeoutMs: 2000 });
    await store.create(recordOf('a'));
    await database.server.kill('SIGKILL');
    expect(await failureOf(store.load(keyOf('a')))).toBeInstanceOf(SessionStoreUnavailableError);
    await database.server.restart();
    for (const end = Date.now() + 20_000; ;) {
      const record = await store.load(keyOf('a')).catch(() => undefined);
      if (record !== undefined) break;
      expect(Date.now()).toBeLessThan(end);
      await sleep(100);
    }
    expect(textsOf(await store.load(keyOf('a')))).toStrictEqual({ cart: 'tea' });
  });
});
