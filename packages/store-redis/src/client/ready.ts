import type { ClientEvents } from './client-shapes.ts';
import { NotConnectedError } from './redis-port.ts';
import type { Renewal } from './renewal.ts';
import { listen, unlisten } from './listen.ts';

/** What drivers emit when a client becomes ready; the cluster of node-redis knows `connect` only. */
const READY = ['ready', 'connect'];

/** How long a client may take to become ready, in milliseconds, and what is tried when it does not. */
export interface Patience {
  readonly ms: number;
  readonly renew: Renewal;
}

/**
 * Waits until a client says that it is ready. Drivers put commands that come too early into a queue and send
 * them whenever they can, perhaps long after we gave up; what waits here is never sent.
 */
export function whenReady(
  client: ClientEvents,
  isReady: () => boolean,
  { ms, renew }: Patience,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      if (!isReady()) return;
      stop();
      resolve();
    };
    const timer = setTimeout(() => {
      stop();
      if (isReady()) {
        resolve();
        return;
      }
      // The server may have taken the connection, and say nothing.
      renew();
      reject(notConnected(`did not become ready within ${ms} ms`));
    }, ms);
    const stop = (): void => {
      clearTimeout(timer);
      for (const event of READY) unlisten(client, event, settle);
    };
    for (const event of READY) listen(client, event, settle);
    settle();
  });
}

/** The error of a client that cannot be asked. */
export function notConnected(why: string): NotConnectedError {
  return new NotConnectedError(
    `The Redis client ${why}: check that the server runs, and that connect() was called on the client`,
  );
}

/** The first of several servers that lets us in. */
export async function firstOf<Node, Result>(
  nodes: readonly Node[],
  connect: (node: Node) => Promise<Result>,
): Promise<Result> {
  let last: unknown = notConnected('knows no master');
  for (const node of nodes) {
    try {
      return await connect(node);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
