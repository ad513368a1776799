import type { Clock } from '../common/clock.ts';
import { SessionStoreUnavailableError } from '../common/errors.ts';
import { andThen, isThenable, type MaybePromise, orElse } from '../common/maybe-promise.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import type { SessionCodec } from '../store/codec.ts';
import type { IdSealer } from '../store/seal.ts';
import { StoreKeys } from '../store/store-key.ts';
import type { SessionRecord, SessionStore } from '../store/store.ts';
import { activate } from './activation.ts';
import { askStore } from './ask-store.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ListenerDispatch } from './listener-dispatch.ts';
import { isAlive, type LiveSession } from './live-session.ts';
import { mergeRecord } from './merge.ts';
import type { Metrics } from './metrics.ts';
import { PassingMap } from './passing-map.ts';
import type { RefusedKeys } from './refused-keys.ts';
import type { StoredState } from './stored-state.ts';

/** What loads need to know. */
interface LoadOptions {
  readonly store: SessionStore;
  readonly codec: SessionCodec;
  readonly sealer: IdSealer | undefined;
  readonly contextName: string;
}

/** What loads ask of the engine. */
interface LoadHost {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly dispatch: ListenerDispatch;
  readonly metrics: Metrics;
  faceOf(live: LiveSession): HttpSession;
  adopt(live: LiveSession): void;
  vanish(live: LiveSession): void;
  takePrincipal(live: LiveSession, principal: string | undefined): void;
  watch(live: LiveSession): void;
  findResident(id: string): LiveSession | undefined;
}

/** A load under way, and how many requests wait for it. */
interface Flight {
  /** Undefined until it has begun. */
  result: Promise<LiveSession | undefined> | undefined;
  waiters: number;
  isCancelled: boolean;
}

/** How sessions come from the store into memory. One load at a time for each key (R15). */
export class Loads {
  readonly #options: LoadOptions;
  readonly #host: LoadHost;
  readonly #refused: RefusedKeys;
  readonly #keys: StoreKeys;
  readonly #flights = new PassingMap<Flight>();

  constructor(options: LoadOptions, host: LoadHost, refused: RefusedKeys) {
    this.#options = options;
    this.#keys = new StoreKeys(options.contextName);
    this.#host = host;
    this.#refused = refused;
  }

  keyOf(id: string): string {
    return this.#keys.keyOf(id);
  }

  /** The session of an id that is not in memory, in use by the caller; undefined if there is none. */
  load(id: string): MaybePromise<LiveSession | undefined> {
    const key = this.keyOf(id);
    if (this.#refused.isRefused(key)) return undefined;
    const flight = this.#flights.get(key);
    if (flight?.result !== undefined) return board(flight, flight.result);
    let record: MaybePromise<SessionRecord | 'unchanged' | undefined>;
    try {
      record = this.#options.store.load(key);
    } catch (cause) {
      throw new SessionStoreUnavailableError('loading a session', { cause });
    }
    if (isThenable(record)) return this.#takeOff(id, key, record);
    const live = this.#isAdmitted(key, record) ? this.#bringIn(record, id) : undefined;
    if (live !== undefined) live.uses += 1;
    return live;
  }

  #takeOff(
    id: string,
    key: string,
    loading: Promise<SessionRecord | 'unchanged' | undefined>,
  ): Promise<LiveSession | undefined> {
    const flight: Flight = { waiters: 0, isCancelled: false, result: undefined };
    const land = (): void => void this.#flights.delete(key);
    const result = loading.then(
      (record) => {
        land();
        if (flight.isCancelled) return undefined;
        const isAdmitted = this.#isAdmitted(key, record);
        // Another id may have become this one meanwhile.
        const live = isAdmitted
          ? (this.#host.findResident(id) ?? this.#bringIn(record, id))
          : undefined;
        // All who wait hold it from this moment: what the first does cannot take it from the others.
        if (live !== undefined) live.uses += flight.waiters;
        return live;
      },
      (cause: unknown) => {
        land();
        throw new SessionStoreUnavailableError('loading a session', { cause });
      },
    );
    flight.result = result;
    this.#flights.set(key, flight);
    return board(flight, result);
  }

  /** A load of this key that is under way comes to nothing. */
  cancelFlight(key: string): void {
    const flight = this.#flights.get(key);
    if (flight !== undefined) flight.isCancelled = true;
  }

  #isAdmitted(
    key: string,
    record: SessionRecord | 'unchanged' | undefined,
  ): record is SessionRecord {
    if (record === undefined || record === 'unchanged') return false;
    if (this.#refused.isRefused(key)) return false;
    if (record.key === key) return true;
    this.#reportOtherKey();
    return false;
  }

  #bringIn(record: SessionRecord, id: string): LiveSession {
    const live = this.#activate(record, id);
    this.#host.adopt(live);
    this.#host.metrics.activatedSessions += 1;
    this.#host.diagnostics.session('activated', id);
    return live;
  }

  #reportOtherKey(): void {
    this.#host.diagnostics.failure(
      'Loading a session',
      new SessionStoreUnavailableError('loading a session', {
        why: 'it gave the record of another key',
      }),
    );
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
  activateClaimed(record: SessionRecord): LiveSession {
    const id =
      record.sealedId === undefined
        ? undefined
        : this.#options.sealer?.open(record.sealedId, record.uid);
    return this.#activate(record, id ?? this.#host.diagnostics.handleOfKey(record.key));
  }

  /** Takes over what others have changed in the record. */
  refresh(live: LiveSession): MaybePromise<void> {
    const stored = live.stored;
    if (stored === undefined || !isAlive(live)) return undefined;
    const { key, epoch, version } = stored;
    // A notice that comes from here on may be of what this load does not see.
    stored.isStale = false;
    const merge = (record: SessionRecord | 'unchanged' | undefined): MaybePromise<void> => {
      // A commit of our own was under way: what was read may be older than what is in memory.
      if (stored.epoch !== epoch) return this.#refreshAfterCommit(live, stored);
      if (record === 'unchanged') return undefined;
      // Under this key there may be another session by now: nothing of it belongs here.
      if (record?.key !== key || record.uid !== stored.uid) {
        if (record !== undefined && record.key !== key) this.#reportOtherKey();
        if (isAlive(live)) this.#host.vanish(live);
        return undefined;
      }
      // Two were asked, and this answer was late: by now memory has what somebody wrote after it. Unless memory is as it
      // was when this was asked: then the store itself went back, as after a failover.
      const isLate = stored.version !== undefined && record.version < stored.version;
      if (isLate && stored.version !== version) return undefined;
      const isMoved = mergeRecord(live, stored, { record, codec: this.#options.codec });
      if (isMoved) this.#host.watch(live);
      if (!stored.isPrincipalChanged) this.#host.takePrincipal(live, record.principal);
      return undefined;
    };
    return orElse(
      () => andThen(this.#ask(key, stored.version), merge),
      () => {
        stored.isStale = true;
      },
    );
  }

  /**
   * Finds out whether a session still exists whose record has left its key, and lets go of one that does not. One
   * that is in use may only have another id elsewhere: then `touch` still reaches it (R8), as all that is changed
   * here does. Nor does any cache in the store answer that.
   */
  check(live: LiveSession, touch: () => MaybePromise<void>): MaybePromise<void> {
    const { stored } = live;
    if (stored?.isCreated !== true || !isAlive(live)) return undefined;
    if (stored.turn !== undefined) return stored.turn.then(() => this.check(live, touch));
    if (live.uses === 0) return this.refresh(live);
    return touch();
  }

  /** A load of a key that is under way; fulfilled when it is over, however. */
  flightOf(key: string): Promise<void> | undefined {
    return this.#flights.get(key)?.result?.then(
      () => undefined,
      () => undefined,
    );
  }

  #ask(
    key: string,
    known: number | undefined,
  ): MaybePromise<SessionRecord | 'unchanged' | undefined> {
    return askStore('loading a session', () => this.#options.store.load(key, known));
  }

  #refreshAfterCommit(live: LiveSession, stored: StoredState): MaybePromise<void> {
    return stored.turn === undefined
      ? this.refresh(live)
      : stored.turn.then(() => this.refresh(live));
  }
}

function board<T>(flight: Flight, result: Promise<T>): Promise<T> {
  flight.waiters += 1;
  return result;
}
