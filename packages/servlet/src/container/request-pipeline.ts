import type { SessionResponse } from 'httpsession';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { readForm } from '../http/form-body.ts';
import { limitBodyTime } from '../http/limit-body-time.ts';
import { readParts } from '../http/multipart.ts';
import { limitRest } from '../http/rest-of-body.ts';
import type { RequestTarget } from '../http/request-target.ts';
import type { MappedPath } from '../mapping/mapped-path.ts';
import type { Application } from './application.ts';
import { runAsyncTurns } from './async/run-async-turns.ts';
import { ExchangeRequest } from './exchange-request.ts';
import { ExchangeResponse } from './exchange-response.ts';
import type { ExchangesInProgress } from './exchanges-in-progress.ts';
import { ApplicationFilterChain } from './application-filter-chain.ts';
import { type Failure, reportError } from './errors/report-error.ts';
import type { ServletHolder } from './servlet-holder.ts';

/**
 * Takes requests through one application: listeners, security, body, filters, servlet, errors, end. Nothing
 * waits that need not: a request without a body, whose servlet gives no promise, is answered in one go.
 */
export class RequestPipeline {
  readonly #application: Application;
  readonly #inProgress: ExchangesInProgress;

  constructor(application: Application, inProgress: ExchangesInProgress) {
    this.#application = application;
    this.#inProgress = inProgress;
  }

  /** Answers a request that belongs to the application, with its session. */
  handle(response: SessionResponse, target: RequestTarget): void {
    this.#application.sessions.handle(response.req, response, () => this.#answer(response, target));
  }

  #answer(nodeResponse: SessionResponse, target: RequestTarget): MaybePromise<void> {
    const application = this.#application;
    const { contextPath } = application;
    const path =
      contextPath === '' ? target.decodedPath : target.decodedPath.slice(contextPath.length);
    const response = new ExchangeResponse(application, nodeResponse);
    const request = new ExchangeRequest(application, target, response);
    const mapped = application.map(path);
    this.#inProgress.begin();
    if (mapped === undefined || (path === '' && mapped.getMappingMatch() === 'DEFAULT')) {
      redirectToRoot(request, response);
      this.#end(request);
      return undefined;
    }
    request.setMapping(mapped);
    const stopClock = limitBodyTime(request.node, application.limits.maxBodySeconds);
    return new Passage(application, request, mapped).run((passed) => {
      stopClock?.();
      this.#end(passed);
    });
  }

  #end(request: ExchangeRequest): void {
    try {
      limitRest(request.node, this.#application.limits.maxSwallowBytes);
      request.response.finish();
    } finally {
      request.release();
      this.#inProgress.end();
    }
  }
}

type End = (request: ExchangeRequest) => void;

/** One request on its way through an application. */
class Passage {
  readonly #application: Application;
  readonly #request: ExchangeRequest;
  readonly #mapped: MappedPath<ServletHolder>;
  #isAnnounced = false;
  #isBodyRead = false;

  constructor(
    application: Application,
    request: ExchangeRequest,
    mapped: MappedPath<ServletHolder>,
  ) {
    this.#application = application;
    this.#request = request;
    this.#mapped = mapped;
  }

  run(end: End): MaybePromise<void> {
    let passed: MaybePromise<void>;
    try {
      // Listeners see the form as well, where anybody may send one.
      const read = this.#application.isGuarded(this.#request) ? undefined : this.#readBody();
      passed = andThen(read, () => this.#admit());
    } catch (error) {
      passed = this.#failed(error);
    }
    if (!isThenable(passed)) {
      const closed = this.#close();
      if (isThenable(closed)) return closed.then(() => this.#leave(end));
      this.#leave(end);
      return undefined;
    }
    return passed
      .then(undefined, (error: unknown) => this.#failed(error))
      .then(() => this.#close())
      .then(() => this.#leave(end));
  }

  #readBody(): MaybePromise<void> {
    if (this.#isBodyRead) return undefined;
    this.#isBodyRead = true;
    const { multipart } = this.#mapped.target.settings;
    if (multipart === null) return readForm(this.#request);
    const parts = readParts(this.#request, multipart);
    return parts ?? readForm(this.#request);
  }

  #admit(): MaybePromise<void> {
    const { response } = this.#request;
    if (this.#application.listeners.hasRequestListeners) {
      this.#isAnnounced = true;
      this.#application.listeners.requestInitialized(this.#application.context, this.#request);
    }
    return andThen(this.#application.admit(this.#request, response), (isAdmitted) =>
      isAdmitted ? andThen(this.#readBody(), () => this.#dispatch()) : undefined,
    );
  }

  #dispatch(): MaybePromise<void> {
    const { path, target } = this.#mapped;
    const filters = this.#application.filtersFor('REQUEST', path, target);
    return new ApplicationFilterChain(filters, target).doFilter(
      this.#request,
      this.#request.response,
    );
  }

  /** What was thrown; a turn that was begun before is told of it instead. */
  #failed(error: unknown): MaybePromise<void> {
    if (this.#request.isAsyncStarted()) {
      return runAsyncTurns(this.#request, { error });
    }
    return this.#report({ error });
  }

  /** The application's part is over, unless it is asynchronous. */
  #close(): MaybePromise<void> {
    const { response } = this.#request;
    if (this.#request.isAsyncStarted()) {
      return runAsyncTurns(this.#request, undefined).then(() => this.#reportSent());
    }
    return response.errorToReport === undefined ? undefined : this.#reportSent();
  }

  #reportSent(): MaybePromise<void> {
    const sent = this.#request.response.errorToReport;
    return sent === undefined ? undefined : this.#report(sent);
  }

  #report(failure: Failure): MaybePromise<void> {
    const { response } = this.#request;
    // What was redirected or answered with an error, and then failed, can still be answered otherwise.
    if (response.isSuspended && !response.isHeadWritten) response.resume();
    return reportError(this.#application, { request: this.#request, response }, failure);
  }

  #leave(end: End): void {
    if (this.#isAnnounced) {
      this.#application.listeners.requestDestroyed(this.#application.context, this.#request);
    }
    end(this.#request);
  }
}

/**
 * As in Tomcat: relative links of what is at the root of an application lead into it. Never a URL that begins with
 * `//`, which would be another host's.
 */
function redirectToRoot(request: ExchangeRequest, response: ExchangeResponse): void {
  const query = request.getQueryString();
  const uri = request.getRequestURI().replace(/^\/+/, '/');
  response.sendRedirect(`${uri}/${query === null ? '' : `?${query}`}`);
}
