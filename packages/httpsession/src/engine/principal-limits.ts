import { PrincipalLimitError, SessionStoreUnavailableError } from '../common/errors.ts';
import type { PrincipalLimit } from './principals.ts';
import type { HeldLock, StoreLocks } from './store-locks.ts';
import type { StoredPrincipals } from './stored-principals.ts';

const DOING = 'locking a principal';
/** How long one sign-in of a person waits for others of the same person, in milliseconds. */
const WAIT_MS = 5_000;
/** How long the others wait for one whose process died over it, in milliseconds. */
const LEASE_MS = 10_000;

/** So much of it is left when the write begins, in milliseconds. While that is under way the lease is renewed. */
const MARGIN_MS = LEASE_MS / 2;

/** What limits need to know. */
interface LimitOptions {
  readonly locks: StoreLocks;
  readonly limit: PrincipalLimit;
  /** The name of a lock for a principal, which may be any text. */
  lockNameOf(principal: string): string;
}

/**
 * `maxSessionsPerPrincipal` across the processes of a store: counted when a session gets its principal there.
 * Where the store has locks, sign-ins of one person take turns, and there are never more; else two at the very
 * same moment may both be let in.
 */
export class PrincipalLimits {
  readonly #options: LimitOptions;
  readonly #principals: StoredPrincipals;

  constructor(options: LimitOptions, principals: StoredPrincipals) {
    this.#options = options;
    this.#principals = principals;
  }

  /**
   * Makes room for a session of a principal, and writes it.
   * @throws PrincipalLimitError when it is to be refused; then nothing is written
   */
  async admit(uid: string, principal: string, write: () => unknown): Promise<unknown> {
    const lock = await this.#lock(principal);
    try {
      await this.#makeRoom(uid, principal);
      // Else somebody else may have counted meanwhile: nobody knows any more whether there is room.
      if (!(await lock.isSure(MARGIN_MS))) throw unsure('its lease ended before that was done');
      return await write();
    } finally {
      await lock.release();
    }
  }

  async #makeRoom(uid: string, principal: string): Promise<void> {
    const { max, onLimit } = this.#options.limit;
    const found = await this.#principals.find(principal);
    const others = found.filter((summary) => summary.uid !== uid);
    const excess = others.length + 1 - max;
    if (excess <= 0) return;
    if (onLimit === 'reject-new') throw new PrincipalLimitError(max);
    await this.#principals.endSoon(others.slice(0, excess));
  }

  async #lock(principal: string): Promise<HeldLock> {
    const lock = await this.#options.locks.lockName({
      name: this.#options.lockNameOf(principal),
      doing: DOING,
      waitMs: WAIT_MS,
      leaseMs: LEASE_MS,
    });
    if (lock === 'none') return NO_LOCK;
    if (lock !== undefined) return lock;
    throw unsure(`other sign-ins of it took more than ${String(WAIT_MS)} ms`);
  }
}

const NO_LOCK: HeldLock = { isSure: () => true, isHeld: () => true, release: () => undefined };

function unsure(why: string): SessionStoreUnavailableError {
  return new SessionStoreUnavailableError(DOING, { why });
}

/** The limit of a store that can say whose sessions it has; undefined: there is none. */
export function limitsOf(
  limit: PrincipalLimit | undefined,
  principals: StoredPrincipals | undefined,
  { keyOf, locks }: { keyOf: (text: string) => string; locks: StoreLocks },
): PrincipalLimits | undefined {
  if (limit === undefined || principals === undefined) return undefined;
  const lockNameOf = (principal: string): string => `principal:${keyOf(principal)}`;
  return new PrincipalLimits({ locks, limit, lockNameOf }, principals);
}
