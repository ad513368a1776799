import type { Clock } from '../common/clock.ts';
import { SessionStoreUnavailableError } from '../common/errors.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { SessionCodec } from '../store/codec.ts';
import type { RecordLimits } from '../store/record-limits.ts';
import type { SessionStore } from '../store/store.ts';
import type { Diagnostics } from './diagnostics.ts';
import { isAlive, type LiveSession } from './live-session.ts';
import type { PrincipalLimits } from './principal-limits.ts';
import type { RecordWords } from './record-words.ts';
import type { RefusedKeys } from './refused-keys.ts';
import type { Renewals } from './renewals.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import type { StoredState } from './stored-state.ts';
import { isWriteRefusal } from './write-refusal.ts';

/** What commits need to know. */
interface CommitOptions {
  readonly store: SessionStore;
  readonly codec: SessionCodec;
  readonly limits: RecordLimits;
}

interface CommitHost {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  vanish(live: LiveSession): void;
}

interface CommitTools {
  readonly refused: RefusedKeys;
  readonly limits: PrincipalLimits | undefined;
  readonly words: RecordWords;
  readonly renewals: Renewals;
}

/** Writes sessions: one commit at a time for each, on a snapshot (R3), as deltas that never re-create. */
export class Commits {
  readonly #options: CommitOptions;
  readonly #host: CommitHost;
  readonly #refused: RefusedKeys;
  readonly #limits: PrincipalLimits | undefined;
  readonly #words: RecordWords;
  readonly #renewals: Renewals;

  constructor(
    options: CommitOptions,
    host: CommitHost,
    { refused, limits, words, renewals }: CommitTools,
  ) {
    this.#options = options;
    this.#host = host;
    this.#refused = refused;
    this.#limits = limits;
    this.#words = words;
    this.#renewals = renewals;
  }

  /**
   * Whether the end of a use leaves something to write. What was handed out is compared again only when
   * that was after the last commit of the only use.
   */
  hasWork(live: LiveSession): boolean {
    const stored = live.stored;
    if (stored === undefined) return false;
    if (stored.isEnded) return stored.isCreated || stored.turn !== undefined;
    // It was refused: those who asked have been told, and nothing of it may be written.
    if (isWriteRefusal(stored.lost)) return false;
    if (stored.hasChanges || stored.isUnseen) return true;
    return stored.turn !== undefined || stored.lost !== undefined;
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
    return this.#begin(live, stored);
  }

  /** The copy goes with all that was changed in it, and whoever still wants to commit that is told. */
  drop(live: LiveSession, error: Error): void {
    if (live.stored !== undefined) live.stored.lost = error;
    this.#host.vanish(live);
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
    return sinceMs < 0 || sinceMs >= this.#words.touchMsOf(live);
  }

  #begin(live: LiveSession, stored: StoredState): MaybePromise<void> {
    const snapshot = takeSnapshot(live, stored, this.#options);
    // If nobody else works with the session, the snapshot has seen all that was handed out until now.
    if (live.uses <= 1 && stored.streaming === 0) stored.isUnseen = false;
    if (snapshot.isEmpty && !this.#isTouchDue(live, stored)) {
      stored.noteTaken(snapshot);
      snapshot.throwRefusals();
      return;
    }
    stored.begin(snapshot);
    const written = (answer: unknown): MaybePromise<void> => {
      if (answer === 'gone') this.#host.vanish(live);
      this.#confirm(live, stored, snapshot);
      snapshot.throwRefusals();
      return this.#goOn(live, stored);
    };
    let steps: unknown;
    try {
      steps = this.#sendIfAdmitted(live, stored, snapshot);
    } catch (cause) {
      throw this.#failed(live, stored, { snapshot, cause });
    }
    if (isThenable(steps)) {
      return Promise.resolve(
        steps.then(written, (cause: unknown) => {
          throw this.#failed(live, stored, { snapshot, cause });
        }),
      );
    }
    return written(steps);
  }

  /** An id that was changed meanwhile must be known to the store before any response tells it (R8). */
  #goOn(live: LiveSession, stored: StoredState): MaybePromise<void> {
    const isKnown = stored.key === stored.wantedKey || stored.isEnded || live.state === 'ended';
    return isKnown ? undefined : this.write(live, stored);
  }

  /** A principal has room for so many sessions: that is found out before anything of this one is written. */
  #sendIfAdmitted(live: LiveSession, stored: StoredState, snapshot: Snapshot): unknown {
    const limits = snapshot.kind === 'delete' ? undefined : this.#limits;
    const principal = stored.isCreated ? snapshot.principal : live.principal;
    if (limits === undefined || typeof principal !== 'string') {
      return this.#send(live, stored, snapshot);
    }
    return limits.admit(stored.uid, principal, () => this.#send(live, stored, snapshot));
  }

  /** In this order: create, rename, update, delete. Gives what the last of them gives, or a promise of it. */
  #send(live: LiveSession, stored: StoredState, snapshot: Snapshot): unknown {
    const { store } = this.#options;
    if (snapshot.kind === 'delete') {
      return andThen(store.delete(stored.key), () => {
        this.#refused.allow(stored.key);
        this.#refused.allow(stored.wantedKey);
      });
    }
    if (snapshot.kind === 'create') return this.#create(live, stored, snapshot);
    if (snapshot.newKey === undefined) return this.#sendChange(live, stored, snapshot);
    return andThen(this.#rename(live, stored, snapshot.newKey), () =>
      live.state === 'ended' && !stored.isEnded
        ? undefined
        : this.#sendChange(live, stored, snapshot),
    );
  }

  #sendChange(
    live: LiveSession,
    stored: StoredState,
    snapshot: Snapshot,
  ): MaybePromise<'ok' | 'gone' | 'conflict'> {
    const change = this.#words.changeOf(live, stored, snapshot);
    const fence = snapshot.isEmpty ? undefined : stored.fence;
    const { store } = this.#options;
    return fence?.update(store, stored.key, change) ?? store.update(stored.key, change);
  }

  #rename(live: LiveSession, stored: StoredState, newKey: string): MaybePromise<void> {
    // A rename asks for no version: that the lock is still ours is found out before.
    const raised = stored.fence && this.#renewals.raiseInTurn(live, stored);
    return andThen(raised, () => {
      if (isAlive(live) || stored.isEnded) return this.#renameRecord(live, stored, newKey);
      // Somebody else has ended it: there is nothing to rename any more.
      this.#refused.allow(stored.key);
      return undefined;
    });
  }

  #create(live: LiveSession, stored: StoredState, snapshot: Snapshot): MaybePromise<void> {
    const record = this.#words.recordOf(live, stored, snapshot);
    return andThen(this.#options.store.create(record), (isCreated) => {
      if (!isCreated) throw new Error('The id generator gave an id that a session has already');
      stored.isCreated = true;
      stored.version = 1;
    });
  }

  #renameRecord(live: LiveSession, stored: StoredState, newKey: string): MaybePromise<void> {
    const oldKey = stored.key;
    const { sealedId } = this.#words.sealedIdOf(live, stored);
    return andThen(this.#options.store.rename(oldKey, newKey, sealedId), (isRenamed) => {
      this.#refused.allow(oldKey);
      if (isRenamed) stored.key = newKey;
      else this.#host.vanish(live);
    });
  }

  #confirm(live: LiveSession, stored: StoredState, snapshot: Snapshot): void {
    stored.confirm(snapshot, this.#host.clock.now());
    stored.failure = undefined;
    if (snapshot.kind === 'delete') {
      stored.isCreated = false;
      return;
    }
    // If others wrote in between the record has a higher one, and a load gives it.
    if (snapshot.kind === 'update') stored.countWrite();
    this.#host.diagnostics.session('committed', live.id);
  }

  /** What was to be written is still to be written; a copy that has no record any more is dropped. */
  #failed(
    live: LiveSession,
    stored: StoredState,
    { snapshot, cause }: { snapshot: Snapshot; cause: unknown },
  ): Error {
    const error = isWriteRefusal(cause)
      ? cause
      : new SessionStoreUnavailableError('writing a session', { cause });
    stored.restore(snapshot);
    stored.failure = error;
    if (snapshot.kind === 'delete') {
      // From here on it is tried again there, until it is known to be gone.
      stored.isCreated = false;
      this.#refused.retryDelete(stored.key, stored.wantedKey);
    }
    if (snapshot.kind === 'create') {
      // What has ended must not be there, and a sign-in that nobody has must not count for its principal.
      const mustGo = !isWriteRefusal(cause) && (stored.isEnded || live.principal !== undefined);
      this.#refused.giveUp(stored, mustGo);
    }
    // It has ended meanwhile: that is still to be written, and reaches the record under either key.
    if (stored.isEnded) return error;
    // Of a sign-in that is refused nothing may be written later: what it set may be what lets somebody in. Nor of what
    // was done under a lock, which is another's by then.
    const isUnderLock = stored.fence !== undefined && !snapshot.isEmpty;
    if (
      isWriteRefusal(cause) ||
      isUnderLock ||
      snapshot.kind === 'create' ||
      snapshot.newKey !== undefined
    ) {
      // The store knows best which of the keys it has; the client was told of none.
      if (snapshot.kind !== 'create') this.#refused.allow(stored.key);
      this.drop(live, error);
    }
    return error;
  }
}
