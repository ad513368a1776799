import type { ClientEvents } from './client-shapes.ts';
import { NotConnectedError } from './redis-port.ts';
import type { Renewal } from './renewal.ts';
import { listen, unlisten } from './listen.ts';

/** What drivers emit when a client becomes ready; the cluster of node-redis knows `connect` only. */
const READY = ['ready', 'connect'];

/** How long a client may take to become ready, in milliseconds, and what is tried when it does not. */
interface Patience {
  readonly ms: number;
  readonly renew: Renewal;
}

/**
 * Waits until a client says that it is ready. Drivers put commands that come too early into a queue and send
 * them whenever they can, perhaps long after we gave up; what waits here is never sent. However many wait, they listen
 * to the client as one, and only meanwhile: a reconnect of a busy process has many.
 */
export class Readiness {
  readonly #client: ClientEvents;
  readonly #isReady: () => boolean;
  readonly #patience: Patience;
  /** What each of those who wait does when the client is ready. */
  readonly #waiting = new Set<() => void>();
  readonly #look = (): void => {
    if (!this.#isReady()) return;
    for (const goOn of this.#waiting) goOn();
  };

  constructor(client: ClientEvents, isReady: () => boolean, patience: Patience) {
    this.#client = client;
    this.#isReady = isReady;
    this.#patience = patience;
  }

  /** Rejects with `NotConnectedError` when it takes too long. */
  wait(): Promise<void> {
    const { ms, renew } = this.#patience;
    return new Promise((resolve, reject) => {
      const goOn = (): void => {
        clearTimeout(timer);
        this.#leave(goOn);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#leave(goOn);
        if (this.#isReady()) {
          resolve();
          return;
        }
        // The server may have taken the connection, and say nothing.
        renew();
        reject(notConnected(`did not become ready within ${ms} ms`));
      }, ms);
      this.#join(goOn);
      this.#look();
    });
  }

  #join(goOn: () => void): void {
    if (this.#waiting.size === 0) {
      for (const event of READY) listen(this.#client, event, this.#look);
    }
    this.#waiting.add(goOn);
  }

  #leave(goOn: () => void): void {
    this.#waiting.delete(goOn);
    if (this.#waiting.size > 0) return;
    for (const event of READY) unlisten(this.#client, event, this.#look);
  }
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
