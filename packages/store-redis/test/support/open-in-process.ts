import type { RedisStore } from '../../src/index.ts';
import { openAt, type Address } from './open-for-kit.ts';

/** Opens the store for a process that the test kit started. */
export async function openStore(address: string): Promise<RedisStore> {
  const { store } = await openAt(JSON.parse(address) as Address);
  return store;
}
