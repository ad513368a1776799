import { describe, expect, it } from '@jest/globals';
import type { SessionNotice } from 'httpsession';
import { PostgresNotices } from '../../src/postgres/notices.ts';
import { tablesOf } from '../../src/postgres/tables.ts';
import { keyOf } from '../support/records.ts';
import { ListeningPool } from '../support/listening-pool.ts';

const GONE = `gone:${keyOf('a')}`;

function open(): { pool: ListeningPool; notices: PostgresNotices; out: () => number } {
  const pool = new ListeningPool();
  const notices = new PostgresNotices(pool, tablesOf({}));
  return { pool, notices, out: () => pool.clients.filter(({ isOut }) => isOut).length };
}

/** Lets all that waits for nothing else come to its end. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('the connection that listens for notices', () => {
  it('is there for who subscribes in the turn in which the last one left', async () => {
    const { pool, notices, out } = open();
    const leave = await notices.subscribe(() => {});
    const heard: SessionNotice[] = [];
    await Promise.all([leave(), notices.subscribe((notice) => void heard.push(notice))]);
    await settled();

    pool.send(GONE);
    expect(heard).toStrictEqual([{ kind: 'gone', key: keyOf('a') }]);
    await notices.close();
    expect(out()).toBe(0);
  });

  it('is there for who subscribes while it is made for somebody who left', async () => {
    const { pool, notices, out } = open();
    let arrive: () => void = () => {};
    pool.gate = new Promise((resolve) => (arrive = resolve));
    const first = notices.subscribe(() => {});
    const closed = notices.close();
    const heard: SessionNotice[] = [];
    const second = notices.subscribe((notice) => void heard.push(notice));
    arrive();
    await Promise.all([first, closed, second]);
    await settled();

    pool.send(GONE);
    expect(heard).toHaveLength(1);
    await notices.close();
    expect(out()).toBe(0);
  });

  it('goes back when it comes after all have left, who did not wait for it', async () => {
    const { pool, notices, out } = open();
    let arrive: () => void = () => {};
    pool.gate = new Promise((resolve) => (arrive = resolve));
    const subscribed = notices.subscribe(() => {});
    await notices.close();
    expect(pool.clients).toHaveLength(0);

    arrive();
    await subscribed;
    expect(pool.clients).toHaveLength(1);
    expect(out()).toBe(0);
  });
});
