import { types } from 'node:util';
import type { ClientEvents } from './client-shapes.ts';
import type { Listeners } from './listeners.ts';
import { isServerError } from './redis-port.ts';

/** What a server says that will be ready by itself. */
const PASSING = /^(?:LOADING|MASTERDOWN|BUSY|TRYAGAIN|CLUSTERDOWN) /u;
/** How many errors behind one another are looked at. */
const DEPTH = 4;

interface TroubleTools {
  readonly listeners: Listeners;
  /** Told of each refusal. */
  readonly onRefusal: (refusal: Error) => void;
}

/**
 * Why a client is not ready. Drivers tell that in events alone: who asks them for something hears of a wrong password
 * only that there was no answer.
 */
export class Trouble {
  readonly #client: ClientEvents;
  readonly #isReady: () => boolean;
  readonly #listeners: Listeners;
  readonly #onRefusal: (refusal: Error) => void;
  #isListening = false;
  #latest: Error | undefined;
  #refusal: Error | undefined;
  readonly #note = (error: unknown): void => {
    if (!types.isNativeError(error) || this.#isReady()) return;
    this.#latest = error;
    this.#refusal = refusalIn(error);
    if (this.#refusal !== undefined) this.#onRefusal(this.#refusal);
  };

  constructor(
    client: ClientEvents,
    isReady: () => boolean,
    { listeners, onRefusal }: TroubleTools,
  ) {
    this.#client = client;
    this.#isReady = isReady;
    this.#listeners = listeners;
    this.#onRefusal = onRefusal;
    listeners.add('ready', () => this.#forget());
    // The next try has begun.
    listeners.add('connect', () => {
      this.#forget();
      this.watch();
    });
  }

  /** What the client told last since it was connected. */
  get latest(): Error | undefined {
    return this.#latest;
  }

  /** What the server said when it did not let the client in: it will not until somebody sees to it. */
  get refusal(): Error | undefined {
    return this.#refusal;
  }

  /** Begins to listen. Not to a client whose errors end the process, or are printed: that is not for us to change. */
  watch(): void {
    if (this.#isListening || this.#listeners.isClosed) return;
    if (this.#client.listenerCount('error') === 0) return;
    this.#isListening = true;
    this.#listeners.add('error', this.#note);
  }

  #forget(): void {
    this.#latest = undefined;
    this.#refusal = undefined;
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
