import type { SessionStore } from 'httpsession';
import type { FakeClock } from '../../../../testing/fake-clock.ts';

/** A store that is broken in one place. */
export interface Mutant {
  /** What is wrong with it. */
  readonly name: string;
  /** The group of tests that must find it. */
  readonly group: string;
  make(clock: FakeClock): SessionStore;
}

type StoreClass = new (clock: FakeClock) => SessionStore;

/** Mutants of one group, by what is wrong with them. */
export function mutantsOf(group: string, classes: Readonly<Record<string, StoreClass>>): Mutant[] {
  return Object.entries(classes).map(([name, Broken]) => ({
    name,
    group,
    make: (clock) => new Broken(clock),
  }));
}
