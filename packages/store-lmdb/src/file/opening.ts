import { closeSync, openSync, readSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { LmdbStoreError } from '../common/errors.ts';

/** The file that says that a process opens the folder. */
const MARK = 'opening';
/**
 * A mark older than this, in milliseconds, is of a process that was killed or stopped meanwhile. Less than calls of a
 * store wait for an answer.
 */
const STALE_MS = 750;
/** How long what others had handed to LMDB may take to be written. */
const QUIET_MS = 25;
const PAUSE_MS = 5;
/** How often the file may have been written while it was opened, and while that was waited for. */
const TRIES = 4;
/** Where LMDB says which commit is the latest: two pages, of at most 16 KiB. */
const HEAD_BYTES = 32_768;

/** What must be closed again. */
interface Closable {
  close(): unknown;
}

/**
 * Opens LMDB's file while nobody writes to it. LMDB reads which commit is the latest, and a moment later tells all
 * processes so; a commit that comes in between is forgotten, and what the next one writes destroys the file (lmdb 3.5.6,
 * `mdb_env_open2`: it sets `mti_txnid`). So who opens says so by a mark, who is about to write looks for it and
 * waits, and what is under way is let come to its end.
 *
 * @throws LmdbStoreError STORE_LMDB_OPEN when somebody writes who does not look for the mark; what `open` throws
 */
export function openQuietly<T extends Closable>(folder: string, open: () => T): T {
  const mark = join(folder, MARK);
  const own = take(mark);
  try {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const before = quietHead(folder, mark);
      const opened = open();
      // Nothing was there, so nobody could write.
      if (before === undefined || before.equals(headOf(folder) ?? before)) return opened;
      // Opening once more tells all of the latest commit.
      void opened.close();
    }
  } finally {
    // One that took it for left behind has put its own there.
    if (numberOf(mark) === own) rmSync(mark, { force: true });
  }
  throw new LmdbStoreError(
    'STORE_LMDB_OPEN',
    `Cannot keep sessions in ${folder}: another program, or another version of this package, writes to it all the ` +
      'time. Stop it first',
  );
}

/** Whether a process opens the folder just now: then nothing may be written. */
export function isBeingOpened(folder: string): boolean {
  try {
    return isFresh(join(folder, MARK));
  } catch {
    // The process has not the rights any more that it had when it opened the folder.
    return false;
  }
}

function isFresh(mark: string): boolean {
  const stats = statSync(mark, { throwIfNoEntry: false });
  return stats !== undefined && Math.abs(Date.now() - stats.mtimeMs) < STALE_MS;
}

/** What the system knows a file by; undefined when it is not there. */
function numberOf(mark: string): bigint | undefined {
  return statSync(mark, { throwIfNoEntry: false, bigint: true })?.ino;
}

/** Waits until no other process has the mark, makes one of its own, and gives its number. */
function take(mark: string): bigint | undefined {
  for (;;) {
    try {
      closeSync(openSync(mark, 'wx', 0o600));
      return numberOf(mark);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isFresh(mark)) sleep(PAUSE_MS);
    else takeAway(mark);
  }
}

/** Removes a mark that was left behind. Of several who want to, one moves it; and nobody else's new one. */
function takeAway(mark: string): void {
  const aside = `${mark}.${process.pid}`;
  try {
    renameSync(mark, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (isFresh(aside)) renameSync(aside, mark);
  else rmSync(aside, { force: true });
}

/** How the file begins once that has not changed for a while; undefined when there is none. */
function quietHead(folder: string, mark: string): Buffer | undefined {
  for (let tries = 0; ; tries += 1) {
    const before = headOf(folder);
    if (before === undefined) return undefined;
    sleep(QUIET_MS);
    renew(mark);
    const now = headOf(folder);
    // Whoever goes on writing in spite of the mark shows when the file is open.
    if (now?.equals(before) === true || tries === TRIES) return now;
  }
}

function renew(mark: string): void {
  // Somebody may have taken it for one that was left behind, as this process had no turn for so long.
  closeSync(openSync(mark, 'a', 0o600));
  const now = new Date();
  utimesSync(mark, now, now);
}

function headOf(folder: string): Buffer | undefined {
  let file: number;
  try {
    file = openSync(join(folder, 'data.mdb'), 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const size = readSync(file, head, 0, HEAD_BYTES, 0);
    return size === 0 ? undefined : head.subarray(0, size);
  } finally {
    closeSync(file);
  }
}

/** Stores open at once, so there is nothing else to wait by. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
