import type { Temper } from '../app/plan.ts';
import type { Violation } from '../checks/rules.ts';
import { latency, requestsOf } from '../run/figures.ts';
import { inMs } from '../history/statistics.ts';
import type { Scenario } from '../run/scenario.ts';
import { lmdbOf } from './stores.ts';

const TEMPERS: readonly Temper[] = ['good', 'throws', 'rejects', 'hangs'];

/** Listeners that do what they should not. */
export const badListeners: Scenario = {
  id: 'F-23',
  title: 'LMDB, bad listeners',
  done: 'The listener for the end of sessions is good, throws, gives a promise that is rejected, or one that is never fulfilled; a third of all requests end their session.',
  holds:
    'Every session ends, once; no request fails or waits for the listener; no unhandled rejection.',
  async run({ isSmall, rehearse }) {
    const figures: string[] = [];
    const violations: Violation[] = [];
    for (const temper of TEMPERS) {
      const rehearsal = rehearse();
      await rehearsal.worker(lmdbOf(rehearsal), { temper });
      await rehearsal.load({ rate: 200, clients: 50, mix: { end: 50 } });
      await rehearsal.during(temper, isSmall ? 1000 : 10_000);
      await rehearsal.end();
      const { history } = rehearsal;
      const ends = requestsOf(history).filter(
        ({ action, status }) => action === 'end' && status === 200,
      );
      figures.push(`${temper}: ${ends.length} ends, p99 ${inMs(latency(history, 'ok'))}`);
      violations.push(...rehearsal.check({ success: [{ least: 1 }] }));
    }
    return { figures, violations };
  },
};
