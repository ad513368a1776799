import type { Span } from '../checks/rules.ts';
import type { Scenario, Stage } from '../run/scenario.ts';
import { type Outage, rehearseOutage } from './outage.ts';
import {
  mariadbOf,
  postgresOf,
  redisOf,
  type RedisDurability,
  type Server,
} from './shared-servers.ts';

const DONE =
  'Two workers under load; the server is killed with SIGKILL, and started again 3 s later.';
const HOLDS =
  'Meanwhile 503 at once or after the time-out, no cookie changes, other requests are not slower; 2 s after the start 99.9 % succeed; ';

/** What each setting of Redis may lose when it is killed. An answer may be on its way then. */
const LOSSES: Readonly<Record<RedisDurability, (away: Span) => Span[]>> = {
  nothing: ({ to }) => [{ from: 0, to }],
  everysec: ({ from, to }) => [{ from: from - 1100, to }],
  always: () => [],
};

const WORDS: Readonly<Record<RedisDurability, string>> = {
  nothing: 'it forgets everything, and the users get new sessions.',
  everysec: 'at most the last 1.1 s are lost.',
  always: 'nothing acknowledged is lost.',
};

function killedRedis(durability: RedisDurability, id: string): Scenario {
  return {
    id,
    title: `Redis (${durability === 'nothing' ? 'not persistent' : `appendfsync ${durability}`}), killed and restarted`,
    needs: ['redis'],
    done: DONE,
    holds: HOLDS + WORDS[durability],
    async run(stage) {
      const store = await redisOf(stage, durability);
      const outage = killed(stage, store.server);
      return rehearseOutage(stage, store, { ...outage, losses: LOSSES[durability] });
    },
  };
}

function killed({ isSmall }: Stage, server: Server): Outage {
  return {
    begin: () => server.kill(),
    end: () => server.restart(),
    ms: isSmall ? 2500 : 3000,
  };
}

/** Servers that are killed and started again. */
export const killedServers: readonly Scenario[] = [
  killedRedis('nothing', 'F-4a'),
  killedRedis('everysec', 'F-4b'),
  killedRedis('always', 'F-4c'),
  {
    id: 'F-6a',
    title: 'PostgreSQL, killed and restarted',
    needs: ['postgresql'],
    done: DONE,
    holds: `${HOLDS}nothing acknowledged is lost.`,
    async run(stage) {
      const store = await postgresOf(stage);
      return rehearseOutage(stage, store, killed(stage, store.server));
    },
  },
  {
    id: 'F-7',
    title: 'MariaDB, killed and restarted',
    needs: ['mariadb'],
    done: DONE,
    holds: `${HOLDS}nothing acknowledged is lost.`,
    async run(stage) {
      const store = await mariadbOf(stage);
      return rehearseOutage(stage, store, killed(stage, store.server));
    },
  },
];
