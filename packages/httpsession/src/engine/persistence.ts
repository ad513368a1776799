import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { AtomicChange } from './atomic-updates.ts';
import type { AttributeStorage } from './attribute-changes.ts';
import { withAttribute } from './attributes.ts';
import { isAlive, type LiveSession } from './live-session.ts';
import type { LockedSessions } from './locked-sessions.ts';
import { newsBeside } from './news.ts';
import type { PersistenceHost, PersistenceOptions } from './persistence-host.ts';
import { PersistenceParts } from './persistence-parts.ts';
import type { RecordWords } from './record-words.ts';
import type { StoredPrincipals } from './stored-principals.ts';
import { checkCount, checkValue } from './stored-values.ts';
import { StoredState, type Undecoded } from './stored-state.ts';

/** Sessions in a store: how they come, how changes get there, and how they leave memory. */
export class Persistence implements AttributeStorage {
  readonly isCoherent: boolean;
  /** Undefined: the store cannot find the sessions of a principal. */
  readonly principals: StoredPrincipals | undefined;
  readonly locking: LockedSessions;
  readonly words: RecordWords;
  readonly #options: PersistenceOptions;
  readonly #parts: PersistenceParts;

  constructor(options: PersistenceOptions, engine: PersistenceHost) {
    const parts = new PersistenceParts(options, engine, {
      join: (live) => this.join(live),
      flush: (live) => this.#flush(live),
      check: (live, name, value) => this.check(live, name, value),
    });
    this.#options = options;
    this.#parts = parts;
    this.isCoherent = parts.isCoherent;
    this.principals = parts.principals;
    this.locking = parts.locking;
    this.words = parts.words;
    parts.host.diagnostics.shareHandles((id) => parts.loads.keyOf(id));
    parts.claims.start();
  }

  /** A session was made here. */
  begin(live: LiveSession): void {
    this.#parts.notices?.start();
    live.stored = new StoredState(this.#parts.loads.keyOf(live.id));
    this.#parts.copies.add(live);
  }

  /** The session of an id that is not in memory, in use by the caller; undefined if there is none. */
  load(id: string): MaybePromise<LiveSession | undefined> {
    this.#parts.notices?.start();
    return this.#parts.loads.load(id);
  }

  /** Whether a session can be made under an id: none of that id is about to be deleted from the store. */
  isFree(id: string): boolean {
    return !this.#parts.refused.has(this.#parts.loads.keyOf(id));
  }

  passivate(live: LiveSession): MaybePromise<boolean> {
    return this.#parts.passivation.passivate(live);
  }

  /** A request joins a session that is in memory: on a shared store its copy may be old (R2). */
  join(live: LiveSession): MaybePromise<void> {
    if (live.stored?.isPassivating === true) this.#parts.passivation.cancel(live);
    const { stored } = live;
    if (stored?.isCreated !== true || (this.isCoherent && !stored.isStale)) return undefined;
    const { turn } = stored;
    return turn === undefined
      ? this.#parts.loads.refresh(live)
      : turn.then(() => this.#parts.loads.refresh(live));
  }

  commit(live: LiveSession): MaybePromise<void> {
    return this.#parts.commits.commit(live);
  }

  /** Writes what is left over when nobody waits for it. A failure is reported. */
  flush(live: LiveSession): void {
    void this.#flush(live);
  }

  /** The last use of a session ended that has ended itself meanwhile. */
  leaveEnded(live: LiveSession): void {
    this.flush(live);
    this.#parts.shutdown.noteUnused();
  }

  /** The last use of a session ended. */
  leave(live: LiveSession): void {
    const { stored } = live;
    if (stored === undefined) return;
    if (!this.isCoherent) this.#parts.passivation.tell(live);
    const settled = this.#flush(live);
    this.#parts.shutdown.noteUnused();
    const done = (): void => {
      if (live.uses > 0 || !isAlive(live)) return;
      if (stored.turn !== undefined) {
        // An aborted request began another write: until that is over, memory knows more.
        void stored.turn.then(done);
      } else if (this.isCoherent) {
        stored.forgetAllHandedOut();
        stored.isUnseen = false;
      } else {
        this.#parts.passivation.drop(live);
      }
    };
    if (isThenable(settled)) void settled.then(done);
    else done();
  }

  /**
   * The time of a session is over by the clock of this process. False: this process alone knows it, and tells. Else one of
   * all tells, who gets the record from the store when its time is over there.
   */
  expire(live: LiveSession): boolean {
    if (!this.#parts.isShared || live.stored?.isCreated !== true) return false;
    this.#parts.host.vanish(live);
    this.#parts.claims.soon();
    return true;
  }

  /** The session has ended: its record goes with the next commit, and is not given out until then. */
  noteEnded(live: LiveSession): void {
    const stored = live.stored;
    if (stored === undefined) return;
    this.#parts.copies.remove(live);
    stored.isEnded = true;
    stored.noteAny();
    // A rename may be under way: both keys lead to the record until the delete is done.
    for (const key of new Set([stored.key, stored.wantedKey])) {
      this.#parts.loads.cancelFlight(key);
      if (stored.isCreated || stored.turn !== undefined) this.#parts.refused.refuse(key, live);
    }
  }

  noteRenamed(live: LiveSession, newId: string): void {
    const stored = live.stored;
    if (stored === undefined) return;
    this.#parts.loads.cancelFlight(stored.key);
    this.#parts.copies.remove(live);
    stored.wantedKey = this.#parts.loads.keyOf(newId);
    this.#parts.copies.add(live);
    if (!stored.isCreated && stored.turn === undefined) stored.key = stored.wantedKey;
    else this.#parts.refused.refuse(stored.key);
    stored.noteAny();
  }

  check(live: LiveSession, name: string, value: unknown): void {
    const bytes = checkValue(this.#options.codec, this.#options.limits, { name, value });
    checkCount(live.attributes, this.#options.limits, name);
    if (bytes !== undefined) live.stored?.keepChecked(name, value, bytes);
  }

  decode(live: LiveSession, name: string, undecoded: Undecoded): unknown {
    const value = this.#options.codec.decode(undecoded.bytes);
    live.attributes = withAttribute(live.attributes, name, value);
    if (typeof value === 'object') live.stored?.noteHandedOut(name);
    return value;
  }

  unreadable(error: unknown): void {
    this.#parts.host.diagnostics.failure('Reading a stored attribute', error);
  }

  update(live: LiveSession, name: string, change: AtomicChange): Promise<unknown> {
    return this.#parts.updates.run(live, name, change);
  }

  /** A session in use moves its deadline in the store. */
  renew(live: LiveSession): void {
    const { stored } = live;
    if (live.uses === 0 || stored?.isCreated !== true) return;
    const touch = (): MaybePromise<void> => this.#parts.renewals.touch(live);
    // A stream that goes on for hours may change in place what it was handed out once (R13).
    const isStreaming = stored.streaming > 0 && stored.isDirty;
    void this.#parts.background.run('Renewing a session in the store', () =>
      isStreaming ? andThen(this.commit(live), touch) : touch(),
    );
  }

  beginStreaming(live: LiveSession): void {
    this.#parts.streams.begin(live);
  }

  endStreaming(live: LiveSession): void {
    this.#parts.streams.end(live);
  }

  /**
   * Waits for requests that work with a session, and puts all of them into the store.
   * @throws SessionStoreUnavailableError when something is not stored by the end of `timeoutMs`
   */
  async close(timeoutMs: number): Promise<void> {
    this.#parts.claims.stop();
    try {
      await this.#parts.shutdown.run(timeoutMs);
    } finally {
      this.#parts.refused.close();
      await this.#parts.notices?.close();
    }
  }

  #flush(live: LiveSession): MaybePromise<void> {
    const isNews = newsBeside(live.stored);
    if (live.stored === undefined || !this.#parts.commits.hasWork(live)) return undefined;
    const commit = (): MaybePromise<void> => this.commit(live);
    return this.#parts.background.run('Writing a session to the store', commit, isNews);
  }
}
