import { setTimeout as sleep } from 'node:timers/promises';
import type { Rules, Span } from '../checks/rules.ts';
import { inMs } from '../history/statistics.ts';
import { growth, latency, recovery, traffic } from '../run/figures.ts';
import type { Result, Stage } from '../run/scenario.ts';
import { type SharedStore, timeoutOf } from './shared-servers.ts';

/** How a store is away, and comes back. */
export interface Outage {
  /** What happens; gives when it was over. */
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
  readonly ms: number;
  /** What the store may have lost when it was away from one instant to the other. */
  losses?(away: Span): readonly Span[];
}

/** How long the clients may notice after the store is back: the breaker asks once a second. */
const RECOVERY_MS = 2000;

/** Two workers on one store under load, which goes away once and comes back. */
export async function rehearseOutage(
  stage: Stage,
  { plan }: SharedStore,
  outage: Outage,
): Promise<Result> {
  const rehearsal = stage.rehearse();
  await rehearsal.worker(plan(undefined, timeoutOf(stage)));
  await rehearsal.worker(plan(undefined, timeoutOf(stage)));
  await rehearsal.load({ rate: 150, clients: 60 });
  await rehearsal.during('before', stage.isSmall ? 1500 : 10_000);
  const from = rehearsal.phase('away');
  await outage.begin();
  await sleep(outage.ms);
  await outage.end();
  const back = rehearsal.phase('coming back');
  await sleep(RECOVERY_MS);
  await rehearsal.during('after', stage.isSmall ? 1500 : 10_000);
  await rehearsal.end();
  const { history } = rehearsal;
  const losses = outage.losses?.({ from, to: back }) ?? [];
  return {
    figures: [
      traffic(history, 'before'),
      traffic(history, 'away'),
      `failures took ${inMs(latency(history, 'failed', 'away', 0.5))} in the middle, p99 ${inMs(latency(history, 'failed', 'away'))}`,
      `others meanwhile p99 ${inMs(latency(history, 'free', 'away'))}`,
      `the last failure ${inMs(recovery(history, back))} after it was back`,
      traffic(history, 'after'),
      growth(history),
    ],
    violations: rehearsal.check({ ...rulesOf(stage), losses }),
  };
}

/** Other requests take as long as before, but for what failures cost. */
export const BEFORE = { phase: 'before', times: 3 };

function rulesOf(stage: Stage): Rules {
  return {
    bounds: [
      // Most meet an open breaker, and wait for nothing.
      { phase: 'away', of: 'failed', share: 0.5, ms: 50 },
      { phase: 'away', of: 'failed', share: 0.99, ms: timeoutOf(stage) + 200 },
      { phase: 'away', of: 'free', share: 0.99, ms: 100, orTimes: BEFORE },
    ],
    success: [
      { phase: 'before', least: 0.99, isOver: true },
      { phase: 'after', least: 0.999 },
    ],
    growthMb: 60,
  };
}
