import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeSessionStore } from '../src/index.ts';
import { allMutants } from './mutants/all-mutants.ts';
import type { Mutant } from './mutants/mutant.ts';
import {
  collectTests,
  memoryAbilities,
  openOnFakeClock,
  type DeclaredTest,
} from './support/open-memory-store.ts';
import { CutStore } from './support/cut-store.ts';
import { FullStore } from './support/full-store.ts';
import { StrictStore } from './support/strict-store.ts';
import { Wrapper } from './support/wrapper.ts';

/** A test that takes longer has found a store that never answers. */
const HANGS_MS = 3000;

type Kind = 'plain' | 'full' | 'cut';

/** Groups that take a store which can do more. */
const KINDS: Readonly<Record<string, Kind>> = {
  notices: 'full',
  'round trips': 'full',
  'unreadable records': 'full',
  failures: 'cut',
};

function testsOf(make: Mutant['make'], kind: Kind = 'plain'): DeclaredTest[] {
  const one = { create: 1, load: 1, unchanged: 1, update: 1, rename: 1, delete: 1, takeExpired: 1 };
  return collectTests((runner) => {
    describeSessionStore(runner, {
      name: 'a store',
      open: () => {
        const open = openOnFakeClock(make);
        const store = open.store as {
          trips?: number;
          spoil?: (key: string) => void;
          cut?: (afterBytes: number) => () => void;
        };
        return {
          ...open,
          roundTrips: () => store.trips ?? 0,
          spoil: (key) => store.spoil?.(key),
          cut: (afterBytes) => store.cut?.(afterBytes) ?? (() => undefined),
        };
      },
      abilities: {
        ...memoryAbilities,
        ...(kind === 'full' ? { notices: true, unreadable: true } : {}),
        ...(kind === 'cut' ? { failures: true } : {}),
      },
      ...(kind === 'full' ? { roundTrips: one } : {}),
    });
  });
}

/** How a test failed, or undefined when it passed. */
async function failureOf({ title, body }: DeclaredTest): Promise<string | undefined> {
  const timer = new AbortController();
  const hangs = sleep(HANGS_MS, `${title}: no answer`, { signal: timer.signal, ref: false });
  hangs.catch(() => undefined);
  try {
    return await Promise.race([
      hangs,
      body().then(
        () => undefined,
        (error: unknown) => `${title}: ${String(error)}`,
      ),
    ]);
  } finally {
    timer.abort();
  }
}

async function failuresOf(tests: readonly DeclaredTest[]): Promise<string[]> {
  const failures: string[] = [];
  for (const test of tests) {
    const failure = await failureOf(test);
    if (failure !== undefined) failures.push(failure);
  }
  return failures;
}

describe('a store that is not broken', () => {
  it('passes every group, also inside the wrapper that mutants are made of', async () => {
    expect(await failuresOf(testsOf((clock) => new Wrapper(clock)))).toStrictEqual([]);
  });

  it('is told with every change for which session it is', async () => {
    expect(await failuresOf(testsOf((clock) => new StrictStore(clock)))).toStrictEqual([]);
  });

  it('passes every group when it has notices, and counts its round trips', async () => {
    expect(await failuresOf(testsOf((clock) => new FullStore(clock), 'full'))).toStrictEqual([]);
  });

  it('passes every group when it is at the other end of a connection, which breaks', async () => {
    let lost = 0;
    class CountedStore extends CutStore {
      override close(): void {
        lost += this.lost;
        this.inner.close();
      }
    }
    expect(await failuresOf(testsOf((clock) => new CountedStore(clock), 'cut'))).toStrictEqual([]);
    // Some in each of the rounds of its tests.
    expect(lost).toBeGreaterThan(50);
  });
});

describe('a broken store is found', () => {
  it('in every group there is', () => {
    const full = testsOf((clock) => new FullStore(clock), 'full');
    const cut = testsOf((clock) => new CutStore(clock), 'cut');
    const groups = new Set([...full, ...cut].map(({ group }) => group));
    expect(new Set(allMutants.map(({ group }) => group))).toStrictEqual(groups);
    expect(allMutants.length).toBeGreaterThan(100);
  });

  it.each(allMutants)('by $group: $name', async ({ group, make }) => {
    const tests = testsOf(make, KINDS[group]).filter((test) => test.group === group);
    expect(await failuresOf(tests)).not.toStrictEqual([]);
  });
});
