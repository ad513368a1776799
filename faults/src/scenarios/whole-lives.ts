import { setTimeout as sleep } from 'node:timers/promises';
import type { Rules } from '../checks/rules.ts';
import { lateness } from '../run/end-figures.ts';
import { acknowledged, traffic } from '../run/figures.ts';
import { areAllTold, BUSY_MS, SWEEP_MS } from './ends-by-time.ts';
import { onEveryStore } from './every-store.ts';

const LIFE_SECONDS = 4;

/** Sessions whose whole life is over while several processes work with them. */
export const wholeLives = onEveryStore(
  {
    id: 'F-30',
    title: 'whole lives that end in use',
    isPatient: true,
    done: 'Three workers on one store; sessions live for 4 s (maxLifetime), and each is in use by some three slow requests at a time, on all workers.',
    holds:
      'None lives longer or ends before, however busy it is; each end is told exactly once, one sweep (12 s) after it at the latest.',
  },
  async (stage, rehearsal, store) => {
    for (let n = 0; n < 3; n += 1) await rehearsal.worker(store, { lifeSeconds: LIFE_SECONDS });
    const mix = { rename: 0, end: 0, ghost: 0 };
    const load = await rehearsal.load({ rate: 60, clients: 6, slowMs: 600, mix });
    rehearsal.phase('in use');
    await sleep(stage.amount(9, 60) * 1000);
    rehearsal.phase('no new ones');
    await load.order({ starts: false });
    const withinMs = SWEEP_MS + BUSY_MS;
    await rehearsal.until(
      (history) => areAllTold(history, load.seed),
      LIFE_SECONDS * 1000 + withinMs + BUSY_MS,
    );
    await rehearsal.end();
    const { history } = rehearsal;
    const rules: Rules = {
      lifeMs: LIFE_SECONDS * 1000,
      telling: { withinMs },
      success: [{ least: 0.999 }],
    };
    const late = lateness(history, rules);
    return {
      figures: [late.text, acknowledged(history), traffic(history)],
      violations: [
        ...rehearsal.check(rules),
        // Without one this was no rehearsal of anything.
        ...(late.count > 0 ? [] : [{ rule: 'too few' as const, what: 'no life was over' }]),
      ],
    };
  },
);
