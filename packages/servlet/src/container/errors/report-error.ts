import {
  type HttpServletRequest,
  type HttpServletResponse,
  RequestDispatcher,
  UnavailableException,
} from '../../api/index.ts';
import { andThen, type MaybePromise } from '../../common/maybe-promise.ts';
import { writeDefaultPage } from './default-error-page.ts';
import { fieldsOf } from './error-fields.ts';
import { mappingOf } from '../dispatch/dispatch-attributes.ts';
import type { ErrorHost } from '../dispatch/dispatch-contracts.ts';
import { orRecover } from '../with-cleanup.ts';

/** What `sendError` was given. */
interface SentError {
  readonly status: number;
  readonly message: string | null;
}

/** The response as the container holds it. */
interface ReportableResponse extends HttpServletResponse {
  /** What `sendError` was given and nobody has answered yet. */
  readonly errorToReport: SentError | undefined;
  /** Whether nothing can be changed any more, not even by the container. */
  readonly isHeadWritten: boolean;
  /** Drops what was written. Output counts again after `sendError`. */
  resume(): void;
  /** Cuts the connection. */
  abort(): void;
}

/** The request and the response of a failure: the container's own, not wrapped. */
export interface FailedExchange {
  readonly request: HttpServletRequest;
  readonly response: ReportableResponse;
}

/** Something that was thrown, or what `sendError` was given. */
export type Failure = { readonly error: unknown } | SentError;

/** How a failure is answered. */
interface Answer extends SentError {
  readonly headers: Readonly<Record<string, string>>;
  /** What is wrong with the error itself, for the log. */
  readonly problems: readonly Error[];
}

const NONE: Pick<Answer, 'headers' | 'problems'> = { headers: {}, problems: [] };

/**
 * Answers a failure: with the page that the application has for its class or its status, else with a small
 * one. What is on its way already is cut off, so that nobody takes a part of an answer for the whole.
 * Never throws: a page that fails is reported, and the small one takes its place.
 */
export function reportError(
  host: ErrorHost,
  exchange: FailedExchange,
  failure: Failure,
): MaybePromise<void> {
  const { request, response } = exchange;
  const isThrown = 'error' in failure;
  const answer = isThrown ? answerTo(failure.error) : { ...failure, ...NONE };
  if (isThrown && answer.status >= 500) host.report(failure.error);
  for (const problem of answer.problems) host.report(problem);
  if (response.isHeadWritten) {
    response.abort();
    return undefined;
  }
  const error = isThrown ? failure.error : undefined;
  const page = pageFor(host, answer.status, error);
  const small = (): void => {
    answerSmall(response, answer, isThrown);
  };
  if (page === null) {
    small();
    return undefined;
  }
  describe(request, answer, error);
  const shown = orRecover(
    () => showPage(host, exchange, { page, answer }),
    (pageError) => {
      host.report(pageError);
      return false;
    },
  );
  return andThen(shown, (isShown) => {
    if (!isShown) small();
  });
}

/** What an error that was thrown means for the client. Its message is for the log alone. */
function answerTo(error: unknown): Answer {
  if (error instanceof UnavailableException) {
    const seconds = error.getUnavailableSeconds();
    return {
      status: error.isPermanent() ? 404 : 503,
      message: null,
      headers: seconds > 0 ? { 'Retry-After': String(seconds) } : {},
      problems: [],
    };
  }
  if (!isAnswerable(error)) return { status: 500, message: null, ...NONE };
  const { fields, problems } = fieldsOf(error);
  return { status: error.status, message: null, headers: fields, problems };
}

/** Errors of sessions, and of requests that cannot be read, know their status. */
function isAnswerable(error: unknown): error is Error & { status: number; headers: object } {
  return (
    error instanceof Error &&
    'status' in error &&
    typeof error.status === 'number' &&
    error.status >= 400 &&
    error.status <= 599 &&
    'headers' in error &&
    typeof error.headers === 'object' &&
    error.headers !== null
  );
}

function pageFor({ errorPages }: ErrorHost, status: number, error: unknown): string | null {
  const byClass = error === undefined ? null : errorPages.forError(error);
  return byClass ?? errorPages.forStatus(status);
}

/** The attributes that an error page reads (Servlet 6.1, table 10.1). */
function describe(request: HttpServletRequest, answer: Answer, error: unknown): void {
  const message = error instanceof Error ? error.message : answer.message;
  request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, answer.status);
  request.setAttribute(RequestDispatcher.ERROR_MESSAGE, message ?? '');
  request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, request.getRequestURI());
  request.setAttribute(RequestDispatcher.ERROR_METHOD, request.getMethod());
  request.setAttribute(RequestDispatcher.ERROR_QUERY_STRING, request.getQueryString());
  const servlet = mappingOf(request)?.getServletName() ?? null;
  request.setAttribute(RequestDispatcher.ERROR_SERVLET_NAME, servlet);
  if (error === undefined) return;
  request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, error);
  request.setAttribute(RequestDispatcher.ERROR_EXCEPTION_TYPE, classOf(error));
}

function classOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? error.constructor : undefined;
}

/** False: nobody answers the page's path, or the page gave up as well. */
function showPage(
  host: ErrorHost,
  { request, response }: FailedExchange,
  { page, answer }: { page: string; answer: Answer },
): MaybePromise<boolean> {
  const dispatcher = host.dispatcherFor(page);
  if (dispatcher === null) return false;
  response.resume();
  prepare(response, answer);
  return andThen(
    dispatcher.error(request, response),
    () => response.errorToReport === undefined || response.isHeadWritten,
  );
}

/** What was set before something was thrown, such as for how long it may be cached, is not about the page. */
function answerSmall(response: ReportableResponse, answer: Answer, isThrown: boolean): void {
  if (response.isHeadWritten) {
    response.abort();
    return;
  }
  response.resume();
  if (isThrown) response.reset();
  prepare(response, answer);
  writeDefaultPage(response, answer.status, answer.message);
}

/** What described the content that was dropped does not describe the page. */
const CONTENT_FIELDS: readonly string[] = [
  'Content-Length',
  'Content-Encoding',
  'Content-Disposition',
  'ETag',
  'Last-Modified',
];

function prepare(response: HttpServletResponse, { status, headers }: Answer): void {
  for (const name of CONTENT_FIELDS) response.setHeader(name, null);
  // Of a range that cannot be had it says how long the whole is.
  if (status !== 416) response.setHeader('Content-Range', null);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setStatus(status);
}
