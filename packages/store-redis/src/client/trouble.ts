import { errorMonitor } from 'node:events';
import { types } from 'node:util';
import type { Listeners } from './listeners.ts';
import { isServerError } from './redis-port.ts';

/** What a server says that takes us in by itself after a while. */
const PASSING = /^(?:LOADING|MASTERDOWN|BUSY|TRYAGAIN|CLUSTERDOWN|ERR max number of clients)\b/u;
/** What it says of a database that it has not, or does not give us. */
const OF_DATABASE = /^(?:ERR DB|ERR invalid DB|ERR SELECT|NOPERM .*'select')/iu;
/** How many errors behind one another are looked at. */
const DEPTH = 4;

/** How a client is doing. */
export interface ClientState {
  readonly isReady: () => boolean;
  /** Whether it has not given up. */
  readonly isOpen: () => boolean;
  /** Whether an error is that of all servers that it knows: some clients tell of each, and try the next. */
  readonly tellsOfAll: boolean;
}

interface TroubleTools {
  readonly listeners: Listeners;
  /** How long a refusal is believed, in milliseconds: the next try may be long in coming, and end otherwise. */
  readonly believedMs: number;
  /** Told of each error. */
  readonly onError: () => void;
}

/**
 * Why a client is not ready. Drivers tell that in events alone: who asks them for something hears of a wrong password
 * only that there was no answer.
 */
export class Trouble {
  readonly #state: ClientState;
  readonly #believedMs: number;
  #latest: Error | undefined;
  #heardAt = 0;

  constructor(state: ClientState, { listeners, believedMs, onError }: TroubleTools) {
    this.#state = state;
    this.#believedMs = believedMs;
    // The next try has begun.
    listeners.add('connect', () => {
      this.#latest = undefined;
    });
    // Whether anybody else listens makes a difference to the drivers, and is not for us to change.
    listeners.add(errorMonitor, (error: unknown) => {
      if (!types.isNativeError(error) || state.isReady()) return;
      this.#latest = error;
      this.#heardAt = performance.now();
      onError();
    });
  }

  /** What the client told last since it was connected. */
  get latest(): Error | undefined {
    return this.#latest;
  }

  /**
   * What the server said when it did not let the client in: it will not until somebody sees to it. Of a client that is
   * ready, what it said of the database: ioredis goes on in another one.
   */
  get refusal(): Error | undefined {
    if (this.#latest === undefined) return undefined;
    const refusal = refusalIn(this.#latest);
    if (refusal === undefined) return undefined;
    return this.#counts(refusal) ? refusal : undefined;
  }

  #counts({ message }: Error): boolean {
    if (this.#state.isReady()) return OF_DATABASE.test(message);
    const isFresh = performance.now() - this.#heardAt < this.#believedMs;
    return (this.#state.tellsOfAll && isFresh) || !this.#state.isOpen();
  }
}

/** A cluster says that no server can be asked, and behind that what one of them said. */
function refusalIn(error: Error): Error | undefined {
  let each: unknown = error;
  for (let depth = 0; depth < DEPTH && types.isNativeError(each); depth += 1) {
    if (isServerError(each) && !PASSING.test(each.message)) return each;
    const { lastNodeError }: { readonly lastNodeError?: unknown } = each as never;
    each = lastNodeError ?? each.cause;
  }
  return undefined;
}
