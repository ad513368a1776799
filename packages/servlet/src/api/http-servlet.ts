import { IllegalArgumentException } from 'httpsession';
import type { MaybePromise } from '../common/maybe-promise.ts';
import { GenericServlet } from './generic-servlet.ts';
import type { HttpServletRequest } from './http-servlet-request.ts';
import { HttpServletResponse } from './http-servlet-response.ts';

type Doer = `do${'Head' | 'Post' | 'Put' | 'Patch' | 'Delete' | 'Options' | 'Trace'}`;

/** What is called for which method, beside GET. */
const DOER_OF: ReadonlyMap<string, Doer> = new Map([
  ['HEAD', 'doHead'],
  ['POST', 'doPost'],
  ['PUT', 'doPut'],
  ['PATCH', 'doPatch'],
  ['DELETE', 'doDelete'],
  ['OPTIONS', 'doOptions'],
  ['TRACE', 'doTrace'],
]);

/** The methods whose support shows in `Allow`, in its order. HEAD comes with GET. */
const OPTIONAL: readonly (readonly [doer: 'doGet' | Doer, allowed: string])[] = [
  ['doGet', 'GET, HEAD'],
  ['doPost', 'POST'],
  ['doPut', 'PUT'],
  ['doPatch', 'PATCH'],
  ['doDelete', 'DELETE'],
  ['doTrace', 'TRACE'],
];

/**
 * Java's `HttpServlet`: a method for each method of HTTP. What a subclass does not override is
 * answered with 405 (400 on HTTP/1.0), an unknown method with 501.
 */
export abstract class HttpServlet extends GenericServlet {
  /** Calls the `do…` method of the request's method. */
  service(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    const method = request.getMethod();
    if (method === 'GET') return this.#get(request, response);
    const doer = DOER_OF.get(method);
    if (doer === undefined) {
      response.sendError(
        HttpServletResponse.SC_NOT_IMPLEMENTED,
        `Method [${method}] is not implemented by this Servlet for this URI`,
      );
      return undefined;
    }
    if (doer === 'doHead') announceLastModified(response, this.getLastModified(request));
    return this[doer](request, response);
  }

  /** For subclasses: answers GET. */
  doGet(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    refuse(request, response);
  }

  /** For subclasses: answers HEAD. Runs `doGet`; the container leaves the body out. */
  doHead(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    return this.doGet(request, response);
  }

  /** For subclasses: answers POST. */
  doPost(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    refuse(request, response);
  }

  /** For subclasses: answers PUT. */
  doPut(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    refuse(request, response);
  }

  /** For subclasses: answers PATCH. */
  doPatch(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    refuse(request, response);
  }

  /** For subclasses: answers DELETE. */
  doDelete(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    refuse(request, response);
  }

  /** Answers OPTIONS with `Allow`: the methods that the subclass overrides, and OPTIONS. */
  doOptions(_request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    const allowed = OPTIONAL.filter(([doer]) => this[doer] !== HttpServlet.prototype[doer]);
    response.setHeader('Allow', [...allowed.map(([, names]) => names), 'OPTIONS'].join(', '));
  }

  /** For subclasses: answers TRACE. Refused here, as containers do unless they are told otherwise. */
  doTrace(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    refuse(request, response);
  }

  /**
   * For subclasses: when what a GET would give was last changed, in epoch milliseconds; -1: not known.
   * With it, a GET that asks with `If-Modified-Since` is answered with 304 where nothing changed.
   */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- for those who override it or call it
  getLastModified(_request: HttpServletRequest): number {
    return -1;
  }

  #get(request: HttpServletRequest, response: HttpServletResponse): MaybePromise<void> {
    const lastModified = this.getLastModified(request);
    if (lastModified !== -1) {
      // Dates in headers have no milliseconds.
      if (modifiedSince(request) >= Math.floor(lastModified / 1000) * 1000) {
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        return undefined;
      }
      announceLastModified(response, lastModified);
    }
    return this.doGet(request, response);
  }
}

/** -1 also for a date that cannot be read: then the condition is none. */
function modifiedSince(request: HttpServletRequest): number {
  try {
    return request.getDateHeader('If-Modified-Since');
  } catch (error) {
    if (error instanceof IllegalArgumentException) return -1;
    throw error;
  }
}

function announceLastModified(response: HttpServletResponse, lastModified: number): void {
  if (lastModified >= 0 && !response.containsHeader('Last-Modified')) {
    response.setDateHeader('Last-Modified', lastModified);
  }
}

function refuse(request: HttpServletRequest, response: HttpServletResponse): void {
  const protocol = request.getProtocol();
  const isOld = protocol === 'HTTP/1.0' || protocol === 'HTTP/0.9';
  response.sendError(
    isOld ? HttpServletResponse.SC_BAD_REQUEST : HttpServletResponse.SC_METHOD_NOT_ALLOWED,
    `HTTP method ${request.getMethod()} is not supported by this URL`,
  );
}
