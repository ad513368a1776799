import {
  HttpServletRequestWrapper,
  HttpServletResponse,
  type Principal,
  type RequestDispatcher,
} from '../../api/index.ts';
import { andThen, type MaybePromise } from '../../common/maybe-promise.ts';
import type { ContainerRequest } from '../../http/contracts.ts';

/** Where a session keeps what its user asked for before the login. */
const SAVED_REQUEST = 'httpsession.servlet.savedRequest';

/** What the form of a login page is sent to, in any folder of the application. */
const ACTION = '/j_security_check';

/** Longer than any real page: what cannot be kept is not. */
const MAX_SAVED_LENGTH = 4096;

/** What form login needs of its application. */
export interface FormLoginHost {
  readonly loginPage: string;
  readonly errorPage: string;
  dispatcherFor(path: string): RequestDispatcher | null;
  /** The user with this name and password, or null. */
  authenticate(name: string, password: string): MaybePromise<Principal | null>;
  /** Makes it the user of request and session. */
  remember(request: ContainerRequest, principal: Principal): void;
}

/** Form login (Servlet 6.1, 13.6.3): a page of the application asks for name and password. */
export class FormLogin {
  readonly #host: FormLoginHost;

  constructor(host: FormLoginHost) {
    this.#host = host;
  }

  /** Whether a request is the form that the login page sends. */
  isAction(request: ContainerRequest): boolean {
    return request.getMethod() === 'POST' && request.decodedPath.endsWith(ACTION);
  }

  /** Shows the login page in place of what was asked for, which the session keeps. */
  ask(request: ContainerRequest, response: HttpServletResponse): MaybePromise<void> {
    const session = request.getSession();
    const saved = savedUrl(request);
    if (saved !== undefined) session.setAttribute(SAVED_REQUEST, saved);
    return this.#show(this.#host.loginPage, request, response);
  }

  /** Handles the form: sends the user back to what was asked for, or shows the error page. */
  submit(request: ContainerRequest, response: HttpServletResponse): MaybePromise<void> {
    const name = request.getParameter('j_username') ?? '';
    const password = request.getParameter('j_password') ?? '';
    return andThen(this.#host.authenticate(name, password), (principal) =>
      principal === null
        ? this.#show(this.#host.errorPage, request, response)
        : this.#goBack(request, response, principal),
    );
  }

  #goBack(request: ContainerRequest, response: HttpServletResponse, principal: Principal): void {
    const session = request.getSession(false);
    if (session === null) {
      // The session ended while the page was shown; without it nobody can stay logged in.
      response.sendError(HttpServletResponse.SC_REQUEST_TIMEOUT, 'The login took too long');
      return;
    }
    const saved: unknown = session.takeAttribute(SAVED_REQUEST);
    this.#host.remember(request, principal);
    if (typeof saved !== 'string') {
      response.sendError(
        HttpServletResponse.SC_BAD_REQUEST,
        'Invalid direct reference to form login page',
      );
      return;
    }
    // 302 is for those who do not know that 303 means GET.
    const status =
      request.getProtocol() === 'HTTP/1.0'
        ? HttpServletResponse.SC_FOUND
        : HttpServletResponse.SC_SEE_OTHER;
    response.sendRedirect(response.encodeRedirectURL(saved), status);
  }

  #show(
    page: string,
    request: ContainerRequest,
    response: HttpServletResponse,
  ): MaybePromise<void> {
    const dispatcher = this.#host.dispatcherFor(page);
    if (dispatcher === null) {
      response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      return undefined;
    }
    // Pages of one user must not be shown to another who goes back to them.
    response.setHeader('Cache-Control', 'no-store');
    return dispatcher.forward(new PageRequest(request), response);
  }
}

/** A page is asked for with GET, whatever the request was that it answers. */
class PageRequest extends HttpServletRequestWrapper {
  override getMethod(): string {
    return 'GET';
  }
}

/** Undefined: too long to keep. */
function savedUrl(request: ContainerRequest): string | undefined {
  const query = request.getQueryString();
  const url = query === null ? request.getRequestURI() : `${request.getRequestURI()}?${query}`;
  if (url.length > MAX_SAVED_LENGTH) return undefined;
  // `//host/` would send the user to another host.
  let start = 0;
  while (isSlash(url[start]) && isSlash(url[start + 1])) start++;
  return url.slice(start);
}

function isSlash(char: string | undefined): boolean {
  return char === '/' || char === '\\';
}
