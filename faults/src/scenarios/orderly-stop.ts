import { acknowledged, requestsOf, traffic } from '../run/figures.ts';
import type { Scenario } from '../run/scenario.ts';
import { lmdbOf } from './stores.ts';

/** SIGTERM under load, one worker after the other. */
export const orderlyStop: Scenario = {
  id: 'F-18',
  title: 'LMDB, restarts in good order',
  done: 'Three workers share one file; one after the other is taken out of the list of targets, gets SIGTERM under load, and is started again.',
  holds: 'No request fails, nothing that was acknowledged is lost, each exit is 0 within 10 s.',
  async run({ amount, rehearse }) {
    const rehearsal = rehearse();
    const store = lmdbOf(rehearsal);
    for (let n = 0; n < 3; n += 1) await rehearsal.worker(store);
    const load = await rehearsal.load({ rate: 300, clients: 100 });
    const ports = rehearsal.workers.map(({ port }) => port);
    await rehearsal.during('restarts', 500);
    const codes: (number | null)[] = [];
    const times: number[] = [];
    for (let round = 0; round < amount(3, 30); round += 1) {
      const worker = rehearsal.workers[round % 3]!;
      await load.takeOut(worker, ports);
      const begun = performance.now();
      codes.push(await worker.stop());
      times.push(performance.now() - begun);
      await worker.start();
      await load.order({ targets: ports });
    }
    await rehearsal.end();
    const { history } = rehearsal;
    const reset = requestsOf(history, 'restarts').filter(({ status }) => status === 0).length;
    const bad =
      codes.filter((code) => code !== 0).length + times.filter((ms) => ms > 10_000).length;
    return {
      figures: [
        `${codes.length} restarts, the longest stop ${Math.max(...times).toFixed(0)} ms`,
        `${reset} requests reset`,
        acknowledged(history),
        traffic(history, 'restarts'),
      ],
      violations: [
        ...rehearsal.check({ success: [{ least: 1 }] }),
        ...(bad === 0
          ? []
          : [{ rule: 'trouble' as const, what: `${bad} bad ends: ${codes.join()}` }]),
      ],
    };
  },
};
