import type { SessionStore } from 'httpsession';
import type { StorePlan } from './plan.ts';

/** A store, and what else has to be closed after it. */
export interface OpenStore {
  readonly store: SessionStore | 'memory';
  readonly close: () => Promise<void>;
}

/** Opens the store of a plan. Loaded when it is wanted: a rehearsal needs the drivers of no other. */
export async function openStore(plan: StorePlan): Promise<OpenStore> {
  switch (plan.kind) {
    case 'none':
      return { store: 'memory', close: async () => {} };
    case 'lmdb':
      return (await import('./open-lmdb.ts')).openLmdb(plan);
    case 'redis':
      return (await import('./open-redis.ts')).openRedis(plan);
    case 'postgres':
      return (await import('./open-postgres.ts')).openPostgres(plan);
    case 'mariadb':
      return (await import('./open-mariadb.ts')).openMariadb(plan);
  }
}
