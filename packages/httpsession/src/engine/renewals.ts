import type { Clock } from '../common/clock.ts';
import { andThen, type MaybePromise } from '../common/maybe-promise.ts';
import type { SessionStore } from '../store/store.ts';
import { askStore } from './ask-store.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Fence } from './fence.ts';
import { isAlive, type LiveSession } from './live-session.ts';
import { nothingOf, type RecordWords } from './record-words.ts';
import type { StoredState, Writing } from './stored-state.ts';

interface RenewalHost {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  vanish(live: LiveSession): void;
}

/** Writes that tell the store of the access and of nothing else. */
export class Renewals {
  readonly #store: SessionStore;
  readonly #host: RenewalHost;
  readonly #words: RecordWords;

  constructor(store: SessionStore, host: RenewalHost, words: RecordWords) {
    this.#store = store;
    this.#host = host;
    this.#words = words;
  }

  /**
   * Moves the deadline in the store although nothing has changed. What has, a request is still at work with: it may be
   * half done, and what cannot be stored of it is for that request to hear.
   */
  touch(live: LiveSession): MaybePromise<void> {
    const { stored } = live;
    if (stored?.isCreated !== true || stored.turn !== undefined || stored.isEnded) return undefined;
    return stored.inTurn(() => {
      const access = nothingOf(live);
      const told = askStore('renewing a session', () => this.#tell(live, stored, { access }));
      return andThen(told, () => {
        stored.noteAccess(access, this.#host.clock.now());
        this.#host.diagnostics.session('committed', live.id);
      });
    });
  }

  /**
   * Raises the version of the record, and changes nothing: from here on, a former holder of the lock who is late
   * does not find the version any more that its change stands on. And what is loaded next is not older than this.
   */
  raise(live: LiveSession): MaybePromise<void> {
    const { stored } = live;
    return stored?.inTurn(() => {
      if (!stored.isCreated || !isAlive(live)) return undefined;
      return askStore('locking a session', () => this.raiseInTurn(live, stored));
    });
  }

  /** Does what `raise` does, for whoever has the turn. */
  raiseInTurn(live: LiveSession, stored: StoredState): MaybePromise<void> {
    return this.#tell(live, stored, { access: nothingOf(live), fence: stored.fence });
  }

  #tell(
    live: LiveSession,
    stored: StoredState,
    { access, fence }: { access: Writing; fence?: Fence | undefined },
  ): MaybePromise<void> {
    const change = this.#words.changeOf(live, stored, access);
    // What a load under way brings may be older than this, before and after.
    stored.epoch += 1;
    const updated =
      fence === undefined
        ? this.#store.update(stored.key, change)
        : fence.update(this.#store, stored.key, change);
    return andThen(updated, (answer) => {
      stored.epoch += 1;
      if (answer === 'gone') this.#host.vanish(live);
      else stored.countWrite();
    });
  }
}
