import { spawnSync } from 'node:child_process';
import { canPin } from '../lib/child.mjs';
import { startMariadb } from '../../testing/services/mariadb.ts';
import { startPostgres } from '../../testing/services/postgres.ts';
import { startRedis } from '../../testing/services/redis.ts';

/** MariaDB's own sizes: those of the tests are so small that many new rows wait for the disk. */
const INNODB = ['--innodb-buffer-pool-size=128M', '--innodb-log-file-size=96M'];

const STARTERS = {
  redis: startRedis,
  postgres: startPostgres,
  mariadb: () => startMariadb({ args: INNODB }),
};

/**
 * Starts the servers that the subjects need, each held to one core with all its threads and processes.
 * @param {readonly import('./subjects.mjs').StoreSubject[]} subjects
 * @param {number} core
 */
export async function startServices(subjects, core) {
  const running = {};
  for (const service of new Set(subjects.flatMap(({ service = [] }) => service))) {
    const started = await STARTERS[service]();
    running[service] = started;
    if (canPin) spawnSync('taskset', ['-acp', String(core), String(started.pid)]);
  }
  return {
    ...running,
    stop: async () => {
      for (const service of Object.values(running)) await service.stop();
    },
  };
}
