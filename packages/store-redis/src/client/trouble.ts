import { types } from 'node:util';
import type { ClientEvents } from './client-shapes.ts';
import type { Listeners } from './listeners.ts';
import { isServerError } from './redis-port.ts';

/** What a server says that takes us in by itself after a while. */
const PASSING =
  /^(?:LOADING|MASTERDOWN|BUSY|TRYAGAIN|CLUSTERDOWN|ERR max number of clients reached)\b/u;
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
  /** Told of each error. */
  readonly onError: () => void;
}

/**
 * Why a client is not ready. Drivers tell that in events alone: who asks them for something hears of a wrong password
 * only that there was no answer.
 */
export class Trouble {
  readonly #client: ClientEvents;
  readonly #state: ClientState;
  readonly #listeners: Listeners;
  readonly #onError: () => void;
  #isListening = false;
  #latest: Error | undefined;
  readonly #note = (error: unknown): void => {
    if (!types.isNativeError(error) || this.#state.isReady()) return;
    this.#latest = error;
    this.#onError();
  };

  constructor(client: ClientEvents, state: ClientState, { listeners, onError }: TroubleTools) {
    this.#client = client;
    this.#state = state;
    this.#listeners = listeners;
    this.#onError = onError;
    // The next try has begun.
    listeners.add('connect', () => {
      this.#latest = undefined;
      this.watch();
    });
  }

  /** What the client told last since it was connected. */
  get latest(): Error | undefined {
    return this.#latest;
  }

  /** What the server said when it did not let the client in: it will not until somebody sees to it. */
  get refusal(): Error | undefined {
    const isLastWord = this.#state.tellsOfAll || !this.#state.isOpen();
    return isLastWord && this.#latest !== undefined ? refusalIn(this.#latest) : undefined;
  }

  /** What it said of the database that the client asked for. ioredis then goes on in another one. */
  get wrongDatabase(): Error | undefined {
    if (this.#latest === undefined) return undefined;
    const { refusal } = this;
    return refusal !== undefined && OF_DATABASE.test(refusal.message) ? refusal : undefined;
  }

  /** Begins to listen. Not to a client whose errors end the process, or are printed: that is not for us to change. */
  watch(): void {
    if (this.#isListening || this.#listeners.isClosed) return;
    if (this.#client.listenerCount('error') === 0) return;
    this.#isListening = true;
    this.#listeners.add('error', this.#note);
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
