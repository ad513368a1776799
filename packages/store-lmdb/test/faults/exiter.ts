// A process that calls process.exit in the middle of its writes: `exiter.ts <folder> <ms>`.
import { LmdbStore } from '@httpsession/store-lmdb';
import { stamp } from './marks.ts';

const [, , path = '', ms = '0'] = process.argv;
const store = new LmdbStore({ path });
setTimeout(() => process.exit(0), Number(ms));
for (let done = 0; ; done += 1) {
  await store.update('a', {
    uid: 'a',
    set: stamp(String(done)),
    removed: new Set(),
    lastAccessedAt: 0,
    inUseAt: Date.now(),
    graceMs: 0,
    endsAt: undefined,
  });
}
