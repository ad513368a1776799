import type { MaybePromise } from '../common/maybe-promise.ts';
import type { LiveSession } from '../engine/live-session.ts';
import { whenEnded } from './connection-end.ts';
import type { Gate, HttpRequest, HttpResponse, RequestExchange, Services } from './contracts.ts';
import { isGone } from './http-messages.ts';

/**
 * How long a request has its sessions in use: until its handler is done and its answer is over, whichever
 * comes last (R4). A base, and no object of its own, since there is one for every request.
 */
export abstract class SessionUse {
  readonly services: Services;
  readonly request: HttpRequest;
  readonly response: HttpResponse | undefined;
  /** Holds the response until changes are saved; undefined: there is no store. */
  gate: Gate | undefined = undefined;
  /** What the request has with other managers; undefined, nearly always: nothing. */
  guests: RequestExchange[] | undefined = undefined;
  #live: LiveSession | undefined;
  /** Those that the request had before. */
  #others: LiveSession[] | undefined;
  /** Runs of the application that go on: a listener of `checkContinue` may emit `request` in its own. */
  #runs = 0;
  #isHandled = false;
  #isAnswered = false;
  #isReleased = false;
  #isWatching = false;
  #isStreaming = false;
  #stopWaiting: (() => void) | undefined;

  constructor(services: Services, request: HttpRequest, response: HttpResponse | undefined) {
    this.services = services;
    this.request = request;
    this.response = response;
  }

  /** The session of the request if it has one; does not count as asking for it. */
  get live(): LiveSession | undefined {
    return this.#live;
  }

  /** Another manager has a part in this request from now on, until the request is over. */
  admit(guest: RequestExchange): void {
    this.guests ??= [];
    this.guests.push(guest);
    // One gate holds them all, and there may be one since this guest came.
    for (const each of this.guests) each.gate = this.gate;
    if (this.#isHandled) guest.handled();
  }

  /** Writes what the sessions of this request have changed. At once when there is nothing to wait for. */
  commit(): MaybePromise<void> {
    const { guests } = this;
    if (guests === undefined) return this.#commitOwn();
    return allDone([() => this.#commitOwn(), ...guests.map((guest) => () => guest.commit())]);
  }

  /** It was reported why they could not be written: what is tried again behind the answer need not say the same. */
  told(error: unknown): void {
    for (const live of [this.#live, ...(this.#others ?? [])]) {
      if (live?.stored !== undefined) live.stored.told = error;
    }
    this.guests?.forEach((guest) => guest.told(error));
  }

  /** The first byte is out and more may come: changes are written within a second from now on. */
  beginStreaming(): void {
    this.guests?.forEach((guest) => guest.beginStreaming());
    if (this.#isStreaming || this.#isReleased || this.#live === undefined) return;
    this.#isStreaming = true;
    this.services.engine.persistence?.beginStreaming(this.#live);
  }

  /** A handler begins. */
  running(): void {
    this.#runs += 1;
  }

  /** A handler is done, or none came to run: it returned, or its promise settled. */
  handled(): void {
    this.#runs -= 1;
    if (this.#runs > 0) return;
    this.#isHandled = true;
    this.guests?.forEach((guest) => guest.handled());
    if (this.response === undefined || this.#isOver(this.response)) this.#isAnswered = true;
    this.releaseIfDone();
  }

  /** The answer is over: ended and committed, or the connection is gone. */
  answered(): void {
    this.#isAnswered = true;
    this.#stopWaiting?.();
    this.guests?.forEach((guest) => guest.answered());
    this.releaseIfDone();
  }

  /** The request has this session from now on; one that it had before stays in use with it. */
  protected hold(live: LiveSession): void {
    if (this.#isReleased) this.#isReleased = false;
    else if (this.#live !== undefined) (this.#others ??= []).push(this.#live);
    this.#live = live;
  }

  /** Lets go of all sessions if the request is over. */
  protected releaseIfDone(): void {
    if (this.#isReleased || !this.#isHandled) return;
    const live = this.#live;
    if (live === undefined) return;
    if (!this.#isAnswered) {
      // Its gate says so when an end that waits for a commit is over, also one that nobody is there for any more.
      if (this.gate?.isEndKept !== true) this.#watchClose();
      return;
    }
    this.#isReleased = true;
    const { engine } = this.services;
    if (this.#isStreaming) engine.persistence?.endStreaming(live);
    engine.release(live);
    if (this.#others !== undefined) for (const other of this.#others) engine.release(other);
    this.#others = undefined;
  }

  #commitOwn(): MaybePromise<void> {
    if (this.#live === undefined) return undefined;
    const { engine } = this.services;
    if (this.#others === undefined) return engine.commit(this.#live);
    return allDone([this.#live, ...this.#others].map((live) => () => engine.commit(live)));
  }

  /** Whether the answer is over. One that is held says so itself, whatever it looks like. */
  #isOver(response: HttpResponse): boolean {
    return (this.gate === undefined && response.writableEnded) || isGone(response);
  }

  /** An answer that never ends, because the client went away, ends with its connection. */
  #watchClose(): void {
    const { response } = this;
    if (this.#isWatching || response === undefined) return;
    this.#isWatching = true;
    const answered = (): void => this.answered();
    if (isGone(response)) {
      answered();
      return;
    }
    // On http2 the response is silent about an answer to HEAD that was broken off.
    (response.stream ?? response).once('close', answered);
    // Behind another answer on its connection, it is not told of the end of that.
    if (response.socket === null) this.#stopWaiting = whenEnded(this.request.socket, answered);
  }
}

/** As promises, also those that fail at once: no failure may hide another that comes later. */
function allDone(commits: readonly (() => MaybePromise<void>)[]): Promise<void> {
  return Promise.all(commits.map(async (commit) => commit())).then(() => undefined);
}
