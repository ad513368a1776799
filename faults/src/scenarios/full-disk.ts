import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StorePlan } from '../app/plan.ts';
import type { Rehearsal } from '../run/rehearsal.ts';
import type { Result, Scenario, Stage } from '../run/scenario.ts';
import { acknowledged, latency, requestsOf, traffic } from '../run/figures.ts';
import { inMs } from '../history/statistics.ts';
import { lmdbOf } from './stores.ts';

const HOLDS =
  'What does not fit is refused with 503 and no cookie, old sessions stay readable, deleting works, and there is room again afterwards.';

async function fill({ isSmall }: Stage, rehearsal: Rehearsal, store: StorePlan): Promise<Result> {
  await rehearsal.worker(store);
  const ms = isSmall ? 3000 : 20_000;
  const filling = { read: 10, set: 30, add: 10, rename: 0, end: 0, free: 5, ghost: 0 };
  const load = await rehearsal.load({ rate: 400, clients: 2000, mix: filling });
  await rehearsal.during('filling', ms * 2);
  await load.order({ mix: { read: 0, set: 0, add: 0, rename: 0, end: 1, free: 0, ghost: 0 } });
  await load.order({ starts: false });
  await rehearsal.during('emptying', ms * 2);
  await load.order({ mix: { ...filling, set: 5, end: 90 } });
  await load.order({ starts: true });
  await load.order({ rate: 100 });
  await rehearsal.during('after', ms);
  await rehearsal.end();
  const { history } = rehearsal;
  const refused = requestsOf(history, 'filling').filter(({ status }) => status === 503).length;
  return {
    figures: [
      `${refused} refusals`,
      acknowledged(history),
      traffic(history, 'filling'),
      traffic(history, 'after'),
      `refusals p99 ${inMs(latency(history, 'failed', 'filling'))}`,
    ],
    violations: [
      ...rehearsal.check({
        bounds: [{ of: 'failed', share: 0.99, ms: 1000 }],
        success: [{ phase: 'after', least: 0.9 }],
      }),
      // Without one this was no rehearsal of anything.
      ...(refused > 0 ? [] : [{ rule: 'too few' as const, what: 'nothing was refused' }]),
    ],
  };
}

/** A disk of its own that is as small as that. */
function smallDisk(stage: Stage, folder: string): string {
  if (process.geteuid?.() !== 0) throw new Error('It mounts a disk, which only root may do');
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=0700', 'httpsession-faults', disk]);
  stage.undo(() => void execFileSync('umount', ['--lazy', disk]));
  return disk;
}

/** LMDB: no room for one more session. */
export const fullDisk: readonly Scenario[] = [
  {
    id: 'F-10a',
    title: 'LMDB, no room left in the file',
    done: 'A file of 1 MiB is filled with sessions that nobody ends; then clients only end sessions, and go on as before.',
    holds: HOLDS,
    run: (stage) => {
      const rehearsal = stage.rehearse();
      return fill(stage, rehearsal, lmdbOf(rehearsal, 1024 * 1024));
    },
  },
  {
    id: 'F-10b',
    title: 'LMDB, no room left on the disk',
    done: 'The same with a file that may grow, on a disk of 2 MiB (tmpfs).',
    holds: HOLDS,
    run: (stage) => {
      const rehearsal = stage.rehearse();
      const path = join(smallDisk(stage, rehearsal.folder), 'sessions');
      return fill(stage, rehearsal, { kind: 'lmdb', path });
    },
  },
];
