import { IllegalStateException } from '../common/errors.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import type { HttpRequest, RequestExchange } from './contracts.ts';
import { EXCHANGE } from './symbols.ts';

/** The session methods of Java's `HttpServletRequest`. */
export interface SessionRequestMethods {
  /** The URL as it came in, where our path parameter was cut out of it, else undefined. */
  readonly rawUrl?: string | undefined;
  /**
   * The session of this request, made if there is none.
   * @throws IllegalStateException when one would have to be made and the response has been committed
   * @throws SessionStoreUnavailableError when the store failed to say whether there is one
   */
  getSession(create?: true): HttpSession;
  /** The session of this request; `false`: null where there is none. */
  getSession(create: boolean): HttpSession | null;
  /**
   * Gives the session another id, which is what a login must do, and returns it.
   * @throws IllegalStateException without a session, or when the response has been committed
   */
  changeSessionId(): string;
  /** The id that the client sent, valid or not, without route and signature; null if none. */
  getRequestedSessionId(): string | null;
  /** Whether that id names a session that lives. */
  isRequestedSessionIdValid(): boolean;
  /** Whether that id came in a cookie. */
  isRequestedSessionIdFromCookie(): boolean;
  /** Whether that id came in the URL. */
  isRequestedSessionIdFromURL(): boolean;
  /** @deprecated since Servlet 2.1, use `isRequestedSessionIdFromURL` */
  isRequestedSessionIdFromUrl(): boolean;
}

/** The methods, to be put onto whatever the requests of a server are. */
export const requestMethods: SessionRequestMethods & ThisType<HttpRequest> = {
  getSession: function (this: HttpRequest, create = true): HttpSession | null {
    return exchangeOf(this, 'getSession').getSession(create) ?? null;
  } as SessionRequestMethods['getSession'],
  changeSessionId(): string {
    return exchangeOf(this, 'changeSessionId').changeSessionId();
  },
  getRequestedSessionId(): string | null {
    return exchangeOf(this, 'getRequestedSessionId').askForId()?.sent ?? null;
  },
  isRequestedSessionIdValid(): boolean {
    return exchangeOf(this, 'isRequestedSessionIdValid').isRequestedIdValid();
  },
  isRequestedSessionIdFromCookie(): boolean {
    return exchangeOf(this, 'isRequestedSessionIdFromCookie').askForId()?.source === 'COOKIE';
  },
  isRequestedSessionIdFromURL(): boolean {
    return exchangeOf(this, 'isRequestedSessionIdFromURL').askForId()?.source === 'URL';
  },
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- defined here for ports of old code
  isRequestedSessionIdFromUrl(): boolean {
    return exchangeOf(this, 'isRequestedSessionIdFromUrl').askForId()?.source === 'URL';
  },
};

/**
 * The exchange of a request that a manager handles.
 * @throws IllegalStateException when none does; it names the method
 */
export function exchangeOf(request: HttpRequest, method: string): RequestExchange {
  const exchange = request[EXCHANGE];
  if (exchange !== undefined) return exchange;
  throw new IllegalStateException(
    'HTTPSESSION_NO_MANAGER',
    `${method}: no session manager looks after this request; make the server with createServer(), ` +
      'call manager.attach(server), or for an upgrade await manager.openUpgrade(request)',
  );
}

/** The methods, for an exchange that is not the one that its request has. */
export function methodsOf(exchange: RequestExchange): SessionRequestMethods {
  const methods: SessionRequestMethods & Pick<HttpRequest, typeof EXCHANGE> = {
    ...requestMethods,
    [EXCHANGE]: exchange,
  };
  return methods;
}
