import type { ClientEvents } from './client-shapes.ts';
import { listen, unlisten } from './listen.ts';
import type { Listeners } from './listeners.ts';
import { isServerError, NotConnectedError } from './redis-port.ts';
import type { Renewal } from './renewal.ts';
import { Trouble } from './trouble.ts';

/** What drivers emit when a client becomes ready; the cluster of node-redis knows `connect` only. */
const READY = ['ready', 'connect'];

/** Before whoever asked gives up, so that he hears why; as a part of his time. */
const SHARE_OF_WAIT = 0.9;

/** How long a client may take to become ready, in milliseconds, and what is tried when it does not. */
interface Patience {
  readonly readyMs: number;
  readonly renew: Renewal;
}

/** One who waits for a client. */
interface Waiting {
  goOn(): void;
  giveUp(error: Error): void;
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
  readonly #trouble: Trouble;
  readonly #waiting = new Set<Waiting>();
  readonly #look = (): void => {
    if (!this.#isReady()) return;
    for (const each of this.#waiting) each.goOn();
  };

  constructor(
    client: ClientEvents,
    isReady: () => boolean,
    { listeners, ...patience }: Patience & { readonly listeners: Listeners },
  ) {
    this.#client = client;
    this.#isReady = isReady;
    this.#patience = patience;
    this.#trouble = new Trouble(client, isReady, {
      listeners,
      onRefusal: (refusal) => {
        for (const each of this.#waiting) each.giveUp(refusal);
      },
    });
  }

  /**
   * Rejects with what the server says when it does not let the client in, and with `NotConnectedError` when it takes
   * too long.
   */
  async wait(): Promise<void> {
    this.#trouble.watch();
    // The driver tries again and again. Until it gets in, nobody needs to wait for the same answer.
    if (this.#trouble.refusal !== undefined) throw this.#trouble.refusal;
    await new Promise<void>((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#leave(waiting);
      };
      const waiting: Waiting = {
        goOn: () => {
          settle();
          resolve();
        },
        giveUp: (error) => {
          settle();
          reject(error);
        },
      };
      const timer = setTimeout(() => {
        if (this.#isReady()) {
          waiting.goOn();
          return;
        }
        // The server may have taken the connection, and say nothing.
        this.#patience.renew();
        waiting.giveUp(this.why('did not become ready in time'));
      }, this.#patience.readyMs * SHARE_OF_WAIT);
      this.#join(waiting);
      this.#look();
    });
  }

  /** The error of a client that cannot be asked, with what it has told before. */
  why(state: string): Error {
    const { latest, refusal } = this.#trouble;
    if (refusal !== undefined) return refusal;
    return isServerError(latest) ? latest : notConnected(state, latest);
  }

  #join(waiting: Waiting): void {
    if (this.#waiting.size === 0) {
      for (const event of READY) listen(this.#client, event, this.#look);
    }
    this.#waiting.add(waiting);
  }

  #leave(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    if (this.#waiting.size > 0) return;
    for (const event of READY) unlisten(this.#client, event, this.#look);
  }
}

/** The error of a client that cannot be asked. */
export function notConnected(why: string, cause?: Error): NotConnectedError {
  return new NotConnectedError(
    `The Redis client ${why}: check that the server runs, and that connect() was called on the client`,
    cause === undefined ? {} : { cause },
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
