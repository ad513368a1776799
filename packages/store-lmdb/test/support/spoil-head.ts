import { open } from 'lmdb';
import { headKey, keyPart } from '../../src/format/entry-keys.ts';

/** Puts something else in the place of a session of a store that is open, as another program would. */
export async function spoilHead(path: string, key: string): Promise<void> {
  const options = { path, noSubdir: false, overlappingSync: false, useVersions: true };
  const db = open<Uint8Array, Uint8Array>({
    ...options,
    encoding: 'binary',
    keyEncoding: 'binary',
  });
  const entry = Buffer.from(headKey(keyPart(key)), 'latin1');
  await db.put(entry, Buffer.from('something else'), 1);
  await db.close();
}
