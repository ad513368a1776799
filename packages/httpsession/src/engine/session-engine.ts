import { IllegalStateException } from '../common/errors.ts';
import { andThen, type MaybePromise, orElse } from '../common/maybe-promise.ts';
import type { SessionEndReason } from '../servlet-api/events.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import { Accessor } from './accessor.ts';
import { AttributeChanges } from './attribute-changes.ts';
import type { Diagnostics } from './diagnostics.ts';
import { Endings } from './endings.ts';
import type { EngineOptions } from './engine-options.ts';
import { Lifespans } from './lifespans.ts';
import { ListenerDispatch } from './listener-dispatch.ts';
import { isAlive, LiveSession } from './live-session.ts';
import { Metrics } from './metrics.ts';
import { Persistence } from './persistence.ts';
import type { PersistenceHost } from './persistence-host.ts';
import { PrincipalSessions } from './principal-sessions.ts';
import { Principals } from './principals.ts';
import { Residency } from './residency.ts';
import { Residents } from './residents.ts';
import { Room } from './room.ts';
import { isWellFormedId } from '../tracking/session-id.ts';
import { type RequestView, Session, viewFromOutside } from './session.ts';
import { SessionCalls, throwIfFailed } from './session-calls.ts';
import { SessionLocking } from './session-locking.ts';

/** The lifecycle of sessions: everything but how ids travel and how requests are answered. */
export class SessionEngine {
  readonly metrics: Metrics;
  readonly diagnostics: Diagnostics;
  /** The store's side; undefined: sessions live in this process only, and nothing waits. */
  readonly persistence: Persistence | undefined;
  /** Whose sessions they are. */
  readonly principals: PrincipalSessions;
  readonly #options: EngineOptions;
  readonly #residency: Residency;
  readonly #residents: Residents;
  readonly #room: Room;
  readonly #lifespans: Lifespans;
  readonly #dispatch: ListenerDispatch;
  readonly #endings: Endings;
  readonly #calls: SessionCalls;
  readonly #isTaken = (id: string): boolean => this.#residency.find(id) !== undefined;
  #closing: Promise<void> | undefined;

  constructor(options: EngineOptions) {
    const { clock, diagnostics, sessionMax } = options;
    this.#options = options;
    this.diagnostics = diagnostics;
    this.#residency = new Residency(sessionMax, options.culling);
    this.#dispatch = new ListenerDispatch(options.listeners, options.listenerErrors, {
      clock,
      diagnostics,
    });
    this.metrics = new Metrics(
      sessionMax,
      () => this.#residency.size,
      () => clock.monotonic(),
    );
    const persistence =
      options.persistence && new Persistence(options.persistence, this.#createHost());
    this.persistence = persistence;
    this.#lifespans = new Lifespans({
      clock,
      maxLifetimeMs: options.maxLifetimeMs,
      renewalMs: (live) => persistence?.words.renewalMs(live) ?? Infinity,
      renew: (live) => persistence?.renew(live),
      end: (live) => {
        if (persistence?.expire(live) !== true) this.end(live, 'timeout');
      },
    });
    this.#residents = new Residents(
      this.#residency,
      new Principals(persistence === undefined ? options.principalLimit : undefined),
      this.#lifespans,
    );
    this.principals = new PrincipalSessions({
      residents: this.#residents,
      stored: persistence?.principals,
      end: (live, reason) => this.end(live, reason),
      flush: (live) => persistence?.flush(live),
      diagnostics,
    });
    this.#room = new Room({
      residency: this.#residency,
      metrics: this.metrics,
      diagnostics,
      culling: options.culling,
      sessionMax,
      end: (live) => this.end(live, 'culled'),
      passivate: persistence && ((live) => persistence.passivate(live)),
    });
    const changes = new AttributeChanges(this.#dispatch, persistence);
    this.#endings = new Endings({
      clock,
      diagnostics,
      metrics: this.metrics,
      residents: this.#residents,
      dispatch: this.#dispatch,
      changes,
      storage: persistence,
      faceOf: (live) => this.faceOf(live),
    });
    this.#calls = new SessionCalls({
      context: options.context,
      changes,
      locking: new SessionLocking(clock, persistence?.locking),
      storage: persistence?.isCoherent === false ? persistence : undefined,
      end: (live, session) => this.#endings.end(live, 'invalidated', session),
      setMaxInactiveSeconds: (live, seconds) => this.#lifespans.setInterval(live, seconds),
      setPrincipal: (live, principal) => this.principals.set(live, principal),
      accessorOf: (live) => new Accessor(this, live.id),
      handleOf: (live) => diagnostics.handleOfSession(live),
    });
  }

  /** Makes a session, in use by the caller, whom listeners have not been told of yet. `wanted`: its id, if that is free. */
  create(wanted?: string): LiveSession {
    if (this.#closing !== undefined) {
      throw new IllegalStateException(
        'HTTPSESSION_CONTEXT_CLOSED',
        'The session manager was closed; no more sessions are made',
      );
    }
    this.#room.makeForNew();
    const nowMs = this.#options.clock.monotonic();
    const live = new LiveSession({
      id: this.#idFor(wanted),
      createdAt: this.#options.clock.now(),
      createdMs: nowMs,
      maxInactiveSeconds: this.#options.maxInactiveSeconds,
    });
    live.uses = 1;
    this.persistence?.begin(live);
    this.#residents.enter(live, nowMs);
    this.metrics.noteCreated(nowMs);
    this.diagnostics.session('created', live.id);
    return live;
  }

  /** Tells the listeners of a new session. Call it once the request has its session. */
  announce(session: HttpSession): void {
    throwIfFailed(this.#dispatch.created(session));
  }

  /** The session of an id, in use by the caller until its `release`; undefined: there is none. */
  open(id: string): MaybePromise<LiveSession | undefined> {
    const { persistence } = this;
    const live = this.#residency.find(id);
    if (live === undefined) {
      // A store is asked only for what could be an id: each question costs, and goes over a network.
      if (persistence === undefined || !isWellFormedId(id)) return undefined;
      return andThen(persistence.load(id), (loaded) => this.#watchUse(loaded));
    }
    if (!this.#lifespans.isOpen(live)) return undefined;
    live.uses += 1;
    if (persistence === undefined) return live;
    const joined = orElse(
      () => persistence.join(live),
      () => {
        this.release(live);
      },
    );
    return andThen(joined, () => {
      if (isAlive(live)) return this.#watchUse(live);
      this.release(live);
      return undefined;
    });
  }

  /** As `open`, but for a session in memory only, as it is there. */
  openResident(id: string): LiveSession | undefined {
    const live = this.#residency.find(id);
    if (live === undefined || !this.#lifespans.isOpen(live)) return undefined;
    live.uses += 1;
    return live;
  }

  /** Counts a request of the session. Gives the start of the one before, in epoch milliseconds. */
  access(live: LiveSession): number {
    const previousAt = live.createdAt + live.accessedOffset;
    live.accessedOffset = this.#options.clock.now() - live.createdAt;
    return previousAt;
  }

  /** The client sent the id of the session: it knows it. */
  join(live: LiveSession): void {
    if (live.state === 'new') live.state = 'joined';
    if (live.standing === 'newcomer') this.#residency.promote(live);
  }

  /** The caller lets go of the session. The idle clock starts when the last one does. */
  release(live: LiveSession): void {
    live.uses -= 1;
    if (live.uses > 0) return;
    this.diagnostics.trace('released', live.id);
    if (live.state === 'ended') {
      this.persistence?.leaveEnded(live);
      return;
    }
    live.idleSinceMs = this.#options.clock.monotonic();
    this.persistence?.leave(live);
    this.#residency.settle(live);
    this.#room.shrink();
  }

  /** Writes what was changed. With nothing to write, or nowhere, it is done at once. */
  commit(live: LiveSession): MaybePromise<void> {
    return this.persistence?.commit(live);
  }

  /** A servlet face of a session, for a request or for listeners. */
  faceOf(live: LiveSession, view?: RequestView): Session {
    return new Session(this.#calls, live, view ?? viewFromOutside(live));
  }

  /** Ends a session. False when its end has begun before. What listeners throw is reported. */
  end(live: LiveSession, reason: SessionEndReason): boolean {
    return this.#endings.end(live, reason);
  }

  /** Gives the session a new id, `id` if given, which is free; the old one finds nothing from this moment on. */
  changeId(live: LiveSession, session: HttpSession, id?: string): string {
    const oldId = live.id;
    const newId = id ?? this.#options.generateId(this.#isTaken);
    this.persistence?.noteRenamed(live, newId);
    this.#residency.rename(live, newId);
    this.diagnostics.idChanged(newId, oldId);
    throwIfFailed(this.#dispatch.idChanged(session, oldId));
    return newId;
  }

  /** Stops: sessions end with the reason 'shutdown', or are put into the store. Safe to repeat. */
  close(timeoutMs = 10_000): Promise<void> {
    return (this.#closing ??= this.#close(timeoutMs));
  }

  async #close(timeoutMs: number): Promise<void> {
    try {
      if (this.persistence !== undefined) await this.persistence.close(timeoutMs);
      else for (const live of [...this.#residency.all()]) this.end(live, 'shutdown');
    } finally {
      this.#residents.clear();
    }
  }

  #idFor(wanted: string | undefined): string {
    const isFree = wanted !== undefined && this.persistence?.isFree(wanted) !== false;
    return isFree ? wanted : this.#options.generateId(this.#isTaken);
  }

  #createHost(): PersistenceHost {
    const { clock, diagnostics, maxLifetimeMs } = this.#options;
    return {
      clock,
      diagnostics,
      dispatch: this.#dispatch,
      metrics: this.metrics,
      maxLifetimeMs,
      faceOf: (live) => this.faceOf(live),
      adopt: (live) => {
        this.#room.makeForStored();
        this.#residents.enterAgain(live, clock.monotonic());
        this.metrics.noteResident();
      },
      leave: (live) => {
        this.#residents.leave(live);
      },
      takePrincipal: (live, principal) => {
        this.#residents.setPrincipal(live, principal);
      },
      watch: (live) => void this.#watchUse(live),
      // Ended elsewhere: the copy here dies, and nobody is told (R5).
      vanish: (live) => {
        this.#residents.leave(live);
        live.state = 'ended';
      },
      end: (live, reason) => this.end(live, reason),
      findResident: (id) => this.#residency.find(id),
    };
  }

  /** While a session is in use the store has to hear of it now and then, or another process ends it. */
  #watchUse(live: LiveSession | undefined): LiveSession | undefined {
    if (live !== undefined) this.#lifespans.watch(live, this.#options.clock.monotonic());
    return live;
  }
}
