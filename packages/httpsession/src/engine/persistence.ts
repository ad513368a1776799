import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { hasNotices, hasPrincipalIndex } from '../store/store.ts';
import { AtomicUpdates, type AtomicChange } from './atomic-updates.ts';
import type { AttributeStorage } from './attribute-changes.ts';
import { withAttribute } from './attributes.ts';
import { Background } from './background.ts';
import { Claims } from './claims.ts';
import { Commits } from './commits.ts';
import { Copies } from './copies.ts';
import { isAlive, type LiveSession } from './live-session.ts';
import { Loads } from './loads.ts';
import { LockedSessions } from './locked-sessions.ts';
import { newsBeside } from './news.ts';
import { Notices } from './notices.ts';
import { type PersistenceHost, type PersistenceOptions, withCopies } from './persistence-host.ts';
import { Passivation } from './passivation.ts';
import { limitsOf } from './principal-limits.ts';
import { RecordWords } from './record-words.ts';
import { RefusedKeys } from './refused-keys.ts';
import { Shutdown } from './shutdown.ts';
import { StoreLocks } from './store-locks.ts';
import { StoredPrincipals } from './stored-principals.ts';
import { Streams } from './streams.ts';
import { checkCount, checkValue } from './stored-values.ts';
import { StoredState, type Undecoded } from './stored-state.ts';

/** Sessions in a store: how they come, how changes get there, and how they leave memory. */
export class Persistence implements AttributeStorage {
  readonly isCoherent: boolean;
  /** Undefined: the store cannot find the sessions of a principal. */
  readonly principals: StoredPrincipals | undefined;
  readonly locking: LockedSessions;
  readonly words: RecordWords;
  /** Whether other processes may write what this one has in memory. */
  readonly #isShared: boolean;
  readonly #options: PersistenceOptions;
  readonly #host: PersistenceHost;
  readonly #copies = new Copies();
  readonly #commits: Commits;
  readonly #refused: RefusedKeys;
  readonly #updates: AtomicUpdates;
  readonly #claims: Claims;
  readonly #loads: Loads;
  readonly #passivation: Passivation;
  readonly #background: Background;
  readonly #streams: Streams;
  readonly #notices: Notices | undefined;
  readonly #shutdown: Shutdown;

  constructor(options: PersistenceOptions, engine: PersistenceHost) {
    const host = withCopies(engine, this.#copies);
    this.#options = options;
    this.#host = host;
    this.isCoherent = options.store.coherent === true;
    this.#isShared = !this.isCoherent || hasNotices(options.store);
    this.#background = new Background(host.diagnostics);
    this.#streams = new Streams(host.clock, (live) => this.flush(live));
    this.#refused = new RefusedKeys(options.store, host.clock, host.diagnostics);
    this.principals = this.#createPrincipals(host);
    const { clock, diagnostics, maxLifetimeMs } = host;
    this.words = new RecordWords({ ...options, clock, maxLifetimeMs });
    this.#commits = new Commits(options, host, {
      refused: this.#refused,
      limits: limitsOf(options, this.principals, {
        keyOf: (principal) => this.#loads.keyOf(principal),
        diagnostics,
      }),
      words: this.words,
    });
    this.#loads = new Loads(options, host, this.#refused);
    host.diagnostics.shareHandles((id) => this.#loads.keyOf(id));
    this.#passivation = new Passivation(host, this.#commits, options.codec.activates === true);
    this.#updates = new AtomicUpdates(options, host.clock, {
      write: (live, stored) => this.#commits.write(live, stored),
      changeOf: (live, stored, writing) => this.words.changeOf(live, stored, writing),
      refresh: (live) => this.#loads.refresh(live),
      vanish: (live) => host.vanish(live),
      drop: (live, error) => this.#commits.drop(live, error),
      check: (live, name, value) => this.check(live, name, value),
    });
    this.#claims = new Claims(options.store, host, {
      activate: (record) => this.#loads.activateClaimed(record),
      cancel: (key) => this.#loads.cancelFlight(key),
      residentOf: (record) => this.#copies.of(record),
      isEnding: (key) => this.#refused.has(key),
      flush: (live) => this.flush(live),
    });
    this.#claims.start();
    this.#notices = this.#createNotices();
    this.locking = new LockedSessions({
      locks: new StoreLocks(options.store, clock, diagnostics),
      isShared: this.#isShared,
      raise: (live) => this.#commits.raise(live),
      reload: (live) => this.#reload(live),
      commit: (live) => this.commit(live),
    });
    this.#shutdown = new Shutdown({
      clock: host.clock,
      copies: this.#copies,
      refused: this.#refused,
      passivate: (live) => this.passivate(live),
      drain: () => this.#claims.drain().then(() => this.#background.drain()),
      report: (error) => host.diagnostics.failure('Closing the session manager', error),
    });
  }

  /** A session was made here. */
  begin(live: LiveSession): void {
    this.#notices?.start();
    live.stored = new StoredState(this.#loads.keyOf(live.id));
    this.#copies.add(live);
  }

  /** The session of an id that is not in memory, in use by the caller; undefined if there is none. */
  load(id: string): MaybePromise<LiveSession | undefined> {
    this.#notices?.start();
    return this.#loads.load(id);
  }

  /** Whether a session can be made under an id: none of that id is about to be deleted from the store. */
  isFree(id: string): boolean {
    return !this.#refused.has(this.#loads.keyOf(id));
  }

  passivate(live: LiveSession): MaybePromise<boolean> {
    return this.#passivation.passivate(live);
  }

  /** A request joins a session that is in memory: on a shared store its copy may be old (R2). */
  join(live: LiveSession): MaybePromise<void> {
    if (live.stored?.isPassivating === true) this.#passivation.cancel(live);
    const { stored } = live;
    if (stored?.isCreated !== true || (this.isCoherent && !stored.isStale)) return undefined;
    return stored.turn?.then(() => this.#loads.refresh(live)) ?? this.#loads.refresh(live);
  }

  commit(live: LiveSession): MaybePromise<void> {
    return this.#commits.commit(live);
  }

  /** Writes what is left over when nobody waits for it. A failure is reported. */
  flush(live: LiveSession): void {
    void this.#flush(live);
  }

  /** The last use of a session ended that has ended itself meanwhile. */
  leaveEnded(live: LiveSession): void {
    this.flush(live);
    this.#shutdown.noteUnused();
  }

  /** The last use of a session ended. */
  leave(live: LiveSession): void {
    const { stored } = live;
    if (stored === undefined) return;
    if (!this.isCoherent) this.#passivation.tell(live);
    const settled = this.#flush(live);
    this.#shutdown.noteUnused();
    const done = (): void => {
      if (live.uses > 0 || !isAlive(live)) return;
      if (stored.turn !== undefined) {
        // An aborted request began another write: until that is over, memory knows more.
        void stored.turn.then(done);
      } else if (this.isCoherent) {
        stored.forgetAllHandedOut();
        stored.isUnseen = false;
      } else {
        this.#passivation.drop(live);
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
    if (!this.#isShared || live.stored?.isCreated !== true) return false;
    this.#host.vanish(live);
    this.#claims.soon();
    return true;
  }

  /** The session has ended: its record goes with the next commit, and is not given out until then. */
  noteEnded(live: LiveSession): void {
    const stored = live.stored;
    if (stored === undefined) return;
    this.#copies.remove(live);
    stored.isEnded = true;
    stored.noteAny();
    // A rename may be under way: both keys lead to the record until the delete is done.
    for (const key of new Set([stored.key, stored.wantedKey])) {
      this.#loads.cancelFlight(key);
      if (stored.isCreated || stored.turn !== undefined) this.#refused.refuse(key);
    }
  }

  noteRenamed(live: LiveSession, newId: string): void {
    const stored = live.stored;
    if (stored === undefined) return;
    this.#loads.cancelFlight(stored.key);
    this.#copies.remove(live);
    stored.wantedKey = this.#loads.keyOf(newId);
    this.#copies.add(live);
    if (!stored.isCreated && stored.turn === undefined) stored.key = stored.wantedKey;
    else this.#refused.refuse(stored.key);
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
    this.#host.diagnostics.failure('Reading a stored attribute', error);
  }

  update(live: LiveSession, name: string, change: AtomicChange): Promise<unknown> {
    return this.#updates.run(live, name, change);
  }

  /** A session in use moves its deadline in the store. */
  renew(live: LiveSession): void {
    if (live.uses === 0 || live.stored?.isCreated !== true) return;
    void this.#background.run('Renewing a session in the store', () => this.#commits.touch(live));
  }

  beginStreaming(live: LiveSession): void {
    this.#streams.begin(live);
  }

  endStreaming(live: LiveSession): void {
    this.#streams.end(live);
  }

  /**
   * Waits for requests that work with a session, and puts all of them into the store.
   * @throws SessionStoreUnavailableError when something is not stored by the end of `timeoutMs`
   */
  async close(timeoutMs: number): Promise<void> {
    this.#claims.stop();
    try {
      await this.#shutdown.run(timeoutMs);
    } finally {
      this.#refused.close();
      await this.#notices?.close();
    }
  }

  /** Reads a session again, after something else may have changed it. */
  #reload(live: LiveSession): MaybePromise<void> {
    // A notice of what the last holder wrote may still be on its way.
    if (this.#notices !== undefined && live.stored !== undefined) live.stored.isStale = true;
    return this.join(live);
  }

  #flush(live: LiveSession): MaybePromise<void> {
    const isNews = newsBeside(live.stored);
    if (live.stored === undefined || !this.#commits.hasWork(live)) return undefined;
    return this.#background.run('Writing a session to the store', () => this.commit(live), isNews);
  }

  #createPrincipals(host: PersistenceHost): StoredPrincipals | undefined {
    const { store } = this.#options;
    if (!hasPrincipalIndex(store)) return undefined;
    return new StoredPrincipals(store, {
      clock: host.clock,
      copyOf: (summary) => this.#copies.of(summary),
      cancel: (key) => this.#loads.cancelFlight(key),
      endMarked: () => this.#claims.endMarked(),
      soon: () => this.#claims.soon(),
      vanish: (live) => host.vanish(live),
      report: (error) => host.diagnostics.failure('Ending the sessions of a principal', error),
    });
  }

  #createNotices(): Notices | undefined {
    const { store } = this.#options;
    if (!hasNotices(store)) return undefined;
    return new Notices(store, {
      clock: this.#host.clock,
      diagnostics: this.#host.diagnostics,
      copies: this.#copies,
      flightOf: (key) => this.#loads.flightOf(key),
      check: (live) => this.#loads.check(live, () => this.#commits.touch(live)),
    });
  }
}
