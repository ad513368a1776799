import { randomBytes } from 'node:crypto';
import type { StorePlan, WorkerPlan } from '../app/plan.ts';
import { acknowledged, traffic } from '../run/figures.ts';
import type { Rehearsal } from '../run/rehearsal.ts';
import type { Result, Scenario, Stage } from '../run/scenario.ts';
import { lmdbOf } from './stores.ts';
import { redisOf } from './shared-servers.ts';

function targetsOf({ workers }: Rehearsal): { targets: number[] } {
  return { targets: workers.map(({ port }) => port) };
}

async function joinAndLeave(stage: Stage, rehearsal: Rehearsal, store: StorePlan): Promise<Result> {
  await rehearsal.worker(store);
  await rehearsal.worker(store);
  const load = await rehearsal.load({ rate: 200, clients: 80 });
  await rehearsal.during('two', stage.isSmall ? 700 : 5000);
  for (let round = 0; round < stage.amount(2, 10); round += 1) {
    const joined = await rehearsal.worker(store);
    await load.order(targetsOf(rehearsal));
    await rehearsal.during('three', stage.isSmall ? 500 : 3000);
    const [oldest] = rehearsal.workers.splice(0, 1);
    await load.order(targetsOf(rehearsal));
    // Every other one goes without a word: what it had promised must be in the store.
    if (round % 2 === 0) await oldest?.stop();
    else await oldest?.kill();
    await rehearsal.during('two', stage.isSmall ? 500 : 3000);
    if (!rehearsal.workers.includes(joined)) throw new Error('The worker that joined has gone');
  }
  await rehearsal.end();
  const { history } = rehearsal;
  return {
    figures: [acknowledged(history), traffic(history)],
    violations: rehearsal.check({ crashes: true, success: [{ least: 0.999 }] }),
  };
}

/** Every worker gets another plan, one after the other, under load. */
async function rollOut(
  rehearsal: Rehearsal,
  load: Awaited<ReturnType<Rehearsal['load']>>,
  change: Partial<WorkerPlan>,
): Promise<void> {
  for (const worker of rehearsal.workers) {
    await load.takeOut(worker, targetsOf(rehearsal).targets);
    await worker.stop();
    worker.plan = { ...worker.plan, ...change };
    await worker.start();
    await load.order(targetsOf(rehearsal));
  }
}

async function rotate(stage: Stage, rehearsal: Rehearsal, store: StorePlan): Promise<Result> {
  const newKey = (): string => randomBytes(32).toString('base64');
  const [oldKey, key, oldSecret, secret] = [newKey(), newKey(), newKey(), newKey()];
  const first = { keys: [oldKey], secrets: [oldSecret] };
  await rehearsal.worker(store, first);
  await rehearsal.worker(store, first);
  const load = await rehearsal.load({ rate: 150, clients: 80 });
  const ms = stage.isSmall ? 500 : 5000;
  const steps: [string, Partial<WorkerPlan>][] = [
    ['known', { keys: [oldKey, key], secrets: [oldSecret, secret] }],
    ['in use', { keys: [key, oldKey], secrets: [secret, oldSecret] }],
    ['rolled back', { keys: [oldKey, key], secrets: [oldSecret, secret] }],
    ['in use again', { keys: [key, oldKey], secrets: [secret, oldSecret] }],
  ];
  for (const [name, change] of steps) {
    rehearsal.phase(name);
    await rollOut(rehearsal, load, change);
    await rehearsal.during(name, ms);
  }
  await rehearsal.end();
  const { history } = rehearsal;
  return {
    figures: [
      `${steps.length} steps, each on all workers`,
      acknowledged(history),
      traffic(history),
    ],
    violations: rehearsal.check({ success: [{ least: 0.999 }] }),
  };
}

const JOIN = {
  done: 'Two workers under load; again and again a third one joins, and the oldest one leaves: by SIGTERM and by SIGKILL in turn.',
  holds:
    'Nothing changes for the clients: no session is lost or old, 99.9 % of the requests succeed.',
};

/** Workers that come and go, and keys that change. */
export const rolling: readonly Scenario[] = [
  {
    id: 'F-21a',
    title: 'LMDB, rolling upgrade',
    ...JOIN,
    run: (stage) => {
      const rehearsal = stage.rehearse();
      return joinAndLeave(stage, rehearsal, lmdbOf(rehearsal));
    },
  },
  {
    id: 'F-21b',
    title: 'Redis, rolling upgrade',
    needs: ['redis'],
    ...JOIN,
    run: async (stage) => joinAndLeave(stage, stage.rehearse(), (await redisOf(stage)).plan()),
  },
  {
    id: 'F-22',
    title: 'LMDB, key rotation',
    done: 'Two workers that sign ids and encrypt values get a new key and a new secret behind the old ones, then in front, are rolled back and go on, one after the other, under load.',
    holds: 'Nobody is logged out, nothing acknowledged is lost.',
    run: (stage) => {
      const rehearsal = stage.rehearse();
      return rotate(stage, rehearsal, lmdbOf(rehearsal));
    },
  },
];
