// The suite under the runner of Node itself. With the argument `broken` on a store that loses every deletion.
// eslint-disable-next-line n/no-unsupported-features/node-builtins -- it works in all that we support
import { describe, test } from 'node:test';
import { MemoryStore } from 'httpsession';
import { describeSessionStore } from '@httpsession/store-testkit';

class BrokenStore extends MemoryStore {
  delete() {
    return true;
  }
}

describeSessionStore(
  { describe, test },
  {
    name: 'MemoryStore',
    open: () => {
      const store = process.argv.includes('broken') ? new BrokenStore() : new MemoryStore();
      return { store, close: () => store.close() };
    },
    abilities: { listing: true, principals: true, locks: true },
  },
);
