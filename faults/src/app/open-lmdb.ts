import { LmdbStore } from '@httpsession/store-lmdb';
import type { StorePlan } from './plan.ts';
import type { OpenStore } from './stores.ts';

export async function openLmdb({
  path,
  maxBytes,
}: Extract<StorePlan, { kind: 'lmdb' }>): Promise<OpenStore> {
  const store = new LmdbStore({ path, ...(maxBytes !== undefined && { maxBytes }) });
  return { store, close: async () => store.close() };
}
