import {
  AmbiguousSessionError,
  IllegalStateException,
  type SessionError,
} from '../common/errors.ts';
import { isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { printAs } from '../common/print.ts';
import { isAlive, isUsable, type LiveSession } from '../engine/live-session.ts';
import { Session } from '../engine/session.ts';
import type { RequestedId } from '../tracking/id-tracking.ts';
import { endedAtOnce, mustReachClient, skippedError } from './new-ids.ts';
import { type Opening, openSession, toUnavailable } from './opening.ts';
import type {
  HeadDuty,
  HttpRequest,
  HttpResponse,
  RequestExchange,
  Services,
} from './contracts.ts';
import { SessionUse } from './session-use.ts';

/** What an exchange is for: a request with a response, or an upgrade without. */
export interface Parties {
  readonly request: HttpRequest;
  readonly response: HttpResponse | undefined;
  /** Whether the application said that the request has nothing to do with sessions. */
  readonly isSkipped: boolean;
}

/**
 * The session state of one request: which session it named, and which one it has. Knows nothing of header
 * names; `ResponseHead` writes what `duty` says.
 */
export class Exchange extends SessionUse implements RequestExchange {
  /** Whether an id was written into a URL, which must not leak through a Referer. */
  hasUrlId = false;
  ownFields = '';
  /** Whether two cookies named two sessions, so that ours has to be cleared. */
  isAmbiguous = false;
  readonly #candidates: readonly RequestedId[];
  readonly #isSkipped: boolean;
  #requested: RequestedId | undefined;
  /** The session that the client named, and the id it had then. */
  #opened: LiveSession | undefined;
  #openedId = '';
  /** The id that this request made, which it has to tell the client. */
  #newId: string | undefined;
  #hasEnded = false;
  #face: Session | undefined;
  #previousAt = 0;
  #failure: SessionError | undefined;
  #isAccessed = false;

  static {
    printAs(this.prototype, 'Exchange {}');
  }

  constructor(services: Services, parties: Parties, candidates: readonly RequestedId[]) {
    super(services, parties.request, parties.response);
    this.#candidates = candidates;
    this.#isSkipped = parties.isSkipped;
    this.#requested = candidates[0];
  }

  /** Looks up what the client named. A store that fails is remembered and told to those who ask. */
  open(): MaybePromise<void> {
    return this.#candidates.length === 0 ? undefined : this.search();
  }

  protected search(): MaybePromise<void> {
    try {
      const opening = this.lookUp(this.#candidates);
      if (!isThenable(opening)) {
        this.join(opening);
        return undefined;
      }
      return opening.then(
        (opened) => {
          this.join(opened);
        },
        (error: unknown) => {
          this.#remember(error);
        },
      );
    } catch (error) {
      this.#remember(error);
      return undefined;
    }
  }

  /**
   * The application is about to run.
   * @throws AmbiguousSessionError when it must not
   */
  begin(isEager: boolean): void {
    if (this.isAmbiguous && this.#failure !== undefined) throw this.#failure;
    if (isEager && !this.#isSkipped && this.#failure === undefined) this.getSession(true);
  }

  /** The servlet's `getSession`. */
  getSession(create: boolean): Session | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    this.#isAccessed = true;
    const { live } = this;
    if (live !== undefined && isUsable(live)) return this.#faceOf(live);
    if (!create) return undefined;
    if (this.#isSkipped) throw skippedError();
    return this.#create();
  }

  changeSessionId(): string {
    const session = this.getSession(false);
    const { live } = this;
    if (session === undefined || live === undefined || !isAlive(live)) {
      throw new IllegalStateException(
        'HTTPSESSION_NO_SESSION',
        'changeSessionId: this request has no session; call getSession() first',
      );
    }
    mustReachClient(this, 'changeSessionId');
    try {
      return this.services.engine.changeId(live, session, this.nextId());
    } finally {
      this.#newId = live.id;
    }
  }

  askForId(): RequestedId | undefined {
    this.#isAccessed = true;
    return this.#requested;
  }

  /** Whether the id that the client sent names a session that lives, under that id. */
  isRequestedIdValid(): boolean {
    if (this.#failure !== undefined) throw this.#failure;
    this.#isAccessed = true;
    return (
      this.#opened !== undefined && isAlive(this.#opened) && this.#opened.id === this.#openedId
    );
  }

  /** What the head of the response has to say. */
  duty(status: number): HeadDuty {
    if (this.#failure !== undefined && !this.isAmbiguous) return 'nothing';
    const { live } = this;
    if (live !== undefined && isAlive(live)) {
      // Only who made the id tells it: another request of the session may not know who is asking.
      if (live.id === this.#newId) return 'issue';
      if (status !== 304 && this.#hasMoved(live)) return 'issue';
    } else if (status !== 304 && this.#hasDeadCookie()) {
      return 'expire';
    }
    return this.#isAccessed ? 'vary' : 'nothing';
  }

  /** A failed commit: nothing of the session goes out with the answer, not even its cookie. */
  fail(error: SessionError): void {
    this.#failure ??= error;
    this.guests?.forEach((guest) => guest.fail(error));
  }

  get failure(): SessionError | undefined {
    return this.#failure;
  }

  /** Which session the ids lead to. */
  protected lookUp(candidates: readonly RequestedId[]): MaybePromise<Opening> {
    return openSession(this.services.engine, candidates);
  }

  /** The id for a session that is made; undefined: the generator has one. */
  protected idForNew(): string | undefined {
    return undefined;
  }

  /** The id for a session that changes it; undefined: the generator has one. */
  protected nextId(): string | undefined {
    return undefined;
  }

  protected join({ requested, live, isAmbiguous }: Opening): void {
    const { engine, cookieName } = this.services;
    this.#requested = requested;
    this.isAmbiguous = isAmbiguous;
    if (isAmbiguous) this.#failure = new AmbiguousSessionError(cookieName ?? 'session');
    if (live === undefined) return;
    this.#previousAt = engine.access(live);
    engine.join(live);
    this.#opened = live;
    this.#openedId = live.id;
    this.hold(live);
  }

  #faceOf(live: LiveSession): Session {
    return (this.#face ??= this.services.engine.faceOf(live, {
      isNew: live !== this.#opened,
      lastAccessedAt: this.#previousAt,
    }));
  }

  #create(): Session {
    mustReachClient(this, 'getSession');
    const live = this.services.engine.create(this.idForNew());
    this.#noteEnd();
    this.hold(live);
    this.#newId = live.id;
    this.#previousAt = live.createdAt;
    this.#face = undefined;
    const face = this.#faceOf(live);
    this.releaseIfDone();
    this.services.engine.announce(face);
    // As in Tomcat: a listener of its creation has ended it, and nobody gets a dead session.
    if (!isUsable(live)) throw endedAtOnce();
    return face;
  }

  /** Whether the client still names another process for its session. */
  #hasMoved(live: LiveSession): boolean {
    const { route } = this.services;
    const sent = this.#requested;
    return route !== undefined && sent !== undefined && sent.route !== route && sent.id === live.id;
  }

  #hasDeadCookie(): boolean {
    if (this.isAmbiguous) return true;
    this.#noteEnd();
    const { source } = this.#requested ?? {};
    return this.#hasEnded && source !== 'URL' && this.services.needsHead;
  }

  /** Only the request that ended its session clears the cookie: another may have set a new one. */
  #noteEnd(): void {
    if (this.#opened === undefined || this.#face === undefined) return;
    // What the face shows is a session that this request made itself.
    if (this.live !== this.#opened) return;
    this.#hasEnded ||= Session.hasInvalidated(this.#face) && !isAlive(this.#opened);
  }

  #remember(error: unknown): void {
    this.services.engine.diagnostics.failure('Loading a session', error);
    this.#failure = toUnavailable(error);
  }
}
