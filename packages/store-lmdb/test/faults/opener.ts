// A process that opens a store when it is told to, and says so before and after: `opener.ts <folder>`.
import { LmdbStore } from '@httpsession/store-lmdb';
import { markOf } from './marks.ts';

const [, , path = ''] = process.argv;
process.on('disconnect', () => process.exit());
process.on('message', () => {
  process.send?.('opening', () => {
    const store = new LmdbStore({ path });
    process.send?.(markOf(store.load('a') as never));
  });
});
process.send?.('ready');
