import { MemoryStore, type SessionStore } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import type { OpenStore, StoreAbilities, TestRunner } from '../../src/index.ts';

/** What a MemoryStore can do, and so each store that is made of one. */
export const memoryAbilities: StoreAbilities = {
  listing: true,
  principals: true,
  locks: true,
};

/** A store, made by `make`, whose time passes as the test says. */
export function openOnFakeClock(
  make: (clock: FakeClock) => SessionStore = (clock) => new MemoryStore({ clock }),
): OpenStore {
  const clock = new FakeClock();
  const store = make(clock);
  return { store, clock, close: () => store.close() };
}

/** A test as it was declared. */
export interface DeclaredTest {
  readonly group: string;
  readonly title: string;
  readonly body: () => Promise<void>;
}

/** Collects tests in place of running them. The groups are those inside the outermost. */
export function collectTests(declare: (runner: TestRunner) => void): DeclaredTest[] {
  const tests: DeclaredTest[] = [];
  const groups: string[] = [];
  declare({
    describe(name, body) {
      groups.push(name);
      body();
      groups.pop();
    },
    test(title, body) {
      tests.push({ group: groups.at(-1) ?? '', title, body });
    },
  });
  return tests;
}
