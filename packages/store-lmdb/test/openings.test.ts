import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isBeingOpened } from '../src/file/opening.ts';
import { LmdbStore } from '../src/index.ts';
import { Writer } from './faults/kill-loop.ts';
import { recordOf } from './support/records.ts';
import { openStore, tempFolder } from './support/temp-folders.ts';

/** So long processes come and go. lmdb alone loses a change within a second or two of that. */
const OPENING_MS = 6000;
/** From then on a mark is of a process that was killed. */
const STALE_MS = 750;

/** What a process leaves behind that is killed while it opens the folder. Gives its time as the file has it. */
function leaveMark(path: string): number {
  const mark = join(path, 'opening');
  writeFileSync(mark, '');
  return statSync(mark).mtimeMs;
}

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
      expect(writer.acknowledged).toBeGreaterThan(0);
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

  it('is told by a mark that is not older than three quarters of a second', () => {
    const path = tempFolder();
    expect(isBeingOpened(path)).toBe(false);
    const mark = join(path, 'opening');
    writeFileSync(mark, '');
    for (const [agoMs, isOpening] of [
      [0, true],
      [-300, true],
      [2000, false],
      // The clock was set back since: it must not count for hours.
      [-60_000, false],
    ] as const) {
      utimesSync(mark, new Date(), new Date(Date.now() - agoMs));
      expect([agoMs, isBeingOpened(path)]).toStrictEqual([agoMs, isOpening]);
    }
  });

  it('goes on when one that opened it was killed, before calls are given up and not earlier', async () => {
    const path = tempFolder();
    const store = openStore({ path });
    const markedMs = leaveMark(path);
    await store.create(recordOf('a'));
    expect(Date.now() - markedMs).toBeGreaterThanOrEqual(STALE_MS);
    expect(store.load('a')).toBeDefined();
  });

  it('is opened when another one was killed that opened it, and not earlier', async () => {
    const path = tempFolder();
    await new LmdbStore({ path }).close();
    const markedMs = leaveMark(path);
    const store = openStore({ path });
    expect(Date.now() - markedMs).toBeGreaterThanOrEqual(STALE_MS);
    expect(readdirSync(path).sort()).toStrictEqual(['data.mdb', 'lock.mdb']);
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
