import { setTimeout as sleep } from 'node:timers/promises';
import { acknowledged, requestsOf, traffic } from '../run/figures.ts';
import { Random } from '../load/random.ts';
import type { Result, Scenario, Stage } from '../run/scenario.ts';
import { mariadbOf, postgresOf, redisOf, type SharedStore, timeoutOf } from './shared-servers.ts';

async function killWorkers(stage: Stage, { plan }: SharedStore): Promise<Result> {
  const rehearsal = stage.rehearse();
  const stays = await rehearsal.worker(plan(undefined, timeoutOf(stage)));
  const dies = await rehearsal.worker(plan(undefined, timeoutOf(stage)));
  await rehearsal.load({ rate: 150, clients: 60 });
  await rehearsal.during('before', 500);
  rehearsal.phase('kills');
  const random = new Random(stage.seed);
  const kills = stage.amount(4, 50);
  for (let n = 0; n < kills; n += 1) {
    stage.note(`${n} of ${kills} kills`);
    await sleep(random.next() * 200);
    await dies.kill();
    await dies.start();
  }
  await rehearsal.end();
  const { history } = rehearsal;
  const failures = requestsOf(history).filter(({ status }) => status >= 500).length;
  const what = `${failures} requests failed on the worker that stayed (port ${stays.port})`;
  return {
    figures: [
      `${kills} kills`,
      acknowledged(history),
      traffic(history, 'kills'),
      `${failures} failures`,
    ],
    violations: [
      ...rehearsal.check({ crashes: true, success: [{ least: 0.9 }] }),
      ...(failures === 0 ? [] : [{ rule: 'too few' as const, what }]),
    ],
  };
}

const TEXT = {
  done: 'One of two workers is killed with SIGKILL at any time under load, and started again.',
  holds: 'No half record: what was acknowledged is there; no request of the other worker fails.',
};

/** Workers that are killed in the middle of a script or a transaction. */
export const killedWorkers: readonly Scenario[] = [
  {
    id: 'F-3a',
    title: 'Redis, a worker killed',
    needs: ['redis'],
    ...TEXT,
    run: async (stage) => killWorkers(stage, await redisOf(stage)),
  },
  {
    id: 'F-3b',
    title: 'PostgreSQL, a worker killed',
    needs: ['postgresql'],
    ...TEXT,
    run: async (stage) => killWorkers(stage, await postgresOf(stage)),
  },
  {
    id: 'F-3c',
    title: 'MariaDB, a worker killed',
    needs: ['mariadb'],
    ...TEXT,
    run: async (stage) => killWorkers(stage, await mariadbOf(stage)),
  },
];
