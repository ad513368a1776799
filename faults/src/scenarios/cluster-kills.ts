import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../load/random.ts';
import { acknowledged, traffic } from '../run/figures.ts';
import type { Scenario } from '../run/scenario.ts';
import { lmdbOf } from './stores.ts';

/** node:cluster: workers are killed at random. */
export const clusterKills: Scenario = {
  id: 'F-19',
  title: 'LMDB, node:cluster with workers killed at random',
  done: 'Four processes of node:cluster answer on one port, without stickiness; a random one is killed with SIGKILL every second, and its primary starts another one.',
  holds:
    'A request finds what any process wrote, nothing acknowledged is lost or comes back, ends are told; 95 % of all requests are answered: those on the process that was killed are not.',
  async run({ amount, seed, rehearse }) {
    const rehearsal = rehearse();
    const worker = await rehearsal.worker(lmdbOf(rehearsal), { processes: 4 });
    await rehearsal.load({ rate: 200, clients: 100 });
    await rehearsal.during('kills', 1000);
    const random = new Random(seed);
    const kills = amount(3, 60);
    for (let n = 0; n < kills; n += 1) {
      process.kill(random.pick(worker.pids), 'SIGKILL');
      await sleep(1000);
    }
    await rehearsal.end();
    const { history } = rehearsal;
    return {
      figures: [`${kills} kills`, acknowledged(history), traffic(history, 'kills')],
      violations: rehearsal.check({ crashes: true, success: [{ least: 0.95 }] }),
    };
  },
};
