import { setTimeout as sleep } from 'node:timers/promises';
import { acknowledged, traffic } from '../run/figures.ts';
import type { Scenario } from '../run/scenario.ts';
import { Random } from '../load/random.ts';
import { lmdbOf } from './stores.ts';

/** Every worker writes with several requests at a time: it is hardly ever killed between two writes. */
const WRITES = { add: 45, set: 45, read: 10, rename: 4, end: 4, free: 0, ghost: 2 };

/** LMDB: kill -9 in the middle of a write. */
export const killedWriters: Scenario = {
  id: 'F-1',
  title: 'LMDB, kill -9 while it writes',
  done:
    'Two workers share one LMDB file; by turns one is killed with SIGKILL 0 to 60 ms after it went on with writing, ' +
    'and started again.',
  holds:
    'No acknowledged write is lost, each session is there as a whole, the other worker goes on; ends are told.',
  minutes: 40,
  async run({ seed, rehearse, amount, note }) {
    const rehearsal = rehearse();
    const store = lmdbOf(rehearsal);
    await rehearsal.worker(store);
    await rehearsal.worker(store);
    const kills = amount(10, 1000);
    const random = new Random(seed);
    await rehearsal.load({ rate: 200, clients: 100, mix: WRITES });
    await rehearsal.during('before', 500);
    rehearsal.phase('kills');
    for (let n = 0; n < kills; n += 1) {
      note(`${n} of ${kills} kills`);
      const worker = rehearsal.workers[n % 2]!;
      await worker.kill();
      await worker.start();
      await sleep(random.next() * 60);
    }
    await rehearsal.end();
    const { history } = rehearsal;
    return {
      figures: [`${kills} kills`, acknowledged(history), traffic(history, 'kills')],
      violations: rehearsal.check({ crashes: true, growthMb: 60 }),
    };
  },
};
