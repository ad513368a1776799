import { setTimeout as sleep } from 'node:timers/promises';
import type { StorePlan } from '../app/plan.ts';
import type { Rules } from '../checks/rules.ts';
import { type Instant, now } from '../history/entries.ts';
import { Random } from '../load/random.ts';
import { lateness, toldTwice } from '../run/end-figures.ts';
import { acknowledged, traffic } from '../run/figures.ts';
import type { Rehearsal } from '../run/rehearsal.ts';
import type { Result, Stage } from '../run/scenario.ts';
import { nextTeller } from '../run/tellers.ts';
import { areAllTold, BUSY_MS, LEASE_MS, SWEEP_MS } from './ends-by-time.ts';
import { onEveryStore, SERVERS } from './every-store.ts';

const IDLE_SECONDS = 2;
/** A tenth of the idle time: by so much a store hears later of a use. */
const TOUCH_MS = 200;
/** Each is asked for every half second: a quarter of the idle time. */
const KEPT = { rate: 20, clients: 10, takesTurns: true };
/** Each is asked for every second, until its client leaves it; long after its time somebody comes back. */
const LEFT = { rate: 20, clients: 20, takesTurns: true, returnMs: 3500 };
const KEPT_MIX = { read: 50, add: 25, set: 25, rename: 0, end: 0, free: 0, ghost: 0 };
const LEFT_MIX = { read: 35, add: 15, set: 15, leave: 32, rename: 0, end: 3, free: 0, ghost: 0 };
const REST = { read: 0, add: 0, set: 0, leave: 1, end: 0, free: 0, ghost: 0 };

interface Course {
  readonly store: StorePlan;
  /** What happens while the sessions are in use; gives what must hold. */
  readonly goOn: () => Promise<Rules>;
  /** By how many milliseconds the wall clock of each worker is wrong. */
  readonly clocks?: readonly number[];
}

async function expire(
  stage: Stage,
  rehearsal: Rehearsal,
  { store, goOn, clocks = [0, 0, 0] }: Course,
): Promise<Result> {
  for (const clockOffset of clocks) {
    await rehearsal.worker(store, { idleSeconds: IDLE_SECONDS, clockOffset });
  }
  await rehearsal.load({ ...KEPT, mix: KEPT_MIX });
  const left = await rehearsal.load({ ...LEFT, mix: LEFT_MIX });
  const since = rehearsal.phase('in use');
  const rules = await goOn();
  await left.order({ mix: REST });
  await left.order({ starts: false });
  rehearsal.phase('left alone');
  const { withinMs = 0 } = rules.telling ?? {};
  await rehearsal.until(
    (history) => areAllTold(history, left.seed),
    IDLE_SECONDS * 1000 + withinMs + BUSY_MS,
  );
  const seconds = (now() - since) / 1000;
  await rehearsal.end();
  const { history } = rehearsal;
  const all: Rules = { ...rules, idleMs: IDLE_SECONDS * 1000, idleSlackMs: TOUCH_MS + BUSY_MS };
  const late = lateness(history, all);
  return {
    figures: [
      `${KEPT.clients} sessions in use for ${seconds.toFixed(0)} s`,
      late.text,
      toldTwice(history),
      acknowledged(history),
      traffic(history),
    ],
    violations: [
      ...rehearsal.check(all),
      // Without one this was no rehearsal of anything.
      ...(late.count > 0 ? [] : [{ rule: 'too few' as const, what: 'no session expired' }]),
    ],
  };
}

/** Nothing happens but time. */
async function goBy(stage: Stage): Promise<Rules> {
  await sleep(stage.amount(15, 60) * 1000);
  return { telling: { withinMs: TOUCH_MS + SWEEP_MS + BUSY_MS }, success: [{ least: 0.999 }] };
}

/** Kills workers, every other one just when it ends sessions that it has claimed. Gives when the last one died. */
async function killWorkers(stage: Stage, rehearsal: Rehearsal): Promise<Instant> {
  const random = new Random(stage.seed);
  const kills = stage.amount(4, 20);
  for (let n = 0; n < kills; n += 1) {
    stage.note(`${n} of ${kills} kills`);
    const teller = n % 2 === 0 ? await nextTeller(rehearsal, SWEEP_MS) : undefined;
    await sleep(random.next() * (teller === undefined ? 2000 : 15));
    const worker = teller ?? random.pick(rehearsal.workers);
    await worker.kill();
    await worker.start();
  }
  return now();
}

const WHO =
  'Three workers on one store; sessions idle for 2 s at most; 10 of them are asked for twice a second all the time, others ' +
  'are left alone after a few requests, and asked for once more when it is too late';

/** Sessions that expire in a store that several processes share. */
export const expiry = [
  ...onEveryStore(
    {
      id: 'F-27',
      title: 'sessions that expire',
      isPatient: true,
      done: `${WHO}.`,
      holds:
        'No session in use ends, every other one does and is told exactly once, never before its time, ' +
        'and one sweep (12 s) after it at the latest.',
    },
    (stage, rehearsal, store) => expire(stage, rehearsal, { store, goOn: () => goBy(stage) }),
  ),
  ...onEveryStore(
    {
      id: 'F-31',
      title: 'sessions that expire, and clocks that are wrong',
      isPatient: true,
      done: `${WHO}. The wall clock of one worker is five minutes ahead, that of another one five minutes behind.`,
      holds: 'As with right clocks: it is the clock of the server that counts.',
    },
    (stage, rehearsal, store) =>
      expire(stage, rehearsal, { store, goOn: () => goBy(stage), clocks: [300_000, 0, -300_000] }),
    SERVERS,
  ),
  ...onEveryStore(
    {
      id: 'F-28',
      title: 'sessions that expire, and workers killed',
      isPatient: true,
      minutes: 15,
      done:
        `${WHO}. Workers are killed with SIGKILL and started again, by turns at any time and just when ` +
        'one ends sessions that it has claimed.',
      holds:
        'No session in use ends, every other one does and is told once or more, never before its time, ' +
        'and a lease and a sweep (42 s) after it, or after the last kill, at the latest.',
    },
    (stage, rehearsal, store) =>
      expire(stage, rehearsal, {
        store,
        goOn: async () => ({
          crashes: true,
          telling: {
            since: await killWorkers(stage, rehearsal),
            withinMs: TOUCH_MS + LEASE_MS + SWEEP_MS + BUSY_MS,
          },
          success: [{ least: 0.95 }],
        }),
      }),
  ),
];
