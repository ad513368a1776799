import type { IncomingMessage } from 'node:http';
import type { Enumeration, HttpSession } from 'httpsession';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { Cookie } from './cookie.ts';
import type { HttpServletMapping } from './http-servlet-mapping.ts';
import type { HttpServletResponse } from './http-servlet-response.ts';
import type { Part } from './part.ts';
import type { Principal } from './principal.ts';
import type { ServletRequest } from './servlet-request.ts';

/** Java's `HttpServletRequest` (Servlet 6.1). */
export interface HttpServletRequest extends ServletRequest {
  /** Node's request. Not in Java. */
  readonly node: IncomingMessage;

  /** The method, such as `GET`. */
  getMethod(): string;
  /** The path as it was sent: not decoded, with path parameters, without the query. */
  getRequestURI(): string;
  /** Scheme, host, port unless it is the usual one, and `getRequestURI`. */
  getRequestURL(): string;
  /** The part of the path that names the application: empty for the root, else `/shop`. */
  getContextPath(): string;
  /** The part of the path that chose the servlet, decoded; empty for `/*` and the root. */
  getServletPath(): string;
  /** The part of the path behind the servlet path, decoded; `null` when there is none. */
  getPathInfo(): string | null;
  /** The file that `getPathInfo` would name below the resource root, or `null`. */
  getPathTranslated(): string | null;
  /** The query as it was sent, without `?`; `null` when there is none. */
  getQueryString(): string | null;
  /** Which pattern chose the servlet. */
  getHttpServletMapping(): HttpServletMapping;

  /** The first field of this name, whatever its case; `null` when there is none. */
  getHeader(name: string): string | null;
  /** All fields of this name; empty when there is none. */
  getHeaders(name: string): Enumeration<string>;
  /** The names of the fields. */
  getHeaderNames(): Enumeration<string>;
  /** A field as a number; -1 without it. Throws NumberFormatException when it is none. */
  getIntHeader(name: string): number;
  /** A field as a date in epoch milliseconds; -1 without it. Throws IllegalArgumentException when it is none. */
  getDateHeader(name: string): number;
  /** The cookies; `null`, not empty, without any (SES-207). */
  getCookies(): Cookie[] | null;

  /**
   * The session, made if there is none.
   * @throws IllegalStateException when one would have to be made and the response is committed
   */
  getSession(create?: true): HttpSession;
  /** The session; `false`: null where there is none. */
  getSession(create: boolean): HttpSession | null;
  /** Gives the session another id and returns it. Throws IllegalStateException without a session. */
  changeSessionId(): string;
  /** The session id that the client sent, valid or not; `null` if none. */
  getRequestedSessionId(): string | null;
  /** Whether that id names a session that lives. */
  isRequestedSessionIdValid(): boolean;
  /** Whether that id came in a cookie. */
  isRequestedSessionIdFromCookie(): boolean;
  /** Whether that id came in the URL. */
  isRequestedSessionIdFromURL(): boolean;

  /** How the user was authenticated: `FORM`, `BASIC`, …; `null` for an anonymous user. */
  getAuthType(): string | null;
  /** The name of the user, or `null`. */
  getRemoteUser(): string | null;
  /** The user, or `null`. */
  getUserPrincipal(): Principal | null;
  /**
   * Whether the user has a role; false for an anonymous user, and for `*`. `**` is the role of everybody who
   * has logged in, unless the application declares a role of that name.
   */
  isUserInRole(role: string): boolean;
  /** Asks the client to say who it is, as configured. False: the response is made, return. */
  authenticate(response: HttpServletResponse): MaybePromise<boolean>;
  /**
   * Checks name and password with the application's realm. A session of this request gets another
   * id and remembers the user. Throws ServletException when they are wrong, or somebody is logged in.
   */
  login(username: string, password: string): MaybePromise<void>;
  /** Makes the user anonymous, in the session as well. */
  logout(): void;

  /** The part of a multipart body with this name, or `null`; also where there is no such body. */
  getPart(name: string): Part | null;
  /** The parts of a multipart body; empty where there is no such body. */
  getParts(): Part[];

  /** The fields behind a chunked body; empty until it was read. */
  getTrailerFields(): ReadonlyMap<string, string>;
  /** Whether `getTrailerFields` can be asked. */
  isTrailerFieldsReady(): boolean;
}

/** The constants of Java's `HttpServletRequest`: values of `getAuthType`. */
export const HttpServletRequest = {
  BASIC_AUTH: 'BASIC',
  FORM_AUTH: 'FORM',
  CLIENT_CERT_AUTH: 'CLIENT_CERT',
  DIGEST_AUTH: 'DIGEST',
} as const;
