import type { Entry, Sample } from '../history/entries.ts';
import { quantile } from '../history/statistics.ts';
import type { Rules, Violation } from './rules.ts';

/** The fewest samples that say anything about growth. */
const LEAST_SAMPLES = 6;

/** Workers neither fail by themselves nor grow. */
export function checkWorkers(history: readonly Entry[], { growthMb }: Rules): Violation[] {
  return [
    ...history.flatMap((entry): Violation[] =>
      entry.kind === 'trouble'
        ? [{ rule: 'trouble', what: `worker ${entry.worker}: ${entry.what}` }]
        : [],
    ),
    ...(growthMb === undefined ? [] : checkGrowth(history, growthMb)),
  ];
}

function checkGrowth(history: readonly Entry[], growthMb: number): Violation[] {
  return [...growthOf(history)].flatMap(([worker, grown]): Violation[] =>
    grown > growthMb
      ? [
          {
            rule: 'memory',
            what: `worker ${worker} has grown by ${grown.toFixed(0)} MB, not ${growthMb}`,
          },
        ]
      : [],
  );
}

/** By how many megabytes each worker has grown: from the second to the last third of its samples. */
export function growthOf(history: readonly Entry[]): Map<number, number> {
  const byWorker = new Map<number, Sample[]>();
  for (const entry of history) {
    if (entry.kind !== 'sample') continue;
    byWorker.set(entry.worker, [...(byWorker.get(entry.worker) ?? []), entry]);
  }
  const grown = new Map<number, number>();
  for (const [worker, samples] of byWorker) {
    if (samples.length < LEAST_SAMPLES) continue;
    samples.sort((a, b) => a.at - b.at);
    const third = Math.floor(samples.length / 3);
    // In the first third the program is still being compiled, and its caches filled.
    const early = median(samples.slice(third, 2 * third));
    grown.set(worker, median(samples.slice(-third)) - early);
  }
  return grown;
}

function median(samples: readonly Sample[]): number {
  return quantile(
    samples.map(({ rssMb }) => rssMb),
    0.5,
  );
}
