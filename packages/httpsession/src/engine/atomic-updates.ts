import { randomInt } from 'node:crypto';
import type { Clock } from '../common/clock.ts';
import {
  IllegalArgumentException,
  IllegalStateException,
  SessionConflictError,
  SessionStoreUnavailableError,
} from '../common/errors.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { SessionCodec } from '../store/codec.ts';
import type { SessionChange, SessionStore } from '../store/store.ts';
import type { Use } from './commits.ts';
import { isUsable, type LiveSession } from './live-session.ts';
import type { StoredState } from './stored-state.ts';

/** How often an update is tried, and how long the pauses between are at most (R1). */
const TRIES = 5;
const PAUSE_MS = 20;

/** One atomic change of one attribute. */
export interface AtomicChange {
  /** Makes the new value of the one that is here now. */
  change(): unknown;
  /** Binds the new value, once the store has it. */
  apply(value: unknown): void;
}

/** What updates ask of the rest of the store's side. */
interface UpdateTools {
  commit(live: LiveSession): MaybePromise<void>;
  refresh(live: LiveSession): MaybePromise<void>;
  useOf(live: LiveSession): Use;
  /** Throws when a value could not be stored. */
  check(live: LiveSession, name: string, value: unknown): void;
  vanish(live: LiveSession): void;
}

/** `session.update` on a store that other processes write to: read, change, write if still so. */
export class AtomicUpdates {
  readonly #store: SessionStore;
  readonly #codec: SessionCodec;
  readonly #clock: Clock;
  readonly #tools: UpdateTools;
  readonly #queues = new WeakMap<LiveSession, Promise<unknown>>();

  constructor(
    options: { store: SessionStore; codec: SessionCodec },
    clock: Clock,
    tools: UpdateTools,
  ) {
    this.#store = options.store;
    this.#codec = options.codec;
    this.#clock = clock;
    this.#tools = tools;
  }

  /** Updates of one session in this process take turns, so that they do not conflict with each other. */
  run(live: LiveSession, name: string, change: AtomicChange): Promise<unknown> {
    const before = this.#queues.get(live) ?? Promise.resolve();
    const turn = before.then(
      () => this.#update(live, name, change),
      () => this.#update(live, name, change),
    );
    this.#queues.set(live, turn);
    return turn;
  }

  async #update(live: LiveSession, name: string, change: AtomicChange): Promise<unknown> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      // What was set before is written first: the update stands on it.
      await this.#tools.commit(live);
      await this.#tools.refresh(live);
      const stored = live.stored;
      if (stored === undefined || !isUsable(live)) throw ended();
      const value = change.change();
      mustNotWait(value);
      if (value !== null && value !== undefined) this.#tools.check(live, name, value);
      const answer = await this.#write(live, stored, { name, value });
      if (answer === 'ok') {
        // Set by somebody else in the meantime: that came later, and is still to be written.
        if (stored.changed.has(name)) return value;
        change.apply(value);
        // Written already, unless a listener of the change went on changing.
        stored.changed.delete(name);
        return value;
      }
      if (answer === 'gone') {
        this.#tools.vanish(live);
        throw ended();
      }
      await this.#pause(attempt);
    }
    throw new SessionConflictError(name, TRIES);
  }

  async #write(
    live: LiveSession,
    stored: StoredState,
    { name, value }: { name: string; value: unknown },
  ): Promise<'ok' | 'gone' | 'conflict'> {
    const isRemoval = value === null || value === undefined;
    const set = new Map(isRemoval ? [] : [[name, this.#codec.encode(name, value)]]);
    const version = stored.version;
    if (version === undefined) return 'conflict';
    const change: SessionChange = {
      ifVersion: version,
      set,
      removed: new Set(isRemoval ? [name] : []),
      ...this.#tools.useOf(live),
    };
    let answer: 'ok' | 'gone' | 'conflict';
    try {
      answer = await this.#store.update(stored.key, change);
    } catch (cause) {
      throw new SessionStoreUnavailableError(`updating attribute ${JSON.stringify(name)}`, {
        cause,
      });
    }
    if (answer !== 'ok') return answer;
    stored.version = version + 1;
    for (const [key, bytes] of set) stored.bytes.set(key, bytes);
    if (isRemoval) stored.bytes.delete(name);
    return answer;
  }

  #pause(attempt: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(randomInt(1, PAUSE_MS * attempt), resolve);
    });
  }
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
