import type { ClientEvents } from './client-shapes.ts';
import { listen, unlisten } from './listen.ts';
import type { Listeners } from './listeners.ts';
import { NotConnectedError } from './redis-port.ts';
import type { Renewal } from './renewal.ts';
import { later } from './timing.ts';
import { type ClientState, Trouble } from './trouble.ts';

/** What drivers emit when a client becomes ready; the cluster of node-redis knows `connect` only. */
const READY = ['ready', 'connect'];

/** Behind an error a client may find that it cannot go on: it is looked at again so many milliseconds later. */
const LAST_WORD_MS = 50;

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
  readonly #state: ClientState;
  readonly #patience: Patience;
  readonly #trouble: Trouble;
  readonly #waiting = new Set<Waiting>();
  readonly #look = (): void => {
    if (!this.#state.isReady()) return;
    const { refusal } = this.#trouble;
    if (refusal !== undefined) this.#giveUp(refusal);
    for (const each of this.#waiting) each.goOn();
  };

  constructor(
    client: ClientEvents,
    state: ClientState,
    { listeners, ...patience }: Patience & { readonly listeners: Listeners },
  ) {
    this.#client = client;
    this.#state = state;
    this.#patience = patience;
    this.#trouble = new Trouble(state, {
      listeners,
      believedMs: patience.readyMs,
      onError: () => this.#heard(),
    });
  }

  /** Why nothing may be asked of a client, also if it is ready. */
  get refusal(): Error | undefined {
    return this.#trouble.refusal;
  }

  /**
   * Rejects with what the server says when it does not let the client in, and with `NotConnectedError` when it takes
   * too long.
   */
  async wait(): Promise<void> {
    // The driver tries again and again: nobody needs to wait for the same answer.
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
        if (this.#state.isReady()) {
          waiting.goOn();
          return;
        }
        // The server may have taken the connection, and say nothing.
        this.#patience.renew();
        waiting.giveUp(notConnected('did not become ready in time', this.#trouble.latest));
      }, this.#patience.readyMs);
      this.#join(waiting);
      this.#look();
    });
  }

  /** The error of a client that has given up. */
  closed(): Error {
    return this.#trouble.refusal ?? notConnected('is closed', this.#trouble.latest);
  }

  /** Nobody waits any longer. */
  close(): void {
    this.#giveUp(notConnected('is not used any more, as the store was closed'));
  }

  #heard(): void {
    const { refusal } = this.#trouble;
    if (refusal !== undefined) this.#giveUp(refusal);
    // A single client may be closed by ourselves, to be opened again.
    if (this.#waiting.size === 0 || this.#state.tellsOfAll) return;
    later(LAST_WORD_MS, () => {
      if (!this.#state.isOpen()) this.#giveUp(this.closed());
    });
  }

  #giveUp(error: Error): void {
    for (const each of this.#waiting) each.giveUp(error);
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
