import { PrincipalLimitError, SessionStoreUnavailableError } from '../common/errors.ts';
import { hasLocks, type SessionStore } from '../store/store.ts';
import { askStore } from './ask-store.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { PrincipalLimit } from './principals.ts';
import type { StoredPrincipals } from './stored-principals.ts';

/** How long one sign-in of a person waits for others of the same person, in milliseconds. */
const WAIT_MS = 5_000;
/** How long the others wait for one whose process died over it, in milliseconds. */
const LEASE_MS = 10_000;

/** What limits need to know. */
interface LimitOptions {
  readonly store: SessionStore;
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
  readonly #diagnostics: Diagnostics;

  constructor(options: LimitOptions, principals: StoredPrincipals, diagnostics: Diagnostics) {
    this.#options = options;
    this.#principals = principals;
    this.#diagnostics = diagnostics;
  }

  /**
   * Makes room for a session of a principal, and writes it.
   * @throws PrincipalLimitError when it is to be refused; then nothing is written
   */
  async admit(uid: string, principal: string, write: () => unknown): Promise<unknown> {
    const release = await this.#lock(principal);
    try {
      await this.#makeRoom(uid, principal);
      return await write();
    } finally {
      await release();
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

  async #lock(principal: string): Promise<() => Promise<void>> {
    const { store } = this.#options;
    if (!hasLocks(store)) return () => Promise.resolve();
    const name = this.#options.lockNameOf(principal);
    const lock = await askStore('locking a principal', () =>
      store.lock(name, { leaseMs: LEASE_MS, waitMs: WAIT_MS }),
    );
    if (lock === undefined) {
      throw new SessionStoreUnavailableError('locking a principal', {
        why: `other sign-ins of it took more than ${String(WAIT_MS)} ms`,
      });
    }
    return async () => {
      try {
        await lock.release();
      } catch (error) {
        // What it was held for is done; the lock ends with its lease.
        this.#diagnostics.failure('Releasing the lock of a principal', error);
      }
    };
  }
}

/** The limit of a store that can say whose sessions it has; undefined: there is none. */
export function limitsOf(
  {
    store,
    principalLimit: limit,
  }: { store: SessionStore; principalLimit: PrincipalLimit | undefined },
  principals: StoredPrincipals | undefined,
  { keyOf, diagnostics }: { keyOf: (text: string) => string; diagnostics: Diagnostics },
): PrincipalLimits | undefined {
  if (limit === undefined || principals === undefined) return undefined;
  const lockNameOf = (principal: string): string => `principal:${keyOf(principal)}`;
  return new PrincipalLimits({ store, limit, lockNameOf }, principals, diagnostics);
}
