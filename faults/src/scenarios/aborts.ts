import { setTimeout as sleep } from 'node:timers/promises';
import { acknowledged, growth, requestsOf } from '../run/figures.ts';
import type { Scenario } from '../run/scenario.ts';
import { lmdbOf } from './stores.ts';

/** Clients go away in the middle of their requests. */
export const aborts: Scenario = {
  id: 'F-14',
  title: 'LMDB, clients that go away',
  done: 'Half of all requests are cut off 0 to 6 ms after they were sent; then nobody is cut off any more.',
  holds:
    'What was acknowledged stays, a change that was cut off is made wholly or not at all, every session answers afterwards, no unhandled rejection, memory flat.',
  async run({ isSmall, amount, rehearse }) {
    const rehearsal = rehearse();
    await rehearsal.worker(lmdbOf(rehearsal));
    const load = await rehearsal.load({ rate: 400, clients: 100, aborts: 0.5 });
    await rehearsal.during('aborts', amount(3000, 50_000));
    await load.order({ aborts: 0 });
    await rehearsal.during('after', isSmall ? 1000 : 5000);
    await sleep(0);
    await rehearsal.end();
    const { history } = rehearsal;
    const cut = requestsOf(history).filter(({ problem }) => problem === 'aborted').length;
    return {
      figures: [`${cut} requests cut off`, acknowledged(history), growth(history)],
      violations: rehearsal.check({
        growthMb: 60,
        success: [{ phase: 'after', least: 1 }],
      }),
    };
  },
};
