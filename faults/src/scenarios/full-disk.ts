import type { Scenario } from '../run/scenario.ts';
import { acknowledged, latency, traffic } from '../run/figures.ts';
import { inMs } from '../history/statistics.ts';
import { lmdbOf } from './stores.ts';

/** LMDB: no room for one more session. */
export const fullDisk: Scenario = {
  id: 'F-10',
  title: 'LMDB, no room left',
  done: 'A file of 1 MiB is filled with sessions that nobody ends; then clients only end sessions, and go on as before.',
  holds:
    'What does not fit is refused with 503 and no cookie, old sessions stay readable, deleting works, and there is room again afterwards.',
  async run({ isSmall, rehearse }) {
    const rehearsal = rehearse();
    await rehearsal.worker(lmdbOf(rehearsal, 1024 * 1024));
    const ms = isSmall ? 3000 : 20_000;
    const filling = { read: 10, set: 30, add: 10, rename: 0, end: 0, free: 5, ghost: 0 };
    const load = await rehearsal.load({ rate: 400, clients: 2000, mix: filling });
    await rehearsal.during('filling', ms * 2);
    load.order({ mix: { read: 0, set: 0, add: 0, rename: 0, end: 1, free: 0, ghost: 0 } });
    load.order({ starts: false });
    await rehearsal.during('emptying', ms * 2);
    load.order({ mix: { ...filling, set: 5, end: 90 } });
    load.order({ starts: true });
    load.order({ rate: 100 });
    await rehearsal.during('after', ms);
    await rehearsal.end();
    const { history } = rehearsal;
    return {
      figures: [
        acknowledged(history),
        traffic(history, 'filling'),
        traffic(history, 'after'),
        `refusals p99 ${inMs(latency(history, 'failed', 'filling'))}`,
      ],
      violations: rehearsal.check({
        bounds: [{ of: 'failed', share: 0.99, ms: 1000 }],
        success: [{ phase: 'after', least: 0.9 }],
      }),
    };
  },
};
