import type { Scenario, Stage } from '../run/scenario.ts';
import { rehearseOutage } from './outage.ts';
import { mariadbOf, postgresOf, redisOf, type SharedStore } from './shared-servers.ts';

const DONE =
  'Two workers under load; all processes of the server are stopped with SIGSTOP for 10 s and go on with SIGCONT.';
const HOLDS =
  'Failures take the time-out at most and most of them no time at all, other requests are not slower, late answers reach nobody else, 2 s after SIGCONT 99.9 % succeed, nothing acknowledged is lost.';

function stopped(stage: Stage, store: SharedStore): ReturnType<typeof rehearseOutage> {
  return rehearseOutage(stage, store, {
    begin: () => store.server.pause(),
    end: () => store.server.resume(),
    ms: stage.isSmall ? 4000 : 10_000,
  });
}

/** Servers that stand still: their connections stay open, and nothing is answered. */
export const stoppedServers: readonly Scenario[] = [
  {
    id: 'F-5a',
    title: 'Redis, stopped (SIGSTOP)',
    needs: ['redis'],
    done: DONE,
    holds: HOLDS,
    run: async (stage) => stopped(stage, await redisOf(stage)),
  },
  {
    id: 'F-5b',
    title: 'PostgreSQL, stopped (SIGSTOP)',
    needs: ['postgresql'],
    done: DONE,
    holds: HOLDS,
    run: async (stage) => stopped(stage, await postgresOf(stage)),
  },
  {
    id: 'F-5c',
    title: 'MariaDB, stopped (SIGSTOP)',
    needs: ['mariadb'],
    done: DONE,
    holds: HOLDS,
    run: async (stage) => stopped(stage, await mariadbOf(stage)),
  },
];
