import { describe, test } from '@jest/globals';
import { describeSessionStore, type OpenStore } from '@httpsession/store-testkit';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { LmdbStore, type LmdbStoreOptions } from '../src/index.ts';
import { runSources } from '../../../testing/run-sources.ts';

function open(options: Partial<LmdbStoreOptions> = {}): OpenStore {
  const path = mkdtempSync(join(tmpdir(), 'store-lmdb-'));
  const store = new LmdbStore({ path, ...options });
  return {
    store,
    address: path,
    async close() {
      await store.close();
      rmSync(path, { recursive: true });
    },
  };
}

function openOnFakeClock(): OpenStore {
  const clock = new FakeClock();
  return { ...open({ clock }), clock };
}

const abilities = { listing: true, principals: true, locks: true } as const;

describeSessionStore(
  { describe, test },
  {
    name: 'LmdbStore',
    open: openOnFakeClock,
    abilities: { ...abilities, manyProcesses: 'they would not share the clock of the test' },
  },
);

describeSessionStore(
  { describe, test },
  {
    name: 'LmdbStore in real time',
    open: () => open(),
    abilities: {
      ...abilities,
      manyProcesses: {
        module: new URL('./support/open-in-process.mjs', import.meta.url),
        execArgv: runSources,
      },
    },
  },
);

describeSessionStore(
  { describe, test },
  {
    name: "LmdbStore with durability 'power'",
    open: () => open({ durability: 'power' }),
    abilities: { ...abilities, manyProcesses: 'locks of files are the same' },
  },
);
