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
import { FullStore } from './support/full-store.ts';
import { StrictStore } from './support/strict-store.ts';
import { Wrapper } from './support/wrapper.ts';

/** A test that takes longer has found a store that never answers. */
const HANGS_MS = 3000;

/** Groups that take a store which can do more. */
const FULL = ['notices', 'round trips', 'unreadable records'];

function testsOf(make: Mutant['make'], kind: 'plain' | 'full' = 'plain'): DeclaredTest[] {
  const one = { create: 1, load: 1, unchanged: 1, update: 1, rename: 1, delete: 1, takeExpired: 1 };
  return collectTests((runner) => {
    describeSessionStore(runner, {
      name: 'a store',
      open: () => {
        const open = openOnFakeClock(make);
        const store = open.store as { trips?: number; spoil?: (key: string) => void };
        return {
          ...open,
          roundTrips: () => store.trips ?? 0,
          spoil: (key) => store.spoil?.(key),
        };
      },
      abilities: {
        ...memoryAbilities,
        ...(kind === 'full' ? { notices: true, unreadable: true } : {}),
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
});

describe('a broken store is found', () => {
  it('in every group there is', () => {
    const groups = new Set(
      testsOf((clock) => new FullStore(clock), 'full').map(({ group }) => group),
    );
    expect(new Set(allMutants.map(({ group }) => group))).toStrictEqual(groups);
    expect(allMutants.length).toBeGreaterThan(100);
  });

  it.each(allMutants)('by $group: $name', async ({ group, make }) => {
    const tests = testsOf(make, FULL.includes(group) ? 'full' : 'plain').filter(
      (test) => test.group === group,
    );
    expect(await failuresOf(tests)).not.toStrictEqual([]);
  });
});
