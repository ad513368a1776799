import type { MaybePromise } from '../common/maybe-promise.ts';
import { hasNotices, hasPrincipalIndex } from '../store/store.ts';
import { AtomicUpdates } from './atomic-updates.ts';
import { Background } from './background.ts';
import { Claims } from './claims.ts';
import { Commits } from './commits.ts';
import { Copies } from './copies.ts';
import type { LiveSession } from './live-session.ts';
import { Loads } from './loads.ts';
import { LockedSessions } from './locked-sessions.ts';
import { Notices } from './notices.ts';
import { Passivation } from './passivation.ts';
import { type PersistenceHost, type PersistenceOptions, withCopies } from './persistence-host.ts';
import { limitsOf, type PrincipalLimits } from './principal-limits.ts';
import { RecordWords } from './record-words.ts';
import { RefusedKeys } from './refused-keys.ts';
import { Renewals } from './renewals.ts';
import { Shutdown } from './shutdown.ts';
import { StoreLocks } from './store-locks.ts';
import { StoredPrincipals } from './stored-principals.ts';
import { Streams } from './streams.ts';

/** What parts ask of the whole. */
interface Whole {
  /** A request joins a session that is in memory. */
  join(live: LiveSession): MaybePromise<void>;
  /** Writes what is left over when nobody waits for it. Never fails. */
  flush(live: LiveSession): MaybePromise<void>;
  /** Throws for a value that a session cannot have in this store. */
  check(live: LiveSession, name: string, value: unknown): void;
}

/** What `Persistence` consists of, each part with what it asks of the others. */
export class PersistenceParts {
  readonly isCoherent: boolean;
  /** Whether other processes may write what this one has in memory. */
  readonly isShared: boolean;
  readonly copies: Copies = new Copies();
  /** The engine, as the store's side sees it. */
  readonly host: PersistenceHost;
  readonly words: RecordWords;
  readonly background: Background;
  readonly streams: Streams;
  readonly refused: RefusedKeys;
  /** Undefined: the store cannot find the sessions of a principal. */
  readonly principals: StoredPrincipals | undefined;
  readonly locking: LockedSessions;
  readonly renewals: Renewals;
  readonly commits: Commits;
  readonly loads: Loads;
  readonly passivation: Passivation;
  readonly updates: AtomicUpdates;
  readonly claims: Claims;
  readonly notices: Notices | undefined;
  readonly shutdown: Shutdown;
  readonly #options: PersistenceOptions;
  readonly #whole: Whole;

  constructor(options: PersistenceOptions, engine: PersistenceHost, whole: Whole) {
    const { store } = options;
    this.#options = options;
    this.#whole = whole;
    this.isCoherent = store.coherent === true;
    this.isShared = !this.isCoherent || hasNotices(store);
    const host = withCopies(engine, this.copies);
    this.host = host;
    const { clock, diagnostics } = host;
    this.words = new RecordWords({ ...options, clock, maxLifetimeMs: host.maxLifetimeMs });
    this.background = new Background(diagnostics);
    this.streams = new Streams(clock, (live) => void whole.flush(live));
    this.refused = new RefusedKeys(store, clock, diagnostics);
    this.principals = this.#createPrincipals();
    const locks = new StoreLocks(store, clock, diagnostics);
    this.locking = this.#createLocking(locks);
    this.renewals = new Renewals(store, host, this.words);
    this.commits = this.#createCommits(locks);
    this.loads = new Loads(options, host, this.refused);
    this.passivation = new Passivation(host, this.commits, options.codec.activates === true);
    this.updates = this.#createUpdates();
    this.claims = this.#createClaims();
    this.notices = this.#createNotices();
    this.shutdown = this.#createShutdown();
  }

  #createPrincipals(): StoredPrincipals | undefined {
    const { store } = this.#options;
    if (!hasPrincipalIndex(store)) return undefined;
    const { clock, diagnostics } = this.host;
    return new StoredPrincipals(store, {
      clock,
      copyOf: (summary) => this.copies.of(summary),
      cancel: (key) => this.loads.cancelFlight(key),
      endMarked: () => this.claims.endMarked(),
      soon: () => this.claims.soon(),
      vanish: (live) => this.host.vanish(live),
      report: (error) => diagnostics.failure('Ending the sessions of a principal', error),
    });
  }

  #createLocking(locks: StoreLocks): LockedSessions {
    return new LockedSessions({
      locks,
      isShared: this.isShared,
      raise: (live) => this.renewals.raise(live),
      reload: (live) => this.#reload(live),
      commit: (live) => this.commits.commit(live),
    });
  }

  /** Reads a session again, after something else may have changed it. */
  #reload(live: LiveSession): MaybePromise<void> {
    // A notice of what the last holder wrote may still be on its way.
    if (this.notices !== undefined && live.stored !== undefined) live.stored.isStale = true;
    return this.#whole.join(live);
  }

  #createCommits(locks: StoreLocks): Commits {
    return new Commits(this.#options, this.host, {
      refused: this.refused,
      limits: this.#createLimits(locks),
      words: this.words,
      renewals: this.renewals,
    });
  }

  #createLimits(locks: StoreLocks): PrincipalLimits | undefined {
    const keyOf = (text: string): string => this.loads.keyOf(text);
    return limitsOf(this.#options.principalLimit, this.principals, { keyOf, locks });
  }

  #createUpdates(): AtomicUpdates {
    return new AtomicUpdates(this.#options, this.host.clock, {
      write: (live, stored) => this.commits.write(live, stored),
      changeOf: (live, stored, writing) => this.words.changeOf(live, stored, writing),
      refresh: (live) => this.loads.refresh(live),
      vanish: (live) => this.host.vanish(live),
      drop: (live, error) => this.commits.drop(live, error),
      check: (live, name, value) => this.#whole.check(live, name, value),
    });
  }

  #createClaims(): Claims {
    return new Claims(this.#options.store, this.host, {
      activate: (record) => this.loads.activateClaimed(record),
      cancel: (key) => this.loads.cancelFlight(key),
      residentOf: (record) => this.copies.of(record),
      isEnding: (key) => this.refused.isEnding(key),
      flush: (live) => void this.#whole.flush(live),
    });
  }

  #createNotices(): Notices | undefined {
    const { store } = this.#options;
    if (!hasNotices(store)) return undefined;
    const { clock, diagnostics } = this.host;
    return new Notices(store, {
      clock,
      diagnostics,
      copies: this.copies,
      flightOf: (key) => this.loads.flightOf(key),
      check: (live) => this.loads.check(live, () => this.renewals.touch(live)),
    });
  }

  #createShutdown(): Shutdown {
    const { clock, diagnostics } = this.host;
    return new Shutdown({
      clock,
      copies: this.copies,
      refused: this.refused,
      passivate: (live) => this.passivation.passivate(live),
      flush: (live) => this.#whole.flush(live),
      drain: () => this.claims.drain().then(() => this.background.drain()),
      report: (error) => diagnostics.failure('Closing the session manager', error),
    });
  }
}
