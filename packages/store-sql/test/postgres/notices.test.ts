import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasNotices, type SessionNotice } from 'httpsession';
import { requires } from '../../../../testing/requirements.ts';
import { startProxy } from '../../../../testing/services/tcp-proxy.ts';
import { PostgresStore } from '../../src/index.ts';
import { Database } from '../support/database.ts';
import { changeOf, keyOf, recordOf } from '../support/records.ts';

requires('postgresql')('the notices of a PostgresStore', () => {
  let database: Database;
  beforeAll(async () => (database = await Database.start()));
  afterAll(() => database.stop());

  /** Two stores on the same tables, as of two processes; one of them listens. */
  async function listening(): Promise<{
    heard: SessionNotice[];
    listener: PostgresStore;
    speaker: PostgresStore;
    hears(count: number): Promise<SessionNotice[]>;
  }> {
    const { store: listener, schema } = await database.open({ notices: true });
    const { store: speaker } = await database.open({ notices: true, schema });
    const heard: SessionNotice[] = [];
    await listener.subscribe!((notice) => void heard.push(notice));
    const hears = async (count: number): Promise<SessionNotice[]> => {
      const until = Date.now() + 5000;
      while (heard.length < count && Date.now() < until) await sleep(5);
      return heard;
    };
    return { heard, listener, speaker, hears };
  }

  it('are an ability only where they are asked for', async () => {
    const { store } = await database.open();
    expect(hasNotices(store)).toBe(false);
    const { store: other } = await database.open({ notices: true });
    expect(hasNotices(other)).toBe(true);
  });

  it('tell of every change by another process, and of nothing else', async () => {
    const { speaker, hears } = await listening();
    await speaker.create(recordOf('a'));
    await speaker.update(keyOf('a'), changeOf());
    await speaker.update(keyOf('a'), changeOf({ ifVersion: 1 }));
    await speaker.update(keyOf('b'), changeOf());
    await speaker.rename(keyOf('a'), keyOf('b'));
    await speaker.update(keyOf('a'), changeOf());
    await speaker.delete(keyOf('a'));
    await speaker.delete(keyOf('a'));
    await speaker.create(recordOf('c', { expiresAt: Date.now() - 10 }));
    await speaker.takeExpired(10, 1000);

    expect(await hears(5)).toStrictEqual([
      { kind: 'changed', key: keyOf('a') },
      { kind: 'gone', key: keyOf('a') },
      { kind: 'changed', key: keyOf('b') },
      { kind: 'gone', key: keyOf('b') },
      { kind: 'gone', key: keyOf('c') },
    ]);
  });

  it('say that some were missed when the connection is lost, and go on', async () => {
    const { heard, speaker, hears } = await listening();
    await speaker.create(recordOf('a'));
    await database.server.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`,
    );
    // One for the loss, and one for what was sent until it listened again.
    expect(await hears(2)).toStrictEqual([{ kind: 'missed' }, { kind: 'missed' }]);
    heard.length = 0;
    await speaker.delete(keyOf('a'));
    expect(await hears(1)).toStrictEqual([{ kind: 'gone', key: keyOf('a') }]);
  });

  it('come to those who listen still, and leave no connection behind', async () => {
    const { listener, speaker, heard, hears } = await listening();
    const others: SessionNotice[] = [];
    const stop = await listener.subscribe!((notice) => void others.push(notice));
    await stop();
    await stop();
    await listener.subscribe!(() => {
      throw new Error('a listener as it should not be');
    });
    await speaker.create(recordOf('a'));
    await speaker.delete(keyOf('a'));
    expect(await hears(1)).toHaveLength(1);
    expect(others).toStrictEqual([]);

    const count = `SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR query = 'SELECT 1'`;
    const before = Number(await database.server.sql(count));
    await listener.close();
    await listener.close();
    await sleep(100);
    expect(Number(await database.server.sql(count))).toBe(before - 1);
    expect(heard).toHaveLength(1);
  });

  it('reject when the server cannot be asked', async () => {
    const proxy = await startProxy(database.server.port);
    const pool = database.pool({
      connectionString: `postgres://postgres@127.0.0.1:${proxy.port}/postgres`,
    });
    const store = new PostgresStore({ pool, notices: true, schema: await database.schema() });
    proxy.mode('reset');
    await expect(store.subscribe!(() => {})).rejects.toThrow();
    proxy.mode('pass');
    const stop = await store.subscribe!(() => {});
    await stop();
    await proxy.close();
  });
});
