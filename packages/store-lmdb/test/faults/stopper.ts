// A process that stops itself in the middle of a write: `stopper.ts <folder>`.
import { LmdbStore } from '@httpsession/store-lmdb';
import { stamp } from './marks.ts';

const [, , path = ''] = process.argv;
let isArmed = false;

/** The store asks for the time in its write, where it alone has the file. */
function now(): number {
  if (isArmed) {
    isArmed = false;
    process.kill(process.pid, 'SIGSTOP');
  }
  return Date.now();
}

const clock = {
  now,
  monotonic: () => Math.floor(performance.now()),
  after: () => ({ cancel: () => undefined }),
  nextTurn: () => ({ cancel: () => undefined }),
};
const store = new LmdbStore({ path, clock });
process.on('disconnect', () => process.exit());
process.on('message', () => {
  isArmed = true;
  void Promise.resolve(
    store.update('a', {
      uid: 'a',
      set: stamp('stopped'),
      removed: new Set(),
      lastAccessedAt: 0,
      inUseAt: 0,
      graceMs: 0,
      endsAt: undefined,
    }),
  ).then((answer) => process.send?.(answer));
});
process.send?.('ready');
