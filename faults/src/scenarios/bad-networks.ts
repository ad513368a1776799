import { startProxy } from '../../../testing/services/tcp-proxy.ts';
import { inMs } from '../history/statistics.ts';
import { acknowledged, growth, latency, requestsOf, traffic } from '../run/figures.ts';
import type { Result, Scenario, Stage } from '../run/scenario.ts';
import { BEFORE } from './outage.ts';
import { mariadbOf, postgresOf, redisOf, type SharedStore, TIMEOUT_MS } from './shared-servers.ts';

/** What a network does to connections, and how much of an answer comes through before. */
const DAMAGES = [
  { mode: 'drop' },
  { mode: 'halfOpen' },
  { mode: 'reset', afterBytes: 100 },
  { mode: 'truncate', afterBytes: 100 },
  { mode: 'garbage' },
] as const;

async function partition(stage: Stage, { server, plan }: SharedStore): Promise<Result> {
  const proxy = await startProxy(server.port);
  stage.undo(() => proxy.close());
  const rehearsal = stage.rehearse();
  await rehearsal.worker(plan(proxy.port));
  await rehearsal.worker(plan(proxy.port));
  await rehearsal.load({ rate: 150, clients: 60 });
  const ms = stage.isSmall ? 1000 : 10_000;
  await rehearsal.during('before', ms);
  for (const { mode, ...settings } of DAMAGES) {
    proxy.mode(mode, settings);
    await rehearsal.during(mode, ms);
    proxy.mode('pass');
    await rehearsal.during('coming back', 2500);
    await rehearsal.during(`after ${mode}`, ms);
  }
  await rehearsal.end();
  const { history } = rehearsal;
  return {
    figures: [
      ...DAMAGES.map(
        ({ mode }) => `${mode}: failures p99 ${inMs(latency(history, 'failed', mode))}`,
      ),
      acknowledged(history),
      growth(history),
    ],
    violations: rehearsal.check({
      bounds: DAMAGES.flatMap(({ mode }) => [
        { phase: mode, of: 'failed', share: 0.99, ms: TIMEOUT_MS + 300 } as const,
        { phase: mode, of: 'free', share: 0.99, ms: 100, orTimes: BEFORE } as const,
      ]),
      success: DAMAGES.map(({ mode }) => ({ phase: `after ${mode}`, least: 0.95 })),
      growthMb: 60,
    }),
  };
}

const DELAY = { ms: 30, jitter: 40 };
/** The longest way of one command, and what two cores add to it. */
const TRIP_MS = 120;

async function latencies(stage: Stage, { server, plan }: SharedStore): Promise<Result> {
  const proxy = await startProxy(server.port);
  stage.undo(() => proxy.close());
  const rehearsal = stage.rehearse();
  await rehearsal.worker(plan(proxy.port, 1000));
  const load = { rate: 60, clients: 60, mix: { ghost: 0 } };
  await rehearsal.load(load);
  await rehearsal.during('before', stage.isSmall ? 1000 : 5000);
  proxy.mode('delay', DELAY);
  await rehearsal.during('settling', 1000);
  const trips = proxy.roundTrips();
  await rehearsal.during('delayed', stage.isSmall ? 2000 : 20_000);
  const used = proxy.roundTrips() - trips;
  await rehearsal.end();
  const { history } = rehearsal;
  const users = requestsOf(history, 'delayed').filter(({ action }) => action !== 'free');
  return {
    figures: [
      traffic(history, 'before'),
      traffic(history, 'delayed'),
      `${(used / users.length).toFixed(2)} round trips for each request with a session`,
    ],
    violations: rehearsal.check({
      // At most four ways: a read, an atomic update that meets a conflict, and the write at the end.
      bounds: [
        { phase: 'delayed', of: 'ok', share: 0.99, ms: 4 * TRIP_MS },
        { phase: 'delayed', of: 'free', share: 0.99, ms: 50, orTimes: BEFORE },
      ],
      success: [{ least: 0.999 }],
    }),
  };
}

const PARTITION = {
  done: 'A TCP proxy between workers and server drops everything, closes one side only, resets or ends connections after 100 bytes of replies, and answers with random bytes; after each of them it is itself again.',
  holds:
    'Failures take the time-out at most, no answer has anything of another session, 2.5 s after each of them 95 % succeed (a connection that lost bytes fails once), nothing acknowledged is lost, memory flat.',
};
const LATENCY = {
  done: `A TCP proxy delays every reply by ${DELAY.ms} to ${DELAY.ms + DELAY.jitter} ms.`,
  holds: 'Everything succeeds; a request costs its few round trips, and no more.',
};

/** Networks that are slow, broken or bad. */
export const badNetworks: readonly Scenario[] = [
  {
    id: 'F-8a',
    title: 'Redis, a slow network',
    needs: ['redis'],
    ...LATENCY,
    run: async (stage) => latencies(stage, await redisOf(stage)),
  },
  {
    id: 'F-8b',
    title: 'PostgreSQL, a slow network',
    needs: ['postgresql'],
    ...LATENCY,
    run: async (stage) => latencies(stage, await postgresOf(stage)),
  },
  {
    id: 'F-8c',
    title: 'MariaDB, a slow network',
    needs: ['mariadb'],
    ...LATENCY,
    run: async (stage) => latencies(stage, await mariadbOf(stage)),
  },
  {
    id: 'F-9a',
    title: 'Redis, partition and damage',
    needs: ['redis'],
    ...PARTITION,
    run: async (stage) => partition(stage, await redisOf(stage)),
  },
  {
    id: 'F-9b',
    title: 'PostgreSQL, partition and damage',
    needs: ['postgresql'],
    ...PARTITION,
    run: async (stage) => partition(stage, await postgresOf(stage)),
  },
  {
    id: 'F-9c',
    title: 'MariaDB, partition and damage',
    needs: ['mariadb'],
    ...PARTITION,
    run: async (stage) => partition(stage, await mariadbOf(stage)),
  },
];
