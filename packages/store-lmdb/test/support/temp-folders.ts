import { afterEach } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LmdbStore, type LmdbStoreOptions } from '../../src/index.ts';

const folders: string[] = [];
const stores: LmdbStore[] = [];

/** A folder that is removed after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-lmdb-'));
  folders.push(folder);
  return folder;
}

/** A store that is closed after the test, in a folder of its own unless the test has one. */
export function openStore(options: Partial<LmdbStoreOptions> = {}): LmdbStore {
  const store = new LmdbStore({ path: options.path ?? tempFolder(), ...options });
  stores.push(store);
  return store;
}

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
