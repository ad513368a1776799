import { COUNTER_KEY } from '../format/entry-keys.ts';
import type { LmdbFile } from './lmdb-file.ts';

/**
 * A number that was not given out before, and is greater than all that were. Who asks for one is alone with it. Only
 * within a write.
 */
export function nextNumber(file: LmdbFile): number {
  const next = (file.get(COUNTER_KEY)?.readDoubleLE(0) ?? 0) + 1;
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(next);
  file.put(COUNTER_KEY, bytes);
  return next;
}
