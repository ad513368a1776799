import type { Clock, Timer } from '../common/clock.ts';
import { NotEncodableError, SessionStoreUnavailableError } from '../common/errors.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import type { SessionCodec } from '../store/codec.ts';
import type { RecordLimits } from '../store/record-limits.ts';
import type { IdSealer } from '../store/seal.ts';
import { storeKey } from '../store/store-key.ts';
import {
  hasLocks,
  type SessionLock,
  type SessionRecord,
  type SessionStore,
} from '../store/store.ts';
import { activate } from './activation.ts';
import { AtomicUpdates, type AtomicChange } from './atomic-updates.ts';
import type { AttributeStorage } from './attribute-changes.ts';
import { countAttributes, getAttribute, withAttribute } from './attributes.ts';
import { Claims } from './claims.ts';
import { Commits } from './commits.ts';
import type { Diagnostics } from './diagnostics.ts';
import { isActivationListener, type ListenerDispatch } from './listener-dispatch.ts';
import { isAlive, type LiveSession } from './live-session.ts';
import { mergeRecord } from './merge.ts';
import { RefusedKeys } from './refused-keys.ts';
import type { StoreLocking } from './session-locking.ts';
import { checkValue } from './stored-values.ts';
import { StoredState, Undecoded } from './stored-state.ts';

/** What the application chose, checked and complete. */
export interface PersistenceOptions {
  readonly store: SessionStore;
  readonly codec: SessionCodec;
  readonly sealer: IdSealer | undefined;
  readonly limits: RecordLimits;
  /** Names the application in keys: two applications never share a session. */
  readonly contextName: string;
  /** Milliseconds; undefined: a tenth of the session's interval, 60 s at most. */
  readonly touchMs: number | undefined;
}

/** What the store's side asks of the engine. */
export interface PersistenceHost {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly dispatch: ListenerDispatch;
  readonly maxLifetimeMs: number;
  faceOf(live: LiveSession): HttpSession;
  /** Makes a session that came from the store resident. */
  adopt(live: LiveSession): void;
  /** Takes a session out of memory that lives on in the store. */
  leave(live: LiveSession): void;
  /** Takes a session out of memory that has ended elsewhere. */
  vanish(live: LiveSession): void;
  isResident(live: LiveSession): boolean;
  findResident(id: string): LiveSession | undefined;
  /** Ends a session whose time is over, with its listeners. */
  expire(live: LiveSession): void;
}

/** A load under way, and how many requests wait for it. */
interface Flight {
  readonly result: Promise<LiveSession | undefined>;
  waiters: number;
  isCancelled: boolean;
}

/** How long a lock in the store outlives a holder that died, in milliseconds. */
const LOCK_LEASE_MS = 30_000;

/** How long after the first byte of a response changes may stay unwritten (R13). */
const STREAM_COMMIT_MS = 1000;

/** Sessions in a store: how they come, how changes get there, and how they leave memory. */
export class Persistence implements AttributeStorage, StoreLocking {
  readonly isCoherent: boolean;
  readonly #options: PersistenceOptions;
  readonly #host: PersistenceHost;
  readonly #commits: Commits;
  readonly #refused: RefusedKeys;
  readonly #updates: AtomicUpdates;
  readonly #claims: Claims;
  readonly #flights = new Map<string, Flight>();
  readonly #streamTimers = new WeakMap<LiveSession, Timer>();

  constructor(options: PersistenceOptions, host: PersistenceHost) {
    this.#options = options;
    this.#host = host;
    this.isCoherent = options.store.coherent === true;
    this.#refused = new RefusedKeys(options.store, host.clock, host.diagnostics);
    this.#commits = new Commits(options, host, this.#refused);
    this.#updates = new AtomicUpdates(options, host.clock, {
      commit: (live) => this.#commits.commit(live),
      timesOf: (live) => this.#commits.timesOf(live),
      refresh: (live) => this.#refresh(live),
      vanish: (live) => host.vanish(live),
    });
    this.#claims = new Claims(options.store, host, {
      activate: (record) => this.#activateClaimed(record),
      cancel: (key) => this.#cancelFlight(key),
      residentOf: (record) => this.#residentOf(record),
    });
    this.#claims.start();
  }

  /** A session was made here. */
  begin(live: LiveSession): void {
    live.stored = new StoredState(this.#keyOf(live.id));
  }

  /** The session of an id that is not in memory, in use by the caller; undefined if there is none. */
  load(id: string): MaybePromise<LiveSession | undefined> {
    const key = this.#keyOf(id);
    if (this.#refused.isRefused(key)) return undefined;
    const flight = this.#flights.get(key);
    if (flight !== undefined) return this.#board(flight);
    let record: MaybePromise<SessionRecord | 'unchanged' | undefined>;
    try {
      record = this.#options.store.load(key);
    } catch (cause) {
      throw new SessionStoreUnavailableError('loading a session', { cause });
    }
    if (isThenable(record)) return this.#board(this.#takeOff(id, key, record));
    const live = this.#admit(id, key, record);
    if (live !== undefined) live.uses += 1;
    return live;
  }

  /** A request joins a session that is in memory: on a shared store its copy may be old (R2). */
  join(live: LiveSession): MaybePromise<void> {
    if (live.stored?.isPassivating === true) this.#cancelPassivation(live);
    if (this.isCoherent || live.stored?.isCreated !== true) return undefined;
    const running = live.stored.commit;
    if (running === undefined) return this.#refresh(live);
    // Its failure is told to those who wait for it; here only its end matters.
    return running.then(undefined, () => undefined).then(() => this.#refresh(live));
  }

  commit(live: LiveSession): MaybePromise<void> {
    return this.#commits.commit(live);
  }

  /** Writes what is left over when nobody waits for it. A failure is reported. */
  flush(live: LiveSession): void {
    if (live.stored === undefined || !this.#commits.hasWork(live)) return;
    this.#settle(() => this.#commits.commit(live), 'Writing a session to the store');
  }

  /** The last use of a session ended. */
  leave(live: LiveSession): void {
    const stored = live.stored;
    if (stored === undefined) return;
    if (this.isCoherent) {
      this.flush(live);
      stored.handedOut.clear();
      return;
    }
    this.#tellPassivation(live);
    const written = this.#commits.hasWork(live)
      ? this.#settle(() => this.#commits.commit(live), 'Writing a session to the store')
      : undefined;
    const drop = (): void => {
      if (live.uses === 0 && isAlive(live)) this.#host.leave(live);
    };
    if (isThenable(written)) void written.then(drop);
    else drop();
  }

  /**
   * Puts a session that is not in use into the store and takes it out of memory (R18). True when that
   * is done; a promise while it is written; false when it could not be written and stays.
   */
  passivate(live: LiveSession): MaybePromise<boolean> {
    this.#tellPassivation(live);
    const finish = (isWritten: boolean): boolean => {
      if (live.stored !== undefined) live.stored.isPassivating = false;
      if (!isWritten || live.uses > 0 || !isAlive(live)) return false;
      this.#host.leave(live);
      this.#host.diagnostics.session('passivated', live.id);
      return true;
    };
    let written: MaybePromise<boolean>;
    try {
      const committed = this.#commits.hasWork(live) ? this.#commits.commit(live) : undefined;
      written = isThenable(committed) ? committed.then(() => true) : true;
    } catch (error) {
      this.#host.diagnostics.failure('Passivating a session', error);
      return finish(false);
    }
    if (!isThenable(written)) return finish(true);
    return written.then(finish, (error: unknown) => {
      this.#host.diagnostics.failure('Passivating a session', error);
      return finish(false);
    });
  }

  /** The session has ended: its record goes with the next commit, and is not given out until then. */
  noteEnded(live: LiveSession): void {
    const stored = live.stored;
    if (stored === undefined) return;
    stored.isEnded = true;
    stored.noteAny();
    this.#cancelFlight(stored.key);
    if (stored.isCreated || stored.commit !== undefined) this.#refused.refuse(stored.key);
  }

  noteRenamed(live: LiveSession, newId: string): void {
    const stored = live.stored;
    if (stored === undefined) return;
    this.#cancelFlight(stored.key);
    stored.wantedKey = this.#keyOf(newId);
    if (!stored.isCreated && stored.commit === undefined) stored.key = stored.wantedKey;
    else this.#refused.refuse(stored.key);
    stored.noteAny();
  }

  check(live: LiveSession, name: string, value: unknown): void {
    checkValue(this.#options.codec, this.#options.limits, { name, value });
    const size = countAttributes(live.attributes);
    if (size < this.#options.limits.attributes) return;
    if (getAttribute(live.attributes, name) === undefined) throw tooMany(name, size);
  }

  decode(live: LiveSession, name: string, undecoded: Undecoded): unknown {
    const value = this.#options.codec.decode(undecoded.bytes);
    live.attributes = withAttribute(live.attributes, name, value);
    if (typeof value === 'object') live.stored?.noteHandedOut(name);
    return value;
  }

  update(live: LiveSession, name: string, change: AtomicChange): Promise<unknown> {
    return this.#updates.run(live, name, change);
  }

  /** Reads a session again, after something else may have changed it. */
  reload(live: LiveSession): MaybePromise<void> {
    return this.isCoherent ? undefined : this.join(live);
  }

  lock(live: LiveSession, waitMs: number): MaybePromise<(() => MaybePromise<void>) | undefined> {
    const { store } = this.#options;
    if (!hasLocks(store) || live.stored === undefined) return () => undefined;
    const asked = store.lock(live.stored.uid, { leaseMs: LOCK_LEASE_MS, waitMs });
    return andThen(asked, (lock) => lock && this.#keepLock(lock));
  }

  /** When the deadline in the store has to be moved although nothing happens (R11). */
  renewalMs(live: LiveSession): number {
    if (live.uses === 0 || live.maxInactiveSeconds <= 0) return Infinity;
    return this.#host.clock.monotonic() + Math.max(250, this.#commits.touchMsOf(live));
  }

  /** A session in use moves its deadline in the store. */
  renew(live: LiveSession): void {
    if (live.uses === 0 || live.stored?.isCreated !== true) return;
    this.#settle(() => this.#commits.touch(live), 'Renewing a session in the store');
  }

  beginStreaming(live: LiveSession): void {
    const stored = live.stored;
    if (stored === undefined) return;
    stored.streaming += 1;
    stored.onChange ??= () => this.#commitSoon(live);
  }

  endStreaming(live: LiveSession): void {
    if (live.stored !== undefined) live.stored.streaming -= 1;
  }

  /** Passivates what is in memory and waits until it is written. */
  async close(sessions: readonly LiveSession[]): Promise<void> {
    this.#claims.stop();
    await Promise.all(sessions.filter(isAlive).map((live) => this.passivate(live)));
    await this.#refused.close();
  }

  /** A lock is renewed for as long as its holder works; its lease is for holders that died. */
  #keepLock(lock: SessionLock): () => MaybePromise<void> {
    let timer: Timer;
    const renewLater = (): void => {
      timer = this.#host.clock.after(LOCK_LEASE_MS / 3, () => {
        this.#settle(() => andThen(lock.renew(LOCK_LEASE_MS), () => undefined), 'Renewing a lock');
        renewLater();
      });
    };
    renewLater();
    return () => {
      timer.cancel();
      return andThen(lock.release(), () => undefined);
    };
  }

  #keyOf(id: string): string {
    return storeKey(this.#options.contextName, id);
  }

  #takeOff(
    id: string,
    key: string,
    loading: Promise<SessionRecord | 'unchanged' | undefined>,
  ): Flight {
    const flight: Flight = {
      waiters: 0,
      isCancelled: false,
      result: loading.then(
        (record) => {
          this.#flights.delete(key);
          if (flight.isCancelled) return undefined;
          const live = this.#admit(id, key, record);
          // All who wait hold it from this moment: what the first does cannot take it from the others.
          if (live !== undefined) live.uses += flight.waiters;
          return live;
        },
        (cause: unknown) => {
          this.#flights.delete(key);
          throw new SessionStoreUnavailableError('loading a session', { cause });
        },
      ),
    };
    this.#flights.set(key, flight);
    return flight;
  }

  #board(flight: Flight): Promise<LiveSession | undefined> {
    flight.waiters += 1;
    return flight.result;
  }

  #cancelFlight(key: string): void {
    const flight = this.#flights.get(key);
    if (flight !== undefined) flight.isCancelled = true;
  }

  #admit(
    id: string,
    key: string,
    record: SessionRecord | 'unchanged' | undefined,
  ): LiveSession | undefined {
    if (record === undefined || record === 'unchanged') return undefined;
    if (this.#refused.isRefused(key)) return undefined;
    if (record.key !== key) {
      this.#host.diagnostics.failure(
        'Loading a session',
        new SessionStoreUnavailableError('loading a session: it gave the record of another key'),
      );
      return undefined;
    }
    const resident = this.#host.findResident(id);
    if (resident !== undefined) return resident;
    const live = this.#activate(record, id);
    this.#host.adopt(live);
    return live;
  }

  #activate(record: SessionRecord, id: string): LiveSession {
    return activate(record, {
      id,
      clock: this.#host.clock,
      codec: this.#options.codec,
      tell: (live, value) => this.#host.dispatch.didActivate(this.#host.faceOf(live), value),
      report: (error) => this.#host.diagnostics.failure('Activating a session', error),
    });
  }

  /** An expired session for its listeners: under its id if the secrets tell it, else its handle. */
  #activateClaimed(record: SessionRecord): LiveSession {
    const id =
      record.sealedId === undefined
        ? undefined
        : this.#options.sealer?.open(record.sealedId, record.uid);
    return this.#activate(record, id ?? this.#host.diagnostics.handleOf(record.uid));
  }

  #residentOf(record: SessionRecord): LiveSession | undefined {
    if (record.sealedId === undefined) return undefined;
    const id = this.#options.sealer?.open(record.sealedId, record.uid);
    const live = id === undefined ? undefined : this.#host.findResident(id);
    return live?.stored?.uid === record.uid ? live : undefined;
  }

  #refresh(live: LiveSession): MaybePromise<void> {
    const stored = live.stored;
    if (stored === undefined || !isAlive(live)) return undefined;
    const key = stored.key;
    let loaded: MaybePromise<SessionRecord | 'unchanged' | undefined>;
    try {
      loaded = this.#options.store.load(key, stored.version);
    } catch (cause) {
      throw new SessionStoreUnavailableError('loading a session', { cause });
    }
    const merge = (record: SessionRecord | 'unchanged' | undefined): void => {
      // An id change of our own may have moved the record while it was read.
      if (record === undefined && stored.key === key && isAlive(live)) this.#host.vanish(live);
      if (record === undefined || record === 'unchanged') return;
      mergeRecord(live, stored, { record, codec: this.#options.codec });
    };
    if (!isThenable(loaded)) {
      merge(loaded);
      return undefined;
    }
    return loaded.then(merge, (cause: unknown) => {
      throw new SessionStoreUnavailableError('loading a session', { cause });
    });
  }

  #tellPassivation(live: LiveSession): void {
    this.#tellValues(live, (face, value) => {
      if (live.stored !== undefined) live.stored.isPassivating = true;
      this.#host.dispatch.willPassivate(face, value);
    });
  }

  #cancelPassivation(live: LiveSession): void {
    if (live.stored !== undefined) live.stored.isPassivating = false;
    this.#tellValues(live, (face, value) => this.#host.dispatch.didActivate(face, value));
  }

  #tellValues(live: LiveSession, tell: (face: HttpSession, value: object) => void): void {
    if (this.#options.codec.activates !== true) return;
    const face = this.#host.faceOf(live);
    for (const name of face.getAttributeNames()) {
      const value = getAttribute(live.attributes, name);
      if (!isActivationListener(value)) continue;
      // What the callback changes in the value belongs to what is written.
      live.stored?.handedOut.add(name);
      tell(face, value);
    }
  }

  #commitSoon(live: LiveSession): void {
    if (this.#streamTimers.has(live)) return;
    const timer = this.#host.clock.after(STREAM_COMMIT_MS, () => {
      this.#streamTimers.delete(live);
      this.flush(live);
    });
    this.#streamTimers.set(live, timer);
  }

  /** Runs something in the background: its failure has no caller, so it is reported. */
  #settle(work: () => MaybePromise<void>, what: string): MaybePromise<void> {
    try {
      const done = work();
      if (!isThenable(done)) return undefined;
      return done.then(undefined, (error: unknown) => {
        this.#host.diagnostics.failure(what, error);
      });
    } catch (error) {
      this.#host.diagnostics.failure(what, error);
      return undefined;
    }
  }
}

function tooMany(name: string, size: number): NotEncodableError {
  return new NotEncodableError(
    name,
    `the session has ${String(size)} attributes already, as many as limits.attributes allows`,
    { code: 'HTTPSESSION_LIMIT' },
  );
}
