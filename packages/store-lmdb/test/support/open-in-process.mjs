// Opens the store for the processes that the test kit starts. The address is the folder.
import { LmdbStore } from '@httpsession/store-lmdb';

export const openStore = (path) => new LmdbStore({ path, timeoutMs: 30_000 });
