import { setTimeout as sleep } from 'node:timers/promises';
import { traffic } from '../run/figures.ts';
import type { Scenario } from '../run/scenario.ts';

const HOUR = 3_600_000;
const YEARS = 10 * 365 * 24 * HOUR;
const STEPS = [HOUR, 0, -HOUR, 0, YEARS, 0, -YEARS, 0];

/** Memory: the wall clock jumps. */
export const clockSteps: Scenario = {
  id: 'F-12',
  title: 'memory, the wall clock jumps',
  done: 'The wall clock of a worker with sessions in memory jumps by +1 h, -1 h, +10 years and -10 years, and back each time; sessions idle for 2 s at most.',
  holds: 'No session ends before its time or lives longer, whatever the wall clock says.',
  async run({ isSmall, rehearse }) {
    const rehearsal = rehearse();
    const worker = await rehearsal.worker({ kind: 'none' }, { idleSeconds: 2 });
    await rehearsal.load({ rate: 100, clients: 250, mix: { rename: 0 } });
    for (const offset of STEPS) {
      await rehearsal.during(`${offset / HOUR} h`, isSmall ? 600 : 5000);
      await fetch(`http://127.0.0.1:${worker.port}/clock?offset=${offset}`, { method: 'POST' });
    }
    await sleep(500);
    await rehearsal.end();
    const { history } = rehearsal;
    const expired = history.filter(
      (entry) => entry.kind === 'destroyed' && entry.reason === 'timeout',
    );
    return {
      figures: [`${STEPS.length} steps`, `${expired.length} sessions expired`, traffic(history)],
      violations: rehearsal.check({ idleMs: 2000, idleSlackMs: 1000 }),
    };
  },
};
