import type { Clock } from '../common/clock.ts';
import { PrincipalLimitError, SessionStoreUnavailableError } from '../common/errors.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { SessionCodec } from '../store/codec.ts';
import { deadlineAfter, GRACE_SHARE, toIdleMs } from '../store/deadline.ts';
import type { RecordLimits } from '../store/record-limits.ts';
import type { IdSealer } from '../store/seal.ts';
import type { Bytes, SessionChange, SessionRecord, SessionStore } from '../store/store.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { LiveSession } from './live-session.ts';
import type { PrincipalLimits } from './principal-limits.ts';
import type { RefusedKeys } from './refused-keys.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import type { StoredState, Writing } from './stored-state.ts';

/** The longest touch interval that is chosen by itself. */
const TOUCH_MAX_MS = 60_000;

/** What commits need to know. */
interface CommitOptions {
  readonly store: SessionStore;
  readonly codec: SessionCodec;
  readonly sealer: IdSealer | undefined;
  readonly limits: RecordLimits;
  readonly touchMs: number | undefined;
}

interface CommitHost {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly maxLifetimeMs: number;
  vanish(live: LiveSession): void;
}

/** Writes sessions: one commit at a time for each, on a snapshot (R3), as deltas that never re-create. */
export class Commits {
  readonly #options: CommitOptions;
  readonly #host: CommitHost;
  readonly #refused: RefusedKeys;
  readonly #limits: PrincipalLimits | undefined;

  constructor(
    options: CommitOptions,
    host: CommitHost,
    { refused, limits }: { refused: RefusedKeys; limits: PrincipalLimits | undefined },
  ) {
    this.#options = options;
    this.#host = host;
    this.#refused = refused;
    this.#limits = limits;
  }

  /**
   * Whether the end of a use leaves something to write. What was handed out is compared again only when
   * that was after the last commit of the only use.
   */
  hasWork(live: LiveSession): boolean {
    const stored = live.stored;
    if (stored === undefined) return false;
    if (stored.isEnded) return stored.isCreated || stored.turn !== undefined;
    // A sign-in that was refused: its request has been told, and nothing of it may be written.
    if (stored.lost instanceof PrincipalLimitError) return false;
    if (stored.isMarked || stored.isUnseen) return true;
    return stored.turn !== undefined || stored.lost !== undefined;
  }

  /** How long the last accessed time in the store may lag behind, in milliseconds. */
  touchMsOf(live: LiveSession): number {
    const chosen = this.#chosenTouchMs();
    if (live.maxInactiveSeconds <= 0) return chosen;
    return Math.min(chosen, live.maxInactiveSeconds * 1000 * GRACE_SHARE);
  }

  /**
   * Writes what has changed, and the access if its time has come, after the writes asked for before:
   * what they did not write is in its snapshot. Their failures are told to those who asked for them.
   * @throws SessionStoreUnavailableError when the store failed: everything is still to be written
   * @throws NotEncodableError when a value was changed in place into one that cannot be stored
   */
  commit(live: LiveSession): MaybePromise<void> {
    const stored = live.stored;
    return stored?.inTurn(() => this.write(live, stored));
  }

  /** Does what `commit` does, for whoever has the turn. */
  write(live: LiveSession, stored: StoredState): MaybePromise<void> {
    // What is lost must not be written any more; that the session has ended must be known all the same.
    if (stored.lost !== undefined && !stored.isEnded) throw stored.lost;
    if (!this.#isDue(live, stored)) return undefined;
    // An id that was changed meanwhile must be known to the store before any response tells it (R8).
    return andThen(this.#beginLast(live, stored), () =>
      stored.key === stored.wantedKey || stored.isEnded || live.state === 'ended'
        ? undefined
        : this.write(live, stored),
    );
  }

  /** Moves the deadline in the store although nothing has changed. */
  touch(live: LiveSession): MaybePromise<void> {
    const stored = live.stored;
    if (stored === undefined || stored.turn !== undefined || stored.isEnded) return undefined;
    return stored.inTurn(() => this.#begin(live, stored, { isTouch: true, isOnlyUse: false }));
  }

  #isDue(live: LiveSession, stored: StoredState): boolean {
    if (stored.isEnded) return stored.isCreated;
    if (stored.isDirty) return true;
    return live.state !== 'ended' && this.#isTouchDue(live, stored);
  }

  #isTouchDue(live: LiveSession, stored: StoredState): boolean {
    if (stored.isEnded || live.accessedOffset === stored.writtenAccess) return false;
    const sinceMs = this.#host.clock.now() - stored.writtenAt;
    // Written in the future: a clock was set back, or another machine's is ahead. How long ago it was is not known then.
    return sinceMs < 0 || sinceMs >= this.touchMsOf(live);
  }

  /** If nobody else works with the session, this snapshot has seen all that was handed out until now. */
  #beginLast(live: LiveSession, stored: StoredState): MaybePromise<void> {
    const isOnlyUse = live.uses <= 1 && stored.streaming === 0;
    return this.#begin(live, stored, { isTouch: this.#isTouchDue(live, stored), isOnlyUse });
  }

  #begin(
    live: LiveSession,
    stored: StoredState,
    { isTouch, isOnlyUse }: { isTouch: boolean; isOnlyUse: boolean },
  ): MaybePromise<void> {
    const snapshot = takeSnapshot(live, stored, this.#options);
    if (isOnlyUse) stored.isUnseen = false;
    if (snapshot.isEmpty && !isTouch) {
      stored.unmark(snapshot);
      snapshot.throwRefusals();
      return;
    }
    stored.begin(snapshot);
    const written = (): void => {
      this.#confirm(live, stored, snapshot);
      snapshot.throwRefusals();
    };
    let steps: MaybePromise<void>;
    try {
      steps = this.#sendIfAdmitted(live, stored, snapshot);
    } catch (cause) {
      throw this.#failed(live, stored, { snapshot, cause });
    }
    if (isThenable(steps)) {
      return steps.then(written, (cause: unknown) => {
        throw this.#failed(live, stored, { snapshot, cause });
      });
    }
    written();
  }

  /** A principal has room for so many sessions: that is found out before anything of this one is written. */
  #sendIfAdmitted(live: LiveSession, stored: StoredState, snapshot: Snapshot): MaybePromise<void> {
    const send = (): MaybePromise<void> => this.#send(live, stored, snapshot);
    if (this.#limits === undefined || snapshot.kind === 'delete') return send();
    const principal = stored.isCreated ? snapshot.principal : live.principal;
    if (typeof principal !== 'string') return send();
    return this.#limits.admit(stored.uid, principal, send);
  }

  /** In this order: create, rename, update, delete. */
  #send(live: LiveSession, stored: StoredState, snapshot: Snapshot): MaybePromise<void> {
    const { store } = this.#options;
    if (snapshot.kind === 'delete') {
      return andThen(store.delete(stored.key), () => {
        this.#refused.allow(stored.key);
        this.#refused.allow(stored.wantedKey);
      });
    }
    if (snapshot.kind === 'create') return this.#create(live, stored, snapshot);
    const renamed =
      snapshot.newKey === undefined ? undefined : this.#rename(live, stored, snapshot.newKey);
    return andThen(renamed, () => {
      if (live.state === 'ended' && !stored.isEnded) return undefined;
      return andThen(store.update(stored.key, this.changeOf(live, stored, snapshot)), (answer) => {
        if (answer === 'gone') this.#host.vanish(live);
      });
    });
  }

  #create(live: LiveSession, stored: StoredState, snapshot: Snapshot): MaybePromise<void> {
    const maxInactiveMs = toIdleMs(live.maxInactiveSeconds);
    const use = this.#useOf(live);
    const times = { maxInactiveMs, expiresAt: undefined };
    const record: SessionRecord = {
      key: stored.key,
      uid: stored.uid,
      ...this.#sealedIdOf(live, stored),
      version: 1,
      createdAt: live.createdAt,
      lastAccessedAt: live.createdAt + snapshot.accessedOffset,
      maxInactiveMs,
      expiresAt: deadlineAfter(times, { ...use, maxInactiveMs }),
      ...(live.principal === undefined ? {} : { principal: live.principal }),
      attributes: snapshot.set,
    };
    return andThen(this.#options.store.create(record), (isCreated) => {
      if (!isCreated) throw new Error('The id generator gave an id that a session has already');
      stored.isCreated = true;
      stored.version = 1;
    });
  }

  #rename(live: LiveSession, stored: StoredState, newKey: string): MaybePromise<void> {
    const oldKey = stored.key;
    const { sealedId } = this.#sealedIdOf(live, stored);
    return andThen(this.#options.store.rename(oldKey, newKey, sealedId), (isRenamed) => {
      this.#refused.allow(oldKey);
      if (isRenamed) stored.key = newKey;
      else this.#host.vanish(live);
    });
  }

  /** What the store is told of a write. */
  changeOf(live: LiveSession, stored: StoredState, writing: Writing): SessionChange {
    const { set, removed, maxInactiveMs, principal, accessedOffset } = writing;
    return {
      uid: stored.uid,
      set,
      removed,
      lastAccessedAt: live.createdAt + accessedOffset,
      ...this.#useOf(live),
      ...(maxInactiveMs === undefined ? {} : { maxInactiveMs }),
      ...(principal === undefined ? {} : { principal }),
    };
  }

  #sealedIdOf(live: LiveSession, stored: StoredState): { sealedId?: Bytes } {
    const { sealer } = this.#options;
    return sealer === undefined ? {} : { sealedId: sealer.seal(live.id, stored.uid) };
  }

  /** The stored deadline is later than ours by the touch interval, by which ours may be unknown (R11). */
  #useOf(live: LiveSession): Pick<SessionChange, 'inUseAt' | 'graceMs' | 'endsAt'> {
    const endsAt = live.createdAt + this.#host.maxLifetimeMs;
    return {
      inUseAt: this.#host.clock.now(),
      graceMs: this.#chosenTouchMs(),
      endsAt: endsAt === Infinity ? undefined : endsAt,
    };
  }

  #chosenTouchMs(): number {
    return this.#options.touchMs ?? TOUCH_MAX_MS;
  }

  #confirm(live: LiveSession, stored: StoredState, snapshot: Snapshot): void {
    stored.confirm(snapshot, this.#host.clock.now());
    stored.failure = undefined;
    if (snapshot.kind === 'delete') {
      stored.isCreated = false;
      return;
    }
    // If others wrote in between the record has a higher one, and a load gives it.
    if (snapshot.kind === 'update' && stored.version !== undefined) stored.version += 1;
    this.#host.diagnostics.session('committed', live.id);
  }

  /** What was to be written is still to be written; a copy that has no record any more is dropped. */
  #failed(
    live: LiveSession,
    stored: StoredState,
    { snapshot, cause }: { snapshot: Snapshot; cause: unknown },
  ): Error {
    const isRefused = cause instanceof PrincipalLimitError;
    const error = isRefused
      ? cause
      : new SessionStoreUnavailableError('writing a session', { cause });
    stored.restore(snapshot);
    stored.failure = error;
    if (snapshot.kind === 'delete') {
      // From here on it is tried again there, until it is known to be gone.
      stored.isCreated = false;
      this.#refused.retryDelete(stored.key);
    }
    if (snapshot.kind === 'create') {
      // What has ended must not be there, and a sign-in that nobody has must not count for its principal.
      const mustGo = !isRefused && (stored.isEnded || live.principal !== undefined);
      this.#refused.giveUp(stored, mustGo);
    }
    // It has ended meanwhile: that is still to be written, and reaches the record under either key.
    if (stored.isEnded) return error;
    // Of a sign-in that is refused nothing may be written later: what it set may be what lets somebody in.
    if (isRefused || snapshot.kind === 'create' || snapshot.newKey !== undefined) {
      stored.lost = error;
      // The store knows best which of the keys it has; the client was told of none.
      if (snapshot.kind !== 'create') this.#refused.allow(stored.key);
      this.#host.vanish(live);
    }
    return error;
  }
}
