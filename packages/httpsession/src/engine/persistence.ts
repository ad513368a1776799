import type { Clock, Timer } from '../common/clock.ts';
import { NotEncodableError } from '../common/errors.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import type { SessionCodec } from '../store/codec.ts';
import type { RecordLimits } from '../store/record-limits.ts';
import type { IdSealer } from '../store/seal.ts';
import type { SessionStore } from '../store/store.ts';
import { AtomicUpdates, type AtomicChange } from './atomic-updates.ts';
import type { AttributeStorage } from './attribute-changes.ts';
import { countAttributes, getAttribute, withAttribute } from './attributes.ts';
import { Claims } from './claims.ts';
import { Commits } from './commits.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ListenerDispatch } from './listener-dispatch.ts';
import type { Metrics } from './metrics.ts';
import { isAlive, type LiveSession } from './live-session.ts';
import { Loads } from './loads.ts';
import { Passivation } from './passivation.ts';
import { RefusedKeys } from './refused-keys.ts';
import type { StoreLocking } from './session-locking.ts';
import { StoreLocks } from './store-locks.ts';
import { checkValue } from './stored-values.ts';
import { StoredState, type Undecoded } from './stored-state.ts';

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
  readonly metrics: Metrics;
  readonly maxLifetimeMs: number;
  faceOf(live: LiveSession): HttpSession;
  /** Makes a session that came from the store resident. */
  adopt(live: LiveSession): void;
  /** Takes over the principal that another process gave a session. */
  takePrincipal(live: LiveSession, principal: string | undefined): void;
  /** Watches a session that has another interval than before. */
  watch(live: LiveSession): void;
  /** Takes a session out of memory that lives on in the store. */
  leave(live: LiveSession): void;
  /** Takes a session out of memory that has ended elsewhere. */
  vanish(live: LiveSession): void;
  findResident(id: string): LiveSession | undefined;
  /** Ends a session whose time is over, with its listeners. */
  expire(live: LiveSession): void;
}

/** How often a session in use is renewed at most, with a touch interval of 0. */
const RENEWAL_MIN_MS = 250;

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
  readonly #loads: Loads;
  readonly #passivation: Passivation;
  readonly #locks: StoreLocks;
  readonly #background = new Set<Promise<void>>();
  readonly #streamTimers = new WeakMap<LiveSession, Timer>();

  constructor(options: PersistenceOptions, host: PersistenceHost) {
    this.#options = options;
    this.#host = host;
    this.isCoherent = options.store.coherent === true;
    this.#refused = new RefusedKeys(options.store, host.clock, host.diagnostics);
    this.#commits = new Commits(options, host, this.#refused);
    this.#locks = new StoreLocks(options.store, host.clock, host.diagnostics);
    this.#loads = new Loads(options, host, this.#refused);
    this.#passivation = new Passivation(host, this.#commits, options.codec.activates === true);
    this.#updates = new AtomicUpdates(options, host.clock, {
      write: (live, stored) => this.#commits.write(live, stored),
      changeOf: (live, stored, writing) => this.#commits.changeOf(live, stored, writing),
      refresh: (live) => this.#loads.refresh(live),
      vanish: (live) => host.vanish(live),
      check: (live, name, value) => {
        this.check(live, name, value);
      },
    });
    this.#claims = new Claims(options.store, host, {
      activate: (record) => this.#loads.activateClaimed(record),
      cancel: (key) => this.#loads.cancelFlight(key),
      residentOf: (record) => this.#loads.residentOf(record),
    });
    this.#claims.start();
  }

  /** A session was made here. */
  begin(live: LiveSession): void {
    live.stored = new StoredState(this.#loads.keyOf(live.id));
  }

  /** The session of an id that is not in memory, in use by the caller; undefined if there is none. */
  load(id: string): MaybePromise<LiveSession | undefined> {
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
    if (this.isCoherent || live.stored?.isCreated !== true) return undefined;
    const { turn } = live.stored;
    return turn === undefined
      ? this.#loads.refresh(live)
      : turn.then(() => this.#loads.refresh(live));
  }

  commit(live: LiveSession): MaybePromise<void> {
    return this.#commits.commit(live);
  }

  /** Writes what is left over when nobody waits for it. A failure is reported. */
  flush(live: LiveSession): void {
    void this.#flush(live);
  }

  /** The last use of a session ended. */
  leave(live: LiveSession): void {
    const { stored } = live;
    if (stored === undefined) return;
    if (!this.isCoherent) this.#passivation.tell(live);
    const settled = this.#flush(live);
    const done = (): void => {
      if (live.uses > 0 || !isAlive(live)) return;
      if (stored.turn !== undefined) {
        // An aborted request began another write: until that is over, memory knows more.
        void stored.turn.then(done);
      } else if (this.isCoherent) {
        stored.handedOut.clear();
        stored.isUnseen = false;
      } else {
        this.#passivation.drop(live);
      }
    };
    if (isThenable(settled)) void settled.then(done);
    else done();
  }

  /** The session has ended: its record goes with the next commit, and is not given out until then. */
  noteEnded(live: LiveSession): void {
    const stored = live.stored;
    if (stored === undefined) return;
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
    stored.wantedKey = this.#loads.keyOf(newId);
    if (!stored.isCreated && stored.turn === undefined) stored.key = stored.wantedKey;
    else this.#refused.refuse(stored.key);
    stored.noteAny();
  }

  check(live: LiveSession, name: string, value: unknown): void {
    const bytes = checkValue(this.#options.codec, this.#options.limits, { name, value });
    const size = countAttributes(live.attributes);
    if (size >= this.#options.limits.attributes) {
      if (getAttribute(live.attributes, name) === undefined) throw tooMany(name, size);
    }
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

  /** Reads a session again, after something else may have changed it. */
  reload(live: LiveSession): MaybePromise<void> {
    return this.isCoherent ? undefined : this.join(live);
  }

  lock(live: LiveSession, waitMs: number): MaybePromise<(() => MaybePromise<void>) | undefined> {
    return this.#locks.lock(live, waitMs);
  }

  /** When the deadline in the store has to be moved although nothing happens (R11). */
  renewalMs(live: LiveSession): number {
    if (live.uses === 0 || live.maxInactiveSeconds <= 0) return Infinity;
    const period = Math.max(RENEWAL_MIN_MS, this.#commits.touchMsOf(live));
    return this.#host.clock.monotonic() + Math.min(period, live.maxInactiveSeconds * 500);
  }

  /** A session in use moves its deadline in the store. */
  renew(live: LiveSession): void {
    if (live.uses === 0 || live.stored?.isCreated !== true) return;
    void this.#settle(() => this.#commits.touch(live), 'Renewing a session in the store');
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
    await Promise.all(sessions.filter(isAlive).map(async (live) => this.passivate(live)));
    while (this.#background.size > 0) await Promise.all(this.#background);
    await this.#refused.close();
  }

  #flush(live: LiveSession): MaybePromise<void> {
    if (live.stored === undefined || !this.#commits.hasWork(live)) return undefined;
    return this.#settle(() => this.#commits.commit(live), 'Writing a session to the store');
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
      const settled = done.then(undefined, (error: unknown) => {
        this.#host.diagnostics.failure(what, error);
      });
      // Known until it is over, so that closing can wait for it.
      this.#background.add(settled);
      return settled.finally(() => this.#background.delete(settled));
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
