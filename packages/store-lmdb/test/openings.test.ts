import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { LmdbStore } from '../src/index.ts';
import { Writer } from './faults/kill-loop.ts';
import { recordOf } from './support/records.ts';
import { openStore, tempFolder } from './support/temp-folders.ts';

/** So long processes come and go. lmdb alone loses a change within a second or two of that. */
const OPENING_MS = 6000;

describe('LmdbStore, when processes open the folder while others write', () => {
  it('R27 loses nothing that was acknowledged', async () => {
    const path = tempFolder();
    const writers = [1, 2].map((number) => new Writer(number, { path, kills: 0 }));
    try {
      await Promise.all(writers.map((writer) => writer.ready()));
      for (const end = Date.now() + OPENING_MS; Date.now() < end;) {
        await new LmdbStore({ path }).close();
      }
    } finally {
      await Promise.all(writers.map((writer) => writer.kill()));
    }
    const store = openStore({ path });
    for (const writer of writers) {
      expect(writer.acknowledged).toBeGreaterThan(100);
      writer.check(store);
    }
  }, 60_000);

  it('leaves no mark behind, also when it cannot be opened', async () => {
    const path = tempFolder();
    await new LmdbStore({ path }).close();
    expect(readdirSync(path).sort()).toStrictEqual(['data.mdb', 'lock.mdb']);
    const wrong = tempFolder();
    mkdirSync(join(wrong, 'data.mdb'), { recursive: true });
    expect(() => new LmdbStore({ path: wrong })).toThrow();
    expect(readdirSync(wrong)).toStrictEqual(['data.mdb']);
  });

  it('waits with what it writes until the other one has opened it', async () => {
    const path = tempFolder();
    const store = openStore({ path, timeoutMs: 10_000 });
    const mark = join(path, 'opening');
    writeFileSync(mark, '');
    let isMade = false;
    const making = store.create(recordOf('a')).then(() => (isMade = true));
    for (let nth = 0; nth < 5; nth += 1) {
      await sleep(200);
      utimesSync(mark, new Date(), new Date());
    }
    expect(isMade).toBe(false);
    rmSync(mark);
    await making;
    expect(store.load('a')).toBeDefined();
  });

  it('goes on when the one that opened it was killed, before calls are given up', async () => {
    const path = tempFolder();
    const store = openStore({ path });
    writeFileSync(join(path, 'opening'), '');
    await store.create(recordOf('a'));
    expect(store.load('a')).toBeDefined();
  });

  it('does not wait for the mark of a process that was killed long ago', async () => {
    const path = tempFolder();
    await new LmdbStore({ path }).close();
    const mark = join(path, 'opening');
    writeFileSync(mark, '');
    utimesSync(mark, new Date(), new Date(Date.now() - 60_000));
    const store = openStore({ path });
    expect(readdirSync(path).sort()).toStrictEqual(['data.mdb', 'lock.mdb']);
    await store.create(recordOf('a'));
    expect(store.load('a')).toBeDefined();
  });
});
