import type { SessionRequest, SessionResponse } from 'httpsession';
import type { HttpServletRequest, HttpServletResponse } from '../api/index.ts';
import { andThen, isThenable, type MaybePromise } from '../common/maybe-promise.ts';
import { BadRequestError } from '../http/bad-request.ts';
import { readForm } from '../http/form-body.ts';
import { parseTarget } from '../http/request-target.ts';
import { ResponseFacade } from '../http/response-facade.ts';
import { Application } from './application.ts';
import { writeDefaultPage } from './errors/default-error-page.ts';
import { ExchangeRequest } from './exchange-request.ts';

/** What is run for a request. */
export type DetachedHandler = (
  request: HttpServletRequest,
  response: HttpServletResponse,
) => MaybePromise<void>;

/** What is run for a request, and what is done before. */
export interface DetachedRun {
  /** When it is done, the response is ended. */
  readonly run: DetachedHandler;
  /** Whether a form is left to be read by `run`, so that there are parameters of the query only: false. */
  readonly leavesForm?: boolean | undefined;
}

/** An application with nothing in it: what a request belongs to that has none of its own. */
let nowhere: Application | undefined;

/**
 * Runs a function for a request of `httpsession` that belongs to no web application, with the servlet
 * API's request and response over it. The session is that of the request. When the function is done the
 * response is ended. What it throws is thrown here; nothing was sent then, unless it was flushed.
 */
export function runDetached(
  node: SessionRequest,
  nodeResponse: SessionResponse,
  { run, leavesForm }: DetachedRun,
): MaybePromise<void> {
  const services = (nowhere ??= new Application({}));
  const response = new ResponseFacade(services, nodeResponse);
  const target = parseTarget(node.url ?? '/');
  if ('reason' in target) {
    refuse(response, 400);
    return undefined;
  }
  const request = new ExchangeRequest(services, target, response);
  const end = (): void => {
    request.release();
    finish(response);
  };
  try {
    const form = leavesForm === true ? undefined : readForm(request);
    const done = andThen(form, () => run(request, response));
    if (!isThenable(done)) {
      end();
      return undefined;
    }
    return Promise.resolve(done).then(end, (error: unknown) => fail(request, error));
  } catch (error) {
    fail(request, error);
    return undefined;
  }
}

/** @throws what was thrown, unless it says itself how it is answered */
function fail(request: ExchangeRequest, error: unknown): void {
  request.release();
  if (!(error instanceof BadRequestError)) throw error;
  refuse(request.response, error.status, error.headers);
}

function refuse(
  response: ResponseFacade,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (!response.isCommitted()) {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.sendError(status);
  }
  finish(response);
}

function finish(response: ResponseFacade): void {
  const error = response.errorToReport;
  if (error !== undefined) {
    response.resume();
    writeDefaultPage(response, error.status, error.message);
  }
  response.finish();
}
