import { startProxy } from '../../../testing/services/tcp-proxy.ts';
import type { StorePlan } from '../app/plan.ts';
import type { Rehearsal } from '../run/rehearsal.ts';
import type { Result, Scenario, Stage } from '../run/scenario.ts';
import { mariadbOf, postgresOf, redisOf, type SharedStore } from './shared-servers.ts';
import { lmdbOf } from './stores.ts';

/** What requests to a server take at least, so that those of several workers meet on the way. */
const DELAY = { ms: 10, jitter: 20 };
/** Nothing fails here: whoever is late is to have his turn, on a busy machine too. */
const PATIENT_MS = 5000;

/** Where the sessions of a scenario are. */
type Opening = (stage: Stage, rehearsal: Rehearsal) => Promise<StorePlan>;

/** A store that processes can share. */
interface Store {
  readonly name: string;
  readonly needs: NonNullable<Scenario['needs']>;
  readonly open: Opening;
}

function behindProxy(start: (stage: Stage) => Promise<SharedStore>): Opening {
  return async (stage) => {
    const { server, plan } = await start(stage);
    const proxy = await startProxy(server.port);
    stage.undo(() => proxy.close());
    proxy.mode('delay', DELAY);
    return plan(proxy.port, PATIENT_MS);
  };
}

const STORES: readonly Store[] = [
  { name: 'Redis', needs: ['redis'], open: behindProxy(redisOf) },
  { name: 'PostgreSQL', needs: ['postgresql'], open: behindProxy(postgresOf) },
  { name: 'MariaDB', needs: ['mariadb'], open: behindProxy(mariadbOf) },
  { name: 'LMDB', needs: [], open: async (_, rehearsal) => lmdbOf(rehearsal) },
];

/** What is said of a scenario beside its store. */
type Text = Omit<Scenario, 'needs' | 'run'>;

/** Those that have a clock of their own: with LMDB all processes share the clock of their machine. */
export const SERVERS: readonly Store[] = STORES.filter(({ needs }) => needs.length > 0);

/** One scenario for each store that processes can share: F-27a to F-27d. Servers are a few milliseconds away. */
export function onEveryStore(
  text: Text,
  run: (stage: Stage, rehearsal: Rehearsal, store: StorePlan) => Promise<Result>,
  stores = STORES,
): Scenario[] {
  return stores.map(({ name, needs, open }, index) => ({
    ...text,
    id: `${text.id}${'abcd'[index] ?? ''}`,
    title: `${name}, ${text.title}`,
    needs,
    run: async (stage) => {
      const rehearsal = stage.rehearse();
      return run(stage, rehearsal, await open(stage, rehearsal));
    },
  }));
}
