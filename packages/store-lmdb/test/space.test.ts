import { describe, expect, it } from '@jest/globals';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Space } from '../src/file/space.ts';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { attributesOf, changeOf, recordOf } from './support/records.ts';
import { openStore, tempFolder } from './support/temp-folders.ts';

const MiB = 1024 ** 2;

describe('LmdbStore, when maxBytes is reached', () => {
  const large = attributesOf({ note: 'x'.repeat(3000) });

  /** A full store with that many sessions, which expire in a minute. */
  async function fill(): Promise<{
    store: ReturnType<typeof openStore>;
    clock: FakeClock;
    path: string;
    count: number;
  }> {
    const clock = new FakeClock();
    const path = tempFolder();
    const store = openStore({ path, clock, maxBytes: MiB });
    const expiresAt = clock.now() + 60_000;
    for (let count = 0; ; count += 1) {
      try {
        const record = recordOf(`${count}`, { expiresAt, attributes: large, principal: 'ada' });
        await store.create(record);
      } catch (error) {
        expect(error).toMatchObject({ code: 'STORE_LMDB_FULL' });
        expect(String(error)).toContain('1048576 bytes that maxBytes allows');
        return { store, clock, path, count };
      }
    }
  }

  it('neither makes nor grows a session, and leaves all as it was', async () => {
    const { store, count, path } = await fill();
    expect(count).toBeGreaterThan(100);
    expect(statSync(join(path, 'data.mdb')).size).toBeLessThan(2 * MiB);
    const before = store.load('0');

    const growing = changeOf({ set: attributesOf({ more: 'y'.repeat(900_000) }) });
    await expect(store.update('0', growing)).rejects.toMatchObject({ code: 'STORE_LMDB_FULL' });
    expect(store.load('0')).toStrictEqual(before);
    expect(store.load(`${count}`)).toBeUndefined();
    expect(store.list(1000)).toHaveLength(count);
  });

  it('touches, shrinks, renames, locks, expires and ends sessions', async () => {
    const { store, clock, count } = await fill();
    expect(await store.update('0', changeOf({ inUseAt: clock.now() }))).toBe('ok');
    expect(await store.update('0', changeOf({ removed: new Set(['note']) }))).toBe('ok');
    expect(await store.rename('1', 'renamed')).toBe(true);
    expect(await store.lock('a', { leaseMs: 1000, waitMs: 0 })).toBeDefined();
    expect(await store.delete('2')).toBe(true);
    clock.advance(61_000);
    expect(await store.takeExpired(1000, 1000)).toHaveLength(count - 1);
  });

  it('has room again when sessions were ended', async () => {
    const { store, count } = await fill();
    for (let number = 0; number < count; number += 2) await store.delete(`${number}`);
    for (let number = 0; number < count / 4; number += 1) {
      expect(await store.create(recordOf(`new ${number}`, { attributes: large }))).toBe(true);
    }
  });
});

describe('the space of a disk', () => {
  it('keeps a megabyte for what makes room again', () => {
    let free = 1.5 * MiB;
    const space = new Space(1024 * MiB, { used: () => 0, free: () => free });
    space.claim(100_000);
    free = MiB;
    expect(() => {
      for (let written = 0; written < MiB; written += 1000) space.claim(1000);
    }).toThrow(/disk of the sessions is full.*STORE_LMDB_WRITE/);
  });

  it('is measured now and then, and each time when little is left', () => {
    let measured = 0;
    let used = 0;
    const space = new Space(100 * MiB, {
      used: () => {
        measured += 1;
        return used;
      },
      free: () => 1000 * MiB,
    });
    for (let count = 0; count < 1000; count += 1) space.claim(1000);
    expect(measured).toBeLessThan(5);
    used = 99 * MiB;
    expect(() => {
      for (; used < 101 * MiB; used += 1000) space.claim(1000);
    }).toThrow('STORE_LMDB_FULL');
    expect(used).toBeGreaterThan(99.9 * MiB);
  });
});
