import type { Clock } from '../common/clock.ts';
import type {
  PrincipalIndex,
  SessionChange,
  SessionRecord,
  SessionStore,
  StoredSessionSummary,
} from '../store/store.ts';
import { askStore } from './ask-store.ts';
import { isAlive, type LiveSession } from './live-session.ts';

/** What ending a session of the store asks of its surroundings. */
interface EndingTools {
  readonly clock: Clock;
  /** The copy in memory, if this process has one. */
  copyOf(key: string, uid: string): LiveSession | undefined;
  /** Brings a record to life for its listeners. */
  activate(record: SessionRecord): LiveSession;
  /** A load of this key that is under way must come to nothing. */
  cancel(key: string): void;
  /** Runs the listeners of an end that the application wants. False when it has begun before. */
  invalidate(live: LiveSession): boolean;
  /** Takes a session out of memory that has ended elsewhere. */
  vanish(live: LiveSession): void;
  /** Deletes the record of a session that has ended; tried again until that is done. */
  flush(live: LiveSession): void;
}

/** The sessions of a person in a store, whatever process they are in use in. */
export class StoredPrincipals {
  readonly #store: SessionStore & PrincipalIndex;
  readonly #tools: EndingTools;

  constructor(store: SessionStore & PrincipalIndex, tools: EndingTools) {
    this.#store = store;
    this.#tools = tools;
  }

  /** Those that the store has, the oldest first. */
  async find(principal: string): Promise<StoredSessionSummary[]> {
    return askStore('looking for the sessions of a principal', () =>
      this.#store.findByPrincipal(principal),
    );
  }

  /**
   * Ends a session, with its listeners in this process. From the moment that the store has the first of two
   * steps nobody finds it any more: its time is made to be over. That is one atomic step, so of several who
   * end it one runs the listeners; and if that one dies over it, somebody claims the record as expired.
   *
   * @returns the session once its listeners ran, with its deletion under way; undefined: others ended it
   */
  async end({ key, uid }: StoredSessionSummary): Promise<LiveSession | undefined> {
    const tools = this.#tools;
    const record = await this.#ask(() => this.#store.load(key));
    if (record === undefined || record === 'unchanged') return undefined;
    const answer = await this.#ask(() => this.#store.update(key, this.#endOf(uid)));
    tools.cancel(key);
    const copy = tools.copyOf(key, uid);
    if (answer !== 'ok') {
      if (copy !== undefined && isAlive(copy)) tools.vanish(copy);
      return undefined;
    }
    const live = copy ?? tools.activate(record);
    if (!tools.invalidate(live)) return undefined;
    tools.flush(live);
    return live;
  }

  #endOf(uid: string): SessionChange {
    const now = this.#tools.clock.now();
    return {
      uid,
      set: new Map(),
      removed: new Set(),
      lastAccessedAt: 0,
      inUseAt: now,
      graceMs: 0,
      // Not now: by a clock that is read a moment earlier that would still be to come.
      endsAt: now - 1,
    };
  }

  async #ask<T>(ask: () => T | Promise<T>): Promise<T> {
    return askStore('ending a session', ask);
  }
}
