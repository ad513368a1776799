import type { HttpSession } from 'httpsession';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { SessionStore } from '../../src/store/store.ts';
import { DelayedStore } from './delayed-store.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { gate } from './gate.ts';
import { type Options, serve, type TestServer } from './serve.ts';

/** Processes that share a store: each is a server of its own, with its own view of the store. */
export interface Cluster {
  readonly clock: FakeClock;
  readonly nodes: readonly TestServer[];
  /** The store as each node sees it. */
  readonly stores: readonly DelayedStore[];
}

/** Starts `count` nodes on one store that declares nothing, as Redis would. */
export async function cluster(count: number, options: Options = {}): Promise<Cluster> {
  const clock = new FakeClock();
  const inner: SessionStore = new MemoryStore({ coherent: false, clock });
  const stores = Array.from({ length: count }, () => new DelayedStore(inner));
  const nodes = await Promise.all(stores.map((store) => serve({ ...options, store, clock })));
  return { clock, nodes, stores };
}

/** A request whose handler has its session and waits. */
export interface OpenRequest {
  readonly session: HttpSession;
  /** Lets the handler end, after `work`, and gives the status of its answer. */
  finish(work?: (session: HttpSession) => void): Promise<number>;
}

/** Starts a request that stays open until `finish`. */
export async function openRequest(app: TestServer, cookie: string): Promise<OpenRequest> {
  const begun = gate();
  const going = gate();
  let session: HttpSession | undefined;
  let work: (session: HttpSession) => void = () => undefined;
  const visit = app.visit(
    async (request, response) => {
      session = request.getSession();
      begun.open();
      await going.passed;
      try {
        work(session);
      } catch (error) {
        response.statusCode = 409;
        response.end(error instanceof Error ? error.name : 'no Error');
      }
    },
    { cookie },
  );
  await begun.passed;
  const opened = session;
  if (opened === undefined) throw new Error('the handler has a session by now');
  return {
    session: opened,
    async finish(last) {
      work = last ?? work;
      going.open();
      return (await visit).status;
    },
  };
}
