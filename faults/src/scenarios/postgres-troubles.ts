import { setTimeout as sleep } from 'node:timers/promises';
import { acknowledged, traffic } from '../run/figures.ts';
import type { Scenario } from '../run/scenario.ts';
import { postgresOf } from './shared-servers.ts';

const OTHERS = "backend_type = 'client backend' AND pid <> pg_backend_pid()";

/** Back ends of PostgreSQL that end. */
export const endedBackends: Scenario = {
  id: 'F-6b',
  title: 'PostgreSQL, back ends terminated',
  needs: ['postgresql'],
  done: 'Two workers under load; every 200 ms one connection, drawn by the server, is ended by pg_terminate_backend.',
  holds: 'At least 99 % succeed, no worker ends, nothing acknowledged is lost.',
  async run(stage) {
    const { server, plan } = await postgresOf(stage);
    const rehearsal = stage.rehearse();
    await rehearsal.worker(plan());
    await rehearsal.worker(plan());
    await rehearsal.load({ rate: 150, clients: 60 });
    await rehearsal.during('terminations', 500);
    const times = stage.amount(10, 150);
    for (let n = 0; n < times; n += 1) {
      await server.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${OTHERS} ORDER BY random() LIMIT 1`,
      );
      await sleep(200);
    }
    await rehearsal.during('after', 2000);
    await rehearsal.end();
    const { history } = rehearsal;
    return {
      figures: [`${times} terminations`, acknowledged(history), traffic(history, 'terminations')],
      violations: rehearsal.check({
        success: [
          { phase: 'terminations', least: 0.99 },
          { phase: 'after', least: 0.99 },
        ],
      }),
    };
  },
};
