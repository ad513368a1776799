import { randomInt } from 'node:crypto';
import type { Clock } from '../common/clock.ts';
import {
  IllegalArgumentException,
  IllegalStateException,
  SessionConflictError,
  SessionLockLostError,
  SessionStoreUnavailableError,
} from '../common/errors.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { quote } from '../common/quote.ts';
import type { SessionCodec } from '../store/codec.ts';
import type { RecordLimits } from '../store/record-limits.ts';
import type { SessionChange, SessionStore } from '../store/store.ts';
import { getAttribute } from './attributes.ts';
import { isUsable, type LiveSession } from './live-session.ts';
import { takeUpdate } from './snapshot.ts';
import { type StoredState, Undecoded, type Writing } from './stored-state.ts';

/** How often an update is tried, and how long the pauses between are at most (R1). */
const TRIES = 5;
const PAUSE_MS = 20;

/** One atomic change of one attribute. */
export interface AtomicChange {
  /** Makes the new value of the present one, which is undefined when there is none. */
  change(value: unknown): unknown;
  /** Binds the new value, once the store has it. */
  apply(value: unknown): void;
}

/** What updates ask of the rest of the store's side. */
interface UpdateTools {
  /** Writes what was set before, within the turn of the update. */
  write(live: LiveSession, stored: StoredState): MaybePromise<void>;
  refresh(live: LiveSession): MaybePromise<void>;
  changeOf(live: LiveSession, stored: StoredState, writing: Writing): SessionChange;
  /** Throws when a value could not be stored. */
  check(live: LiveSession, name: string, value: unknown): void;
  vanish(live: LiveSession): void;
  /** Takes the session out of memory, and tells the error to all who still want to commit it. */
  drop(live: LiveSession, error: Error): void;
}

/** `session.update` on a store that other processes write to: read, change, write if still so. */
export class AtomicUpdates {
  readonly #options: { store: SessionStore; codec: SessionCodec; limits: RecordLimits };
  readonly #clock: Clock;
  readonly #tools: UpdateTools;

  constructor(
    options: { store: SessionStore; codec: SessionCodec; limits: RecordLimits },
    clock: Clock,
    tools: UpdateTools,
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#tools = tools;
  }

  /** Waits for the other writes of the session in this process: it only conflicts with other processes. */
  run(live: LiveSession, name: string, change: AtomicChange): Promise<unknown> {
    const { stored } = live;
    if (stored === undefined) return Promise.reject(ended());
    return Promise.resolve(stored.inTurn(() => this.#update(live, stored, { name, change })));
  }

  async #update(
    live: LiveSession,
    stored: StoredState,
    { name, change }: { name: string; change: AtomicChange },
  ): Promise<unknown> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      // What was set before is written first: the update stands on it.
      await this.#tools.write(live, stored);
      await this.#tools.refresh(live);
      if (!isUsable(live)) throw ended();
      await this.#accept(live, stored);
      const made = change.change(this.#read(live, name));
      mustNotWait(made);
      const value = made ?? undefined;
      if (value !== undefined) this.#tools.check(live, name, value);
      const answer = await this.#write(live, stored, { name, value });
      if (answer === 'gone') this.#tools.vanish(live);
      if (!isUsable(live)) throw ended();
      if (answer === 'ok') {
        apply(live, stored, { name, value, change });
        return made;
      }
      await this.#pause(attempt);
    }
    throw new SessionConflictError(name, TRIES);
  }

  /** What others have written is built upon unless it may be by the next holder of a lock that was ours. */
  async #accept(live: LiveSession, { fence, version }: StoredState): Promise<void> {
    if (fence === undefined || version === undefined) return;
    try {
      await fence.accept(version);
    } catch (error) {
      if (error instanceof SessionLockLostError) this.#tools.drop(live, error);
      throw error;
    }
  }

  /**
   * The present value, an object as a copy of its own: what the function does to it in place must be
   * nowhere when another process was faster, or it would be done twice.
   */
  #read(live: LiveSession, name: string): unknown {
    const { codec } = this.#options;
    const value = getAttribute(live.attributes, name);
    if (typeof value !== 'object') return value;
    if (value instanceof Undecoded) return codec.decode(value.bytes);
    return codec.decode(codec.encode(name, value));
  }

  async #write(
    live: LiveSession,
    stored: StoredState,
    { name, value }: { name: string; value: unknown },
  ): Promise<'ok' | 'gone' | 'conflict'> {
    const { store, codec, limits } = this.#options;
    const { version: ifVersion } = stored;
    // Ended by the function itself, or the record could not be read again.
    if (ifVersion === undefined || !isUsable(live)) return 'conflict';
    const bytes = value === undefined ? undefined : codec.encode(name, value);
    const { accessedOffset } = live;
    const writing = takeUpdate(stored, { name, bytes, accessedOffset }, limits);
    stored.begin(writing);
    let answer: 'ok' | 'gone' | 'conflict';
    try {
      const change = { ...this.#tools.changeOf(live, stored, writing), ifVersion };
      answer = await store.update(stored.key, change);
    } catch (cause) {
      stored.restore(writing);
      throw new SessionStoreUnavailableError(`updating attribute ${quote(name)}`, {
        cause,
      });
    }
    if (answer === 'ok') {
      stored.confirm(writing, this.#clock.now());
      stored.countWrite();
    } else stored.restore(writing);
    return answer;
  }

  #pause(attempt: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(randomInt(1, PAUSE_MS * attempt), resolve);
    });
  }
}

/** The store has the value: the session gets it, unless somebody set another one meanwhile. */
function apply(
  live: LiveSession,
  stored: StoredState,
  { name, value, change }: { name: string; value: unknown; change: AtomicChange },
): void {
  // That came later, and is still to be written.
  if (stored.changed.has(name)) return;
  change.apply(value);
  // Written already, unless a listener of the change went on changing.
  if (getAttribute(live.attributes, name) === value) stored.forgetChanged(name);
}

/** An update is atomic because nothing comes between: its function must not wait for anything. */
export function mustNotWait(value: unknown): void {
  if (!isThenable(value)) return;
  // The caller hears of the misuse; what becomes of the promise then is of no interest.
  value.then(undefined, () => undefined);
  throw new IllegalArgumentException(
    'update takes a function that answers at once; for one that waits, use synchronized(session, fn)',
  );
}

function ended(): IllegalStateException {
  return new IllegalStateException(
    'HTTPSESSION_INVALIDATED',
    'update: the session has ended meanwhile; nothing was changed',
  );
}
