import { describe, expect, it } from '@jest/globals';
import type { SessionLock } from 'httpsession';
import { keyPart, waiterKey } from '../src/format/entry-keys.ts';
import { keysOf, spoil } from './support/raw-file.ts';
import { openStore, tempFolder } from './support/temp-folders.ts';

const LONG = { leaseMs: 60_000, waitMs: 10_000 };

function held(lock: SessionLock | undefined): SessionLock {
  if (lock === undefined) throw new Error('not held');
  return lock;
}

describe('locks of LmdbStore', () => {
  it('leave no entries behind but the count of tokens', async () => {
    const path = tempFolder();
    const store = openStore({ path });
    const first = held(await store.lock('a', LONG));
    const impatient = store.lock('a', { leaseMs: 1000, waitMs: 30 });
    const second = store.lock('a', LONG);
    expect(await impatient).toBeUndefined();
    await first.release();
    await held(await second).release();
    await store.close();

    expect(await keysOf(path, 'l')).toStrictEqual([]);
    expect(await keysOf(path, 'q')).toStrictEqual([]);
  });

  it('R26 are given in the order of asking, also when all ask at once', async () => {
    const store = openStore();
    const order: number[] = [];
    const first = held(await store.lock('a', LONG));
    const others = Array.from({ length: 20 }, async (_, number) => {
      const lock = held(await store.lock('a', LONG));
      order.push(number);
      await lock.release();
    });
    await first.release();
    await Promise.all(others);

    expect(order).toStrictEqual(order.map((_, number) => number));
  });

  it('are let go of when the store is closed, and waiting for them ends', async () => {
    const path = tempFolder();
    const store = openStore({ path });
    const first = held(await store.lock('a', LONG));
    const second = store.lock('a', LONG);
    await store.lock('b', LONG);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await store.close();
    expect(await second).toBeUndefined();
    expect(await first.release()).toBe(false);

    const next = openStore({ path });
    const again = held(await next.lock('a', { leaseMs: 1000, waitMs: 0 }));
    expect(again.token).toBeGreaterThan(first.token);
    expect(await next.lock('b', { leaseMs: 1000, waitMs: 0 })).toBeDefined();
  });

  it('keep nobody waiting for long behind one whose process died', async () => {
    const path = tempFolder();
    await openStore({ path }).close();
    // A ticket, as one that was killed left it: nobody says again that he waits (docs/reference/store-lmdb.md).
    const until = Buffer.alloc(8);
    until.writeDoubleLE(Date.now() + 200);
    await spoil(path, (db) => db.put(Buffer.from(waiterKey(keyPart('a'), 0), 'latin1'), until, 1));
    const store = openStore({ path });

    expect(await store.lock('a', { leaseMs: 1000, waitMs: 0 })).toBeUndefined();
    expect(await store.lock('a', { leaseMs: 1000, waitMs: 5000 })).toBeDefined();
    expect(Date.now()).toBeGreaterThanOrEqual(until.readDoubleLE(0));
  });
});
