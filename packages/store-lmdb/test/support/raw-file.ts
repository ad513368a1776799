import { open, type RootDatabase } from 'lmdb';

export type RawFile = RootDatabase<Uint8Array, Uint8Array>;

/**
 * Writes into the file of a store that is closed, as something that is not the store would: entries with a version as
 * the store has them, or without.
 */
export async function spoil(
  path: string,
  write: (db: RawFile) => unknown,
  { useVersions = true }: { readonly useVersions?: boolean } = {},
): Promise<void> {
  const options = { path, noSubdir: false, overlappingSync: false, useVersions };
  const db = open<Uint8Array, Uint8Array>({
    ...options,
    encoding: 'binary',
    keyEncoding: 'binary',
  });
  await write(db);
  await db.close();
}

/** The keys of all entries whose kind is this. */
export async function keysOf(path: string, kind: string): Promise<Uint8Array[]> {
  let keys: Uint8Array[] = [];
  await spoil(path, (db) => {
    keys = [...db.getKeys({ start: Buffer.from([1]), end: Buffer.from([255, 255]) })]
      .map((key) => new Uint8Array(key))
      .filter(([first]) => first === kind.charCodeAt(0));
  });
  return keys;
}
