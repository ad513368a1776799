import assert from 'node:assert/strict';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { SessionStore } from 'httpsession';
import { keyOf, range } from './records.ts';
import type { Subject } from './subject.ts';

/** How many calls are cut at once: fewer than make a breaker open, which would refuse all others. */
export const CALLS = 4;
/** How long a connection stays cut when nobody is told of it, as a driver may try again by itself. */
const CUT_MS = 300;
/** For what hangs: how long a call may take to settle, and a store to work again. */
const SETTLES_MS = 30_000;
/** How long a server may still be at work with what it was sent before the cut. */
const AT_WORK_MS = 1000;

/** When connections are cut. */
export interface Moment {
  /** Behind so many bytes of answers on each. */
  readonly bytes: number;
  /** So many turns of the event loop after the calls were made; undefined: before, so that all depends on the bytes. */
  readonly turns?: number;
}

export const MOMENTS: readonly Moment[] = [
  ...[0, 1, 3].map((turns) => ({ turns, bytes: 0 })),
  // With the first byte alone an answer is lost; with more come the steps of a call that has several.
  ...[1, 12, 30, 60, 120, 240, 480].map((bytes) => ({ bytes })),
];

/** Makes calls, of which some or all are cut, and gives what was told of each. Afterwards the store works again. */
export async function whileCut<T>(
  subject: Subject,
  { bytes, turns }: Moment,
  call: (store: SessionStore, number: number) => T | Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  const { store } = subject;
  // A pool has as many connections then.
  await Promise.all(range(CALLS).map(async () => store.load(keyOf('nobody'))));
  const cutBefore = turns === undefined ? await subject.cut(bytes) : undefined;
  const calls = range(CALLS).map(async (number) => call(store, number));
  const all = Promise.allSettled(calls);
  for (let passed = 0; passed < (turns ?? 0); passed += 1) await turn();
  const mend = cutBefore ?? (await subject.cut(bytes));
  try {
    const isTold = Promise.all(calls).catch(() => undefined);
    await Promise.race([isTold, sleep(CUT_MS, undefined, { ref: false })]);
  } finally {
    await mend();
  }
  const settled = await within(all, 'each call settles');
  await within(untilItAnswers(store), 'the store works again');
  return settled;
}

async function untilItAnswers(store: SessionStore): Promise<void> {
  for (;;) {
    try {
      await store.load(keyOf('nobody'));
      return;
    } catch {
      // Of a store that never answers again nothing is left behind.
      await sleep(20, undefined, { ref: false });
    }
  }
}

async function within<T>(work: Promise<T>, what: string): Promise<T> {
  const timer = new AbortController();
  const late = sleep(SETTLES_MS, undefined, { signal: timer.signal, ref: false }).then(() =>
    assert.fail(`${what}: not in time`),
  );
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

/** Tries a look at several things until it finds them in order: what was sent before the cut may be done behind it. */
export async function inTheEnd(look: () => Promise<void>): Promise<void> {
  for (const end = performance.now() + AT_WORK_MS; ;) {
    try {
      await look();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(20);
    }
  }
}
