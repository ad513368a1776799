import { describe, test } from '@jest/globals';
import { describeSessionStore, type OpenStore } from '@httpsession/store-testkit';
import { EncryptedStore } from 'httpsession';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { LmdbStore, type LmdbStoreOptions } from '../src/index.ts';
import { runSources } from '../../../testing/run-sources.ts';
import { spoilHead } from './support/spoil-head.ts';

function open(options: Partial<LmdbStoreOptions> = {}): OpenStore {
  const path = mkdtempSync(join(tmpdir(), 'store-lmdb-'));
  const store = new LmdbStore({ path, onError: () => undefined, ...options });
  return {
    store,
    address: path,
    spoil: (key) => spoilHead(path, key),
    async close() {
      await store.close();
      rmSync(path, { recursive: true });
    },
  };
}

function openOnFakeClock(): OpenStore & { readonly clock: FakeClock } {
  const clock = new FakeClock();
  return { ...open({ clock }), clock };
}

const abilities = { listing: true, principals: true, locks: true, unreadable: true } as const;

describeSessionStore(
  { describe, test },
  {
    name: 'LmdbStore',
    open: openOnFakeClock,
    limits: { claimedBytes: 4_194_304 },
    abilities: { ...abilities, manyProcesses: 'they would not share the clock of the test' },
  },
);

describeSessionStore(
  { describe, test },
  {
    name: 'LmdbStore in real time',
    open: () => open(),
    limits: { claimedBytes: 4_194_304 },
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
    limits: { claimedBytes: 4_194_304 },
    abilities: { ...abilities, manyProcesses: 'locks of files are the same' },
  },
);

describeSessionStore(
  { describe, test },
  {
    name: 'EncryptedStore around an LmdbStore',
    open: () => {
      const inner = openOnFakeClock();
      const { clock } = inner;
      return {
        ...inner,
        store: new EncryptedStore(inner.store, { keys: [randomBytes(32)], clock }),
      };
    },
    limits: { claimedBytes: 4_194_304 },
    abilities: {
      ...abilities,
      unreadable: 'the store inside can be spoilt, and is',
      manyProcesses: 'they would not share the clock of the test',
    },
  },
);
