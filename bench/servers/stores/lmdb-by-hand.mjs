import { open as openDatabase } from 'lmdb';
import { byHand } from './by-hand.mjs';

/** A get at once, and a put that is awaited until it is committed: to the system, not to the disk, as LmdbStore. */
export function open({ folder }) {
  const db = openDatabase({ path: folder, noSync: true, overlappingSync: false, encoding: 'json' });
  return byHand({
    create: (id, fields) => db.put(id, fields),
    load: (id) => db.get(id),
    save: (id, count, fields) => db.put(id, { ...fields, count: String(count) }),
    close: () => db.close(),
  });
}
