import type { Clock } from '../common/clock.ts';
import { IllegalStateException, TooManySessionsError } from '../common/errors.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { SessionEndReason } from '../servlet-api/events.ts';
import type { HttpSession, HttpSessionAccessor } from '../servlet-api/http-session.ts';
import type { SessionListener } from '../servlet-api/listeners.ts';
import type { ServletContext } from '../servlet-api/servlet-context.ts';
import { Accessor } from './accessor.ts';
import { AttributeChanges } from './attribute-changes.ts';
import { attributeNames } from './attributes.ts';
import { Computations } from './computations.ts';
import { Deadlines } from './deadlines.ts';
import type { Diagnostics } from './diagnostics.ts';
import { type ListenerErrors, ListenerDispatch } from './listener-dispatch.ts';
import { isAlive, LiveSession } from './live-session.ts';
import { Metrics } from './metrics.ts';
import { Persistence, type PersistenceOptions } from './persistence.ts';
import { type PrincipalLimit, Principals } from './principals.ts';
import { type Culling, Residency } from './residency.ts';
import { type RequestView, Session } from './session.ts';
import type { SessionOperations } from './session-operations.ts';
import { SessionLocking } from './session-locking.ts';

/** What the engine needs to know, checked and complete. */
export interface EngineOptions {
  readonly clock: Clock;
  readonly context: ServletContext;
  readonly diagnostics: Diagnostics;
  readonly generateId: () => string;
  /** Seconds; zero or less: never. */
  readonly maxInactiveSeconds: number;
  /** Milliseconds of a whole life; Infinity: no limit. */
  readonly maxLifetimeMs: number;
  readonly sessionMax: number;
  readonly culling: Culling;
  readonly listeners: readonly SessionListener[];
  readonly listenerErrors: ListenerErrors;
  readonly principalLimit: PrincipalLimit | undefined;
  /** Undefined: sessions live in this process only. */
  readonly persistence: PersistenceOptions | undefined;
}

/** The lifecycle of sessions: everything but how ids travel and how requests are answered. */
export class SessionEngine implements SessionOperations {
  readonly context: ServletContext;
  readonly metrics: Metrics;
  readonly diagnostics: Diagnostics;
  readonly #options: EngineOptions;
  readonly #clock: Clock;
  readonly #residency: Residency;
  readonly #deadlines: Deadlines<LiveSession>;
  readonly #dispatch: ListenerDispatch;
  readonly #changes: AttributeChanges;
  readonly #persistence: Persistence | undefined;
  readonly #principals: Principals;
  readonly #computations = new Computations();
  readonly #locking: SessionLocking;
  #isClosed = false;

  constructor(options: EngineOptions) {
    const { clock, diagnostics, sessionMax } = options;
    this.#options = options;
    this.#clock = clock;
    this.context = options.context;
    this.diagnostics = diagnostics;
    this.#residency = new Residency(sessionMax, options.culling);
    this.#deadlines = new Deadlines<LiveSession>(clock, (live) => this.#deadlineDue(live));
    this.#dispatch = new ListenerDispatch(options.listeners, options.listenerErrors, {
      clock,
      diagnostics,
    });
    this.metrics = new Metrics(
      sessionMax,
      () => this.#residency.size,
      () => clock.monotonic(),
    );
    this.#principals = new Principals(options.principalLimit);
    this.#persistence =
      options.persistence &&
      new Persistence(options.persistence, {
        clock,
        diagnostics,
        dispatch: this.#dispatch,
        maxLifetimeMs: options.maxLifetimeMs,
        faceOf: (live) => this.faceOf(live),
        adopt: (live) => this.#adopt(live),
        vanish: (live) => this.#vanish(live),
        leave: (live) => this.#leave(live),
        isResident: (live) => this.#residency.find(live.id) === live,
        expire: (live) => this.end(live, 'timeout'),
        findResident: (id) => this.#residency.find(id),
      });
    this.#changes = new AttributeChanges(this.#dispatch, this.#persistence);
    this.#locking = new SessionLocking(clock, this.#persistence);
  }

  /** Whether responses have to wait for what their requests changed. */
  get hasStore(): boolean {
    return this.#persistence !== undefined;
  }

  /** Makes a session, in use by the caller, whom listeners have not been told of yet. */
  create(): LiveSession {
    if (this.#isClosed) {
      throw new IllegalStateException(
        'HTTPSESSION_CONTEXT_CLOSED',
        'The session manager was closed; no more sessions are made',
      );
    }
    this.#makeRoom();
    const nowMs = this.#clock.monotonic();
    const live = new LiveSession({
      id: this.#options.generateId(),
      createdAt: this.#clock.now(),
      createdMs: nowMs,
      maxInactiveSeconds: this.#options.maxInactiveSeconds,
    });
    live.uses = 1;
    this.#persistence?.begin(live);
    this.#residency.add(live);
    this.#schedule(live, nowMs);
    this.metrics.noteCreated(nowMs);
    this.diagnostics.session('created', live.id);
    return live;
  }

  /** Tells the listeners of a new session. Call it once the request has its session. */
  announce(session: HttpSession): void {
    throwIfFailed(this.#dispatch.created(session));
  }

  /**
   * The session of an id, in use by the caller from now on; undefined when there is none. Call
   * `release` once for each session that this gives.
   */
  open(id: string): MaybePromise<LiveSession | undefined> {
    const live = this.#residency.find(id);
    if (live === undefined) return this.#persistence?.load(id);
    if (!isAlive(live)) return undefined;
    const nowMs = this.#clock.monotonic();
    if (nowMs >= this.#endMs(live)) {
      this.end(live, 'timeout');
      return undefined;
    }
    live.uses += 1;
    if (this.#persistence === undefined) return live;
    return andThen(this.#persistence.join(live), () => {
      if (isAlive(live)) return live;
      this.release(live);
      return undefined;
    });
  }

  /** Counts a request of the session. Gives the start of the one before, in epoch milliseconds. */
  access(live: LiveSession): number {
    const previousAt = live.createdAt + live.accessedOffset;
    live.accessedOffset = this.#clock.now() - live.createdAt;
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
    if (live.state === 'ended') {
      this.#persistence?.flush(live);
      return;
    }
    live.idleSinceMs = this.#clock.monotonic();
    this.#residency.settle(live);
    this.#persistence?.leave(live);
    while (this.#residency.isOverfull && this.#cullOne());
  }

  /** Writes what was changed. With nothing to write, or nowhere, it is done at once. */
  commit(live: LiveSession): MaybePromise<void> {
    return this.#persistence?.commit(live);
  }

  /** From now on changes of this session are written within a second, for a response under way. */
  beginStreaming(live: LiveSession): void {
    this.#persistence?.beginStreaming(live);
  }

  endStreaming(live: LiveSession): void {
    this.#persistence?.endStreaming(live);
  }

  /** A servlet face of a session, for a request or for listeners. */
  faceOf(live: LiveSession, view?: RequestView): Session {
    return new Session(this, live, view ?? outsideView(live));
  }

  /**
   * Ends a session: its id is no longer found, listeners hear of it, its attributes are unbound. False
   * when its end has begun before. What listeners throw is reported; `invalidate` throws it.
   */
  end(live: LiveSession, reason: SessionEndReason, session?: HttpSession): boolean {
    if (!isAlive(live)) return false;
    const face = session ?? this.faceOf(live);
    live.state = 'ending';
    this.#residency.remove(live);
    this.#deadlines.cancel(live);
    this.#principals.remove(live);
    this.#persistence?.noteEnded(live);
    let failure = this.#dispatch.destroyed(face, reason);
    live.state = 'unbinding';
    failure ??= this.#changes.unbindAll(live, face);
    live.state = 'ended';
    const nowMs = this.#clock.monotonic();
    this.metrics.noteEnded(reason, nowMs - live.createdMs, nowMs);
    this.diagnostics.destroyed(live.id, reason);
    if (live.uses === 0) this.#persistence?.flush(live);
    if (failure !== undefined) {
      if (session !== undefined) throw failure.error;
      this.diagnostics.failure('A listener of the end of a session', failure.error);
    }
    return true;
  }

  /** Gives the session a new id; the old one finds nothing from this moment on. */
  changeId(live: LiveSession, session: HttpSession): string {
    const oldId = live.id;
    const newId = this.#options.generateId();
    this.#persistence?.noteRenamed(live, newId);
    this.#residency.rename(live, newId);
    this.diagnostics.idChanged(newId, oldId);
    throwIfFailed(this.#dispatch.idChanged(session, oldId));
    return newId;
  }

  /** The resident sessions of a principal, the oldest first. */
  sessionsOf(principal: string): LiveSession[] {
    return this.#principals.of(principal);
  }

  /** Stops: sessions end with the reason 'shutdown', or are put into the store. Safe to repeat. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const sessions = [...this.#residency.all()];
    if (this.#persistence === undefined) {
      for (const live of sessions) this.end(live, 'shutdown');
    } else {
      await this.#persistence.close(sessions);
    }
    this.#deadlines.close();
    this.#residency.clear();
    this.#principals.clear();
  }

  // What the servlet face asks.

  getAttribute(live: LiveSession, name: string): unknown {
    return this.#changes.read(live, name);
  }

  getAttributeNames(live: LiveSession): string[] {
    return attributeNames(live.attributes);
  }

  setAttribute(live: LiveSession, session: HttpSession, name: string, value: unknown): void {
    throwIfFailed(this.#changes.bind(live, session, { name, value }));
  }

  removeAttribute(live: LiveSession, session: HttpSession, name: string): void {
    throwIfFailed(this.#changes.unbind(live, session, name));
  }

  update(
    live: LiveSession,
    session: HttpSession,
    name: string,
    change: (value: unknown) => unknown,
  ): MaybePromise<unknown> {
    const persistence = this.#persistence;
    if (persistence === undefined || persistence.isCoherent) {
      const value = change(this.#changes.read(live, name));
      this.#setOrRemove(live, session, name, value);
      return value;
    }
    return persistence.update(live, name, {
      change: () => change(this.#changes.read(live, name)),
      apply: (value) => {
        this.#setOrRemove(live, session, name, value);
      },
    });
  }

  computeIfAbsent(
    live: LiveSession,
    session: HttpSession,
    name: string,
    make: (name: string) => unknown,
  ): MaybePromise<unknown> {
    return (
      this.#changes.read(live, name) ??
      this.#computations.run(live, name, () =>
        andThen(make(name), (value) => {
          session.setAttribute(name, value);
          return value;
        }),
      )
    );
  }

  invalidate(live: LiveSession, session: HttpSession): void {
    this.end(live, 'invalidated', session);
  }

  setMaxInactiveSeconds(live: LiveSession, seconds: number): void {
    live.maxInactiveSeconds = seconds;
    if (!isAlive(live)) return;
    live.stored?.noteMeta();
    this.#schedule(live, live.uses > 0 ? this.#clock.monotonic() : live.idleSinceMs);
  }

  setPrincipal(live: LiveSession, principal: string | undefined): void {
    if (live.principal === principal) return;
    if (principal !== undefined) {
      for (const oldest of this.#principals.tooMany(principal)) this.end(oldest, 'invalidated');
    }
    this.#principals.remove(live);
    this.#residency.setPrincipal(live, principal);
    this.#principals.add(live);
    live.stored?.noteMeta();
  }

  accessorOf(live: LiveSession): HttpSessionAccessor {
    return new Accessor(this, live.id);
  }

  handleOf(live: LiveSession): string {
    return this.diagnostics.handleOf(live.id);
  }

  synchronized<T>(live: LiveSession, timeoutMs: number, fn: () => MaybePromise<T>): Promise<T> {
    return this.#locking.run(live, timeoutMs, fn);
  }

  #setOrRemove(live: LiveSession, session: HttpSession, name: string, value: unknown): void {
    if (value === null || value === undefined) this.removeAttribute(live, session, name);
    else this.setAttribute(live, session, name, value);
  }

  /** The first instant at which the session has timed out; Infinity while it cannot. */
  #endMs(live: LiveSession): number {
    const lifeEndMs = live.createdMs + this.#options.maxLifetimeMs;
    if (live.uses > 0 || live.maxInactiveSeconds <= 0) return lifeEndMs;
    // It ends when the interval is exceeded, not when it is reached (SES-060).
    return Math.min(lifeEndMs, live.idleSinceMs + live.maxInactiveSeconds * 1000 + 1);
  }

  #schedule(live: LiveSession, idleSinceMs: number): void {
    const idleMs = live.maxInactiveSeconds > 0 ? live.maxInactiveSeconds * 1000 + 1 : Infinity;
    const dueMs = Math.min(
      idleSinceMs + idleMs,
      live.createdMs + this.#options.maxLifetimeMs,
      this.#persistence?.renewalMs(live) ?? Infinity,
    );
    if (dueMs === Infinity) this.#deadlines.cancel(live);
    else this.#deadlines.schedule(live, dueMs);
  }

  /** A bucket is due. Most sessions in it were used since, and are only put further on. */
  #deadlineDue(live: LiveSession): void {
    const nowMs = this.#clock.monotonic();
    if (nowMs >= this.#endMs(live)) {
      this.end(live, 'timeout');
      return;
    }
    this.#persistence?.renew(live);
    this.#schedule(live, live.uses > 0 ? nowMs : live.idleSinceMs);
  }

  /** Makes room for one more. */
  #makeRoom(): void {
    if (!this.#residency.isFull) return;
    if (this.#options.culling === 'reject') {
      this.metrics.rejectedSessions += 1;
      this.diagnostics.rejected(this.#options.sessionMax);
      throw new TooManySessionsError(this.#options.sessionMax);
    }
    while (this.#residency.isFull && this.#cullOne());
  }

  /** Culls one session. False when that makes no room at once: all are in use, or it is being saved. */
  #cullOne(): boolean {
    const max = String(this.#options.sessionMax);
    const victim = this.#residency.takeVictim();
    if (victim === undefined) {
      this.metrics.culledWhileFull += 1;
      this.diagnostics.warnOnce(
        'full',
        `All ${max} sessions (sessionMax) are in use by requests; the cap is exceeded for now`,
      );
      return false;
    }
    this.diagnostics.warnOnce(
      'culled',
      `sessionMax (${max}) is reached; the least recently used sessions are culled from now on`,
    );
    if (this.#persistence === undefined) return this.end(victim, 'culled');
    this.#residency.setAside(victim);
    const saved = this.#persistence.passivate(victim);
    if (!isThenable(saved)) return saved;
    void saved.finally(() => {
      if (isAlive(victim) && victim.uses === 0) this.#residency.settle(victim);
    });
    return false;
  }

  /** A session came from the store. */
  #adopt(live: LiveSession): void {
    if (this.#residency.isFull && this.#options.culling !== 'reject') this.#makeRoom();
    this.#residency.add(live);
    this.#principals.add(live);
    this.#schedule(live, this.#clock.monotonic());
    this.metrics.noteResident();
  }

  /** A session leaves memory, and lives on in the store. */
  #leave(live: LiveSession): void {
    this.#residency.remove(live);
    this.#deadlines.cancel(live);
    this.#principals.remove(live);
  }

  /** A session was ended elsewhere: the copy here dies, and nobody is told (R5). */
  #vanish(live: LiveSession): void {
    this.#leave(live);
    live.state = 'ended';
  }
}

/** How a session looks where no request is: to listeners, to accessors. */
function outsideView(live: LiveSession): RequestView {
  return {
    isNew: live.state === 'new',
    lastAccessedAt: live.createdAt + live.accessedOffset,
  };
}

function throwIfFailed(failure: { readonly error: unknown } | undefined): void {
  if (failure !== undefined) throw failure.error;
}
