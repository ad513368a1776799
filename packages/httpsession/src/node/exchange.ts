import {
  AmbiguousSessionError,
  IllegalStateException,
  type SessionError,
  SessionStoreUnavailableError,
} from '../common/errors.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { printAs } from '../common/print.ts';
import { isAlive, isUsable, type LiveSession } from '../engine/live-session.ts';
import type { Session } from '../engine/session.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import type { RequestedId } from '../tracking/id-tracking.ts';
import type { HttpRequest, HttpResponse } from './http-messages.ts';
import type { ResponseGate } from './response-gate.ts';
import type { Services } from './services.ts';

/** What a response has to say about the session in its head. */
export type HeadDuty = 'nothing' | 'vary' | 'issue' | 'expire';

/** An id of the request and the session that it names. */
interface Candidate {
  readonly candidate: RequestedId;
  readonly live: LiveSession;
}

/** What an exchange is for: a request with a response, or an upgrade without. */
export interface Parties {
  readonly request: HttpRequest;
  readonly response: HttpResponse | undefined;
}

/**
 * The session state of one request: which session it named, which one it has, and how long that is
 * in use. Knows nothing of header names; `ResponseHead` writes what `duty` says.
 */
export class Exchange {
  readonly services: Services;
  readonly request: HttpRequest;
  readonly response: HttpResponse | undefined;
  /** Holds the response until changes are saved; undefined: there is no store. */
  gate: ResponseGate | undefined = undefined;
  /** Whether an id was written into a URL, which must not leak through a Referer. */
  hasUrlId = false;
  /** Whether two cookies named two sessions, so that ours has to be cleared. */
  isAmbiguous = false;
  #candidates: readonly RequestedId[];
  #requested: RequestedId | undefined;
  /** The session that the client named, and the id it had then. */
  #opened: LiveSession | undefined;
  #openedId = '';
  #live: LiveSession | undefined;
  #face: Session | undefined;
  #others: LiveSession[] | undefined;
  #previousAt = 0;
  #failure: SessionError | undefined;
  #isAccessed = false;
  #isHandled = false;
  #isAnswered = false;
  #isReleased = false;
  #isWatching = false;
  #isStreaming = false;

  static {
    printAs(this.prototype, 'Exchange {}');
  }

  constructor(services: Services, parties: Parties, candidates: readonly RequestedId[]) {
    this.services = services;
    this.request = parties.request;
    this.response = parties.response;
    this.#candidates = candidates;
    this.#requested = candidates[0];
  }

  /** Looks up what the client named. A store that fails is remembered and told to those who ask. */
  open(): MaybePromise<void> {
    if (this.#candidates.length === 0) return undefined;
    try {
      const opening = this.#openBest(0);
      if (!isThenable(opening)) return undefined;
      return opening.then(undefined, (error: unknown) => this.#remember(error));
    } catch (error) {
      this.#remember(error);
      return undefined;
    }
  }

  /** The servlet's `getSession`. */
  getSession(create: boolean): Session | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    this.#isAccessed = true;
    if (this.#live !== undefined && isUsable(this.#live)) return this.#faceOf(this.#live);
    return create ? this.#create() : undefined;
  }

  changeSessionId(): string {
    const session = this.getSession(false);
    if (session === undefined || this.#live === undefined || !isAlive(this.#live)) {
      throw new IllegalStateException(
        'HTTPSESSION_NO_SESSION',
        'changeSessionId: this request has no session; call getSession() first',
      );
    }
    this.#mustReachClient('changeSessionId');
    return this.services.engine.changeId(this.#live, session);
  }

  get requested(): RequestedId | undefined {
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

  /** The session of the request if it has one; does not count as asking for it. */
  get live(): LiveSession | undefined {
    return this.#live;
  }

  /** What the head of the response has to say. */
  duty(status: number): HeadDuty {
    if (this.#failure !== undefined && !this.isAmbiguous) return 'nothing';
    const live = this.#live;
    if (live !== undefined && isAlive(live)) {
      const sent = this.#requested;
      if (sent?.id !== live.id) return 'issue';
      const { route } = this.services;
      if (route !== undefined && sent.route !== route && status !== 304) return 'issue';
    } else if (status !== 304 && this.#hasDeadCookie()) {
      return 'expire';
    }
    return this.#isAccessed ? 'vary' : 'nothing';
  }

  /** Writes what the sessions of this request have changed. At once when there is nothing to wait for. */
  commit(): MaybePromise<void> {
    if (this.#live === undefined) return undefined;
    const committed = this.services.engine.commit(this.#live);
    if (this.#others === undefined) return committed;
    const all = [committed, ...this.#others.map((other) => this.services.engine.commit(other))];
    return all.some(isThenable) ? Promise.all(all).then(() => undefined) : undefined;
  }

  /** The first byte is out and more may come: changes are written within a second from now on. */
  beginStreaming(): void {
    if (this.#isStreaming || this.#isReleased || this.#live === undefined) return;
    this.#isStreaming = true;
    this.services.engine.beginStreaming(this.#live);
  }

  /** A failed commit: nothing of the session goes out with the answer, not even its cookie. */
  fail(error: SessionError): void {
    this.#failure ??= error;
  }

  get failure(): SessionError | undefined {
    return this.#failure;
  }

  /** The handler is done: it returned, or its promise settled. */
  handled(): void {
    this.#isHandled = true;
    if (this.response === undefined || this.#isOver(this.response)) this.#isAnswered = true;
    this.#releaseIfDone();
  }

  /** The answer is over: ended and committed, or the connection is gone. */
  answered(): void {
    this.#isAnswered = true;
    this.#releaseIfDone();
  }

  /** All cookies are looked at, for two that name two sessions are an attack; then the other ways. */
  #openBest(at: number, best?: Candidate): MaybePromise<void> {
    const { engine } = this.services;
    const candidate = this.#candidates[at];
    if (candidate === undefined) {
      this.#join(best?.candidate ?? this.#requested, best?.live);
      return undefined;
    }
    if (candidate.fault !== undefined) engine.diagnostics.unknownId(candidate.fault);
    const isSettled = best !== undefined && candidate.source !== 'COOKIE';
    if (candidate.id === undefined || isSettled) return this.#openBest(at + 1, best);
    return andThen(this.#openOther(candidate.id, best), (live) => {
      if (live === undefined) return this.#openBest(at + 1, best);
      if (best === undefined) return this.#openBest(at + 1, { candidate, live });
      engine.release(live);
      if (live === best.live) return this.#openBest(at + 1, best);
      engine.release(best.live);
      this.#refuseAmbiguous();
      return undefined;
    });
  }

  /** What was found before is let go if looking further fails. */
  #openOther(id: string, best: Candidate | undefined): MaybePromise<LiveSession | undefined> {
    const { engine } = this.services;
    const letGo = (error: unknown): never => {
      if (best !== undefined) engine.release(best.live);
      throw error;
    };
    try {
      const opened = engine.open(id);
      return isThenable(opened) ? opened.then(undefined, letGo) : opened;
    } catch (error) {
      return letGo(error);
    }
  }

  #refuseAmbiguous(): void {
    this.services.engine.diagnostics.unknownId('ambiguous');
    this.isAmbiguous = true;
    this.#failure = new AmbiguousSessionError(this.services.cookieName ?? 'session');
  }

  #join(candidate: RequestedId | undefined, live: LiveSession | undefined): void {
    const { engine } = this.services;
    this.#requested = candidate;
    if (live === undefined) {
      if (candidate?.fault === undefined) engine.diagnostics.unknownId('unknown');
      return;
    }
    this.#previousAt = engine.access(live);
    engine.join(live);
    this.#opened = live;
    this.#openedId = live.id;
    this.#live = live;
  }

  #faceOf(live: LiveSession): Session {
    return (this.#face ??= this.services.engine.faceOf(live, {
      isNew: live !== this.#opened,
      lastAccessedAt: this.#previousAt,
    }));
  }

  #create(): Session {
    this.#mustReachClient('getSession');
    const live = this.services.engine.create();
    if (this.#live !== undefined) (this.#others ??= []).push(this.#live);
    this.#live = live;
    this.#previousAt = live.createdAt;
    this.#face = undefined;
    const face = this.#faceOf(live);
    if (this.#isHandled) this.#watchClose();
    this.services.engine.announce(face);
    return face;
  }

  /** A new id needs a way to the client. With URLs alone there is one as long as links are written. */
  #mustReachClient(method: string): void {
    if (this.response === undefined) {
      throw new IllegalStateException(
        'HTTPSESSION_UPGRADE',
        `${method}: an upgrade has no response that could carry a cookie; make the session, or change ` +
          'its id, in an ordinary request before',
      );
    }
    if (!this.services.needsHead || !this.response.headersSent) return;
    throw new IllegalStateException(
      'HTTPSESSION_RESPONSE_COMMITTED',
      `${method}: the head of the response has gone out, so the client cannot be told a new id; ` +
        'call it before the first write, end or writeHead',
    );
  }

  #hasDeadCookie(): boolean {
    if (this.isAmbiguous) return true;
    return (
      this.#opened !== undefined &&
      this.#requested?.source !== 'URL' &&
      !isAlive(this.#opened) &&
      this.services.needsHead
    );
  }

  #isOver(response: HttpResponse): boolean {
    return response.writableEnded || response.destroyed === true || response.closed === true;
  }

  #releaseIfDone(): void {
    if (this.#isReleased) return;
    if (!this.#isHandled) return;
    if (!this.#isAnswered) {
      if (this.#live !== undefined) this.#watchClose();
      return;
    }
    const live = this.#live;
    if (live === undefined) return;
    this.#isReleased = true;
    const { engine } = this.services;
    if (this.#isStreaming) engine.endStreaming(live);
    engine.release(live);
    if (this.#others !== undefined) for (const other of this.#others) engine.release(other);
  }

  /** An answer that never ends, because the client went away, ends with its connection. */
  #watchClose(): void {
    if (this.#isWatching || this.response === undefined) return;
    this.#isWatching = true;
    if (this.#isOver(this.response) && this.response.closed === true) this.answered();
    else this.response.once('close', () => this.answered());
  }

  #remember(error: unknown): void {
    const { engine } = this.services;
    engine.diagnostics.failure('Loading a session', error);
    this.#failure =
      error instanceof SessionStoreUnavailableError
        ? error
        : new SessionStoreUnavailableError('loading a session', { cause: error });
  }
}

/** The session of an exchange as the servlet gives it: null where there is none. */
export function sessionOf(exchange: Exchange, create: boolean): HttpSession | null {
  return exchange.getSession(create) ?? null;
}
