import type { EventEmitter } from 'node:events';
import type { ServerOptions } from 'node:http';
import { OptionError } from '../common/errors.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import type { SessionMetrics } from '../engine/metrics.ts';
import type { SessionSummary } from '../engine/principal-sessions.ts';
import { Session } from '../engine/session.ts';
import type { CloseOptions } from '../engine/shutdown.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import type { ServletContext } from '../servlet-api/servlet-context.ts';
import type { RequestedId } from '../tracking/id-tracking.ts';
import { stripPathParameter } from '../tracking/path-parameter.ts';
import { type Assembly, assemble } from './assembly.ts';
import { Attachments } from './attachments.ts';
import { statusAndHeadersOf } from './error-answer.ts';
import { Exchange, type Parties } from './exchange.ts';
import { GuestExchange } from './guest-exchange.ts';
import { applyHeaders, clearHead } from './head.ts';
import type { HttpRequest, HttpResponse, RequestExchange } from './contracts.ts';
import { abort } from './http-messages.ts';
import { guard } from './guard.ts';
import { installPair, installRequest } from './installation.ts';
import type { SessionOptions } from './options.ts';
import { exchangeOf, methodsOf, type SessionRequestMethods } from './request-methods.ts';
import { EXCHANGE } from './symbols.ts';
import { bearErrors, pinUntilAnswered } from './upgrade.ts';

/** Which sessions of a principal are meant; all of them without this. */
export interface PrincipalSelection {
  /** Not this one: "sign out everywhere else". */
  readonly except?: HttpSession | undefined;
  /** Only the one of this handle. */
  readonly handle?: string | undefined;
}

/** A request that is skipped names no session. */
const NONE: readonly RequestedId[] = Object.freeze([]);

/** Runs the application's part of a request: as it is, so that no request needs a closure. */
type Run = (request: HttpRequest, response: HttpResponse) => unknown;

/** What `createServer` needs of a manager, and nobody else gets. */
interface ManagerParts {
  readonly attachments: Attachments;
  readonly serverOptions: ServerOptions | undefined;
  /** As `close`, for whom nobody waits: a failure is reported. */
  readonly closeAlone: () => void;
  /** As `handle`, with the request and its response for the application. */
  readonly serve: (request: HttpRequest, response: HttpResponse, run: Run) => void;
}

/** See `ManagerParts`. */
export let partsOf: (manager: SessionManager) => ManagerParts;

/**
 * The sessions of one application: shared by its servers, adapters and background jobs.
 *
 * @throws OptionError for an option that is wrong, with its name and what it must be
 */
export class SessionManager {
  /** The application, as `HttpSession.getServletContext` gives it. */
  readonly context: ServletContext;
  readonly #assembly: Assembly;
  readonly #attachments = new Attachments();

  static {
    partsOf = (manager) => ({
      attachments: manager.#attachments,
      serverOptions: manager.#assembly.serverOptions,
      closeAlone: () => {
        const { services } = manager.#assembly;
        manager.close().catch((error: unknown) => services.report(error));
      },
      serve: (request, response, run) => manager.#serve(request, response, run),
    });
  }

  constructor(options: SessionOptions = {}) {
    this.#assembly = assemble(options);
    this.context = this.#assembly.context;
  }

  /** The counters. */
  get metrics(): SessionMetrics {
    return this.#assembly.services.engine.metrics;
  }

  /**
   * Gives sessions to a server that somebody else made: https, http2, a framework's. Every request gets
   * the session methods; so do those of listeners that are added later.
   */
  attach<S extends EventEmitter>(server: S): S {
    this.#attachments.attach(server, (request, response, run) => {
      this.handle(request as HttpRequest, response as HttpResponse, run);
    });
    return server;
  }

  /**
   * Loads the session of an upgrade request, which then has `getSession(false)`. Gives the session, or null. The
   * session is in use until the handshake is answered; later use goes through `session.getAccessor()`.
   * Creating a session and changing an id need a response and throw here.
   * @throws SessionStoreUnavailableError when the store failed to say whether there is a session
   */
  async openUpgrade(request: object): Promise<HttpSession | null> {
    const upgrade = request as HttpRequest;
    installRequest(upgrade);
    const exchange = this.#createExchange(
      { request: upgrade, response: undefined, isSkipped: false },
      this.#cutPathParameter(upgrade),
    );
    const listened = bearErrors(upgrade.socket);
    await exchange.open();
    listened();
    pinUntilAnswered(upgrade.socket, () => exchange.handled());
    return exchange.getSession(false) ?? null;
  }

  /**
   * The session methods of this manager for a request that another manager handles: for containers that
   * dispatch from one application into another (Servlet 6.1, 7.3). They answer for this application alone;
   * those of the request go on for its own. A session that is made has the id of the request's session,
   * which is made first. Changes and cookies of both go with the response, and both are in use until it is
   * over. The option `skip` is not asked.
   *
   * @returns a promise where a store has to be asked; again for a request, the same session
   * @throws IllegalStateException when no manager handles the request
   */
  openDispatch(request: object): MaybePromise<SessionRequestMethods> {
    const host = exchangeOf(request as HttpRequest, 'openDispatch');
    if (host.services === this.#assembly.services) return methodsOf(host);
    const guest = this.#guestOf(host);
    return andThen(guest.open(), () => methodsOf(guest));
  }

  /**
   * The sessions of a principal, the oldest first. A promise with a store: those of all processes, if it has a
   * `PrincipalIndex`, else those in the memory of this one.
   */
  listByPrincipal(principal: string): MaybePromise<SessionSummary[]> {
    return this.#assembly.services.engine.principals.list(principal);
  }

  /**
   * Ends sessions of a principal, as `invalidate` does, and gives how many. With a store that has a `PrincipalIndex`
   * a promise: once it is fulfilled, no process gives out any of those that were there when it was called. Their
   * listeners run here.
   * @throws SessionStoreUnavailableError when the store failed: then some of them may be left
   */
  invalidateByPrincipal(
    principal: string,
    { except, handle }: PrincipalSelection = {},
  ): MaybePromise<number> {
    const spared = except === undefined ? undefined : Session.liveOf(except);
    return this.#assembly.services.engine.principals.end(principal, { except: spared, handle });
  }

  /**
   * Stops in order: no more sessions are made, those in memory end with the reason `shutdown` or are put
   * into the store, timers stop, attached servers are let go. Close the servers first. Safe to repeat. With a store
   * it waits for requests that work with a session or have ended one, for `timeoutMs` at most.
   * @throws SessionStoreUnavailableError when something could not be stored or deleted, with how much that is
   */
  async close({ timeoutMs = 10_000 }: CloseOptions = {}): Promise<void> {
    if (!Number.isFinite(timeoutMs) || timeoutMs < 0) {
      throw new OptionError('timeoutMs', timeoutMs, 'a number of milliseconds, 0 or more');
    }
    this.#attachments.detach();
    await this.#assembly.services.engine.close(timeoutMs);
  }

  /**
   * Takes one request through its life: open, run, commit, release. For adapters; `createServer` and
   * `attach` call it. `run` is the application, and what it returns or throws is looked after. A request
   * that is taken through it already stays in that life: a listener of `checkContinue` may emit `request`.
   */
  handle(request: HttpRequest, response: HttpResponse, run: () => unknown): void {
    // What an adapter passes may take arguments for something else, such as an error.
    this.#serve(request, response, () => run());
  }

  #serve(request: HttpRequest, response: HttpResponse, run: Run): void {
    const running = response[EXCHANGE];
    if (running instanceof Exchange && running.services === this.#assembly.services) {
      this.#run(running, response, run);
      return;
    }
    installPair(request, response);
    const exchange = this.#tryExchange(request, response);
    if (exchange === undefined) return;
    const opening = exchange.open();
    if (isThenable(opening)) void opening.then(() => this.#start(exchange, run));
    else this.#start(exchange, run);
  }

  /** Undefined: the request is answered. What the application passed, `skip` or a tracker, has thrown. */
  #tryExchange(request: HttpRequest, response: HttpResponse): Exchange | undefined {
    try {
      const pathValue = this.#cutPathParameter(request);
      const isSkipped = this.#assembly.skip?.(request) === true;
      return this.#createExchange({ request, response, isSkipped }, pathValue);
    } catch (error) {
      this.#answerError(response, error);
      return undefined;
    }
  }

  #createExchange(parties: Parties, pathValue: string | undefined): Exchange {
    const { tracking, services } = this.#assembly;
    const { request } = parties;
    const candidates = parties.isSkipped ? NONE : tracking.find(request.headers, pathValue);
    const exchange = new Exchange(services, parties, candidates);
    request[EXCHANGE] = exchange;
    return exchange;
  }

  /** What a request of another manager has with this one. */
  #guestOf(host: RequestExchange): GuestExchange {
    const { tracking, services } = this.#assembly;
    const known = host.guests?.find((guest) => guest.services === services);
    if (known instanceof GuestExchange) return known;
    const guest = new GuestExchange(services, host, tracking.find(host.request.headers, undefined));
    if (services.engine.persistence !== undefined && host.response?.writableEnded === false)
      guard(host, host.response);
    host.admit(guest);
    return guest;
  }

  /** Routers must not see the parameter, in any mode (SES-098). The raw URL stays in `originalUrl`-like places. */
  #cutPathParameter(request: HttpRequest): string | undefined {
    const { url } = request;
    if (url?.includes(';') !== true) return undefined;
    const stripped = stripPathParameter(url, this.#assembly.parameterName);
    if (stripped.value === undefined) return undefined;
    request.rawUrl = url;
    request.url = stripped.url;
    return stripped.value;
  }

  #start(exchange: Exchange, run: Run): void {
    const { services, isEager } = this.#assembly;
    const { response } = exchange;
    if (response === undefined) return;
    response[EXCHANGE] = exchange;
    if (services.engine.persistence !== undefined) guard(exchange, response);
    try {
      exchange.begin(isEager);
    } catch (error) {
      this.#answerError(response, error);
      exchange.handled();
      return;
    }
    this.#run(exchange, response, run);
  }

  #run(exchange: Exchange, response: HttpResponse, run: Run): void {
    let later: Promise<unknown> | undefined;
    exchange.running();
    try {
      const result = run(exchange.request, response);
      // Through a promise of Node's: what has a `then` may throw from it, or call back twice.
      if (isThenable(result)) later = Promise.resolve(result);
    } catch (error) {
      this.#answerError(response, error);
    }
    if (later === undefined) {
      exchange.handled();
      return;
    }
    later.then(
      () => exchange.handled(),
      (error: unknown) => {
        this.#answerError(response, error);
        exchange.handled();
      },
    );
  }

  /** What a handler throws never ends the process: it is answered and reported (R7). */
  #answerError(response: HttpResponse, error: unknown): void {
    const answer = statusAndHeadersOf(error);
    if (answer.status === 500) this.#assembly.services.report(error);
    try {
      response[EXCHANGE]?.gate?.discard();
      // A handler that goes on writes behind the end of our answer: that error has been told already.
      response.once('error', () => undefined);
      if (response.headersSent) {
        if (!response.writableEnded) abort(response);
        return;
      }
      clearHead(response);
      applyHeaders(response, answer.headers);
      response.statusCode = answer.status;
      response.end(answer.body);
    } catch (failure) {
      this.#assembly.services.report(failure);
      abort(response);
    }
  }
}
