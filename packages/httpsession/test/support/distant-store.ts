import { MemoryStore } from 'httpsession';
import { DelayedStore, type DelayedStoreOptions } from './delayed-store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';

/** A store at a distance, and the clock that it shares with a server: both are options of `serve`. */
export interface Distant {
  readonly clock: FakeClock;
  readonly store: DelayedStore;
}

export function distantStore(options: DelayedStoreOptions = { coherent: false }): Distant {
  const clock = new FakeClock();
  return { clock, store: new DelayedStore(new MemoryStore({ clock }), options) };
}
