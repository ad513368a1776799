import { MemoryStore } from 'httpsession';
import { DelayedStore } from './delayed-store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import type { Options } from './serve.ts';

/** Options for a server over one way of keeping sessions, with a clock of their own. */
export type Backing = readonly [name: string, options: () => Options];

/** In memory nothing is held back; a store may have its answer at once, or only later. */
export const backings: readonly Backing[] = [
  ['in memory', () => ({ clock: new FakeClock() })],
  [
    'with a store that answers at once',
    () => {
      const clock = new FakeClock();
      return { clock, store: new MemoryStore({ clock }) };
    },
  ],
  [
    'with a store at a distance',
    () => {
      const clock = new FakeClock();
      return { clock, store: new DelayedStore(new MemoryStore({ clock }), { coherent: false }) };
    },
  ],
];
