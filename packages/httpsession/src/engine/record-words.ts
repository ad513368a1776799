import type { Clock } from '../common/clock.ts';
import { deadlineAfter, toIdleMs } from '../store/deadline.ts';
import { GRACE_SHARE } from '../store/store-rules.ts';
import type { IdSealer } from '../store/seal.ts';
import type { Bytes, SessionChange, SessionRecord } from '../store/store.ts';
import type { LiveSession } from './live-session.ts';
import type { StoredState, Writing } from './stored-state.ts';

/** The longest touch interval that is chosen by itself. */
const TOUCH_MAX_MS = 60_000;
/** How often a session in use is renewed at most, with a touch interval of 0. */
const RENEWAL_MIN_MS = 250;

/** What the words need to know. */
interface RecordWordsOptions {
  readonly clock: Clock;
  readonly sealer: IdSealer | undefined;
  readonly touchMs: number | undefined;
  readonly maxLifetimeMs: number;
}

/** What the store is told of a session. */
export class RecordWords {
  readonly #options: RecordWordsOptions;

  constructor(options: RecordWordsOptions) {
    this.#options = options;
  }

  /** How long the last accessed time in the store may lag behind, in milliseconds. */
  touchMsOf(live: LiveSession): number {
    const chosen = this.#chosenTouchMs();
    if (live.maxInactiveSeconds <= 0) return chosen;
    return Math.min(chosen, live.maxInactiveSeconds * 1000 * GRACE_SHARE);
  }

  /** When the deadline in the store has to be moved although nothing happens (R11), monotonic. */
  renewalMs(live: LiveSession): number {
    if (live.uses === 0 || live.maxInactiveSeconds <= 0) return Infinity;
    const period = Math.max(RENEWAL_MIN_MS, this.touchMsOf(live));
    return this.#options.clock.monotonic() + Math.min(period, live.maxInactiveSeconds * 500);
  }

  /** A record that is made. */
  recordOf(live: LiveSession, stored: StoredState, writing: Writing): SessionRecord {
    const maxInactiveMs = toIdleMs(live.maxInactiveSeconds);
    const use = this.#useOf(live);
    const times = { maxInactiveMs, expiresAt: undefined };
    return {
      key: stored.key,
      uid: stored.uid,
      ...this.sealedIdOf(live, stored),
      version: 1,
      createdAt: live.createdAt,
      lastAccessedAt: live.createdAt + writing.accessedOffset,
      maxInactiveMs,
      expiresAt: deadlineAfter(times, { ...use, maxInactiveMs }),
      ...(live.principal === undefined ? {} : { principal: live.principal }),
      attributes: writing.set,
    };
  }

  /** A record that is changed. */
  changeOf(live: LiveSession, stored: StoredState, writing: Writing): SessionChange {
    const { set, removed, maxInactiveMs, principal, accessedOffset } = writing;
    const { inUseAt, graceMs, endsAt } = this.#useOf(live);
    const change: { -readonly [Part in keyof SessionChange]: SessionChange[Part] } = {
      uid: stored.uid,
      set,
      removed,
      lastAccessedAt: live.createdAt + accessedOffset,
      inUseAt,
      graceMs,
      endsAt,
    };
    // Nearly always there is neither.
    if (maxInactiveMs !== undefined) change.maxInactiveMs = maxInactiveMs;
    if (principal !== undefined) change.principal = principal;
    return change;
  }

  /** The present id, for those who have the secrets. */
  sealedIdOf(live: LiveSession, stored: StoredState): { sealedId?: Bytes } {
    const { sealer } = this.#options;
    return sealer === undefined ? {} : { sealedId: sealer.seal(live.id, stored.uid) };
  }

  /** The stored deadline is later than ours by the touch interval, by which ours may be unknown (R11). */
  #useOf(live: LiveSession): Pick<SessionChange, 'inUseAt' | 'graceMs' | 'endsAt'> {
    const { clock, maxLifetimeMs } = this.#options;
    const now = clock.now();
    // What is left of it, by the clock that does not jump: the wall clock may have been set since it was made.
    const endsAt = now + live.createdMs + maxLifetimeMs - clock.monotonic();
    return {
      inUseAt: now,
      graceMs: this.#chosenTouchMs(),
      endsAt: endsAt === Infinity ? undefined : endsAt,
    };
  }

  #chosenTouchMs(): number {
    return this.#options.touchMs ?? TOUCH_MAX_MS;
  }
}

/** A write that changes nothing but the access. */
export function nothingOf({ accessedOffset }: LiveSession): Writing {
  return {
    set: new Map(),
    removed: new Set(),
    refusals: new Map(),
    taken: new Set(),
    maxInactiveMs: undefined,
    principal: undefined,
    accessedOffset,
  };
}
