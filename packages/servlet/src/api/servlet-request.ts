import type { Readable } from 'node:stream';
import type { Enumeration } from 'httpsession';
import type { AsyncContext } from './async-context.ts';
import type { DispatcherType } from './dispatcher-type.ts';
import type { HttpServletRequest } from './http-servlet-request.ts';
import type { HttpServletResponse } from './http-servlet-response.ts';
import type { RequestDispatcher } from './request-dispatcher.ts';
import type { ServletConnection } from './servlet-connection.ts';
import type { ServletContext } from './servlet-context.ts';

/** The body of a request as text. Iterating gives its lines. */
export interface BufferedReader extends AsyncIterable<string> {
  /** The next line without its end; `null` behind the last one. */
  readLine(): Promise<string | null>;
  /** All text that is left; empty at the end. */
  text(): Promise<string>;
}

/** Java's `ServletRequest` (Servlet 6.1). Every request is an `HttpServletRequest`. */
export interface ServletRequest {
  /** What was attached to the request under this name, or `null`. */
  getAttribute(name: string): unknown;
  /** The names of the attributes: a snapshot. */
  getAttributeNames(): Enumeration<string>;
  /** Attaches something; `null` and `undefined` remove it. */
  setAttribute(name: string, value: unknown): void;
  /** Removes an attribute; an unknown name does nothing. */
  removeAttribute(name: string): void;

  /** The charset of the body, as sent or set; `null` when neither says one. */
  getCharacterEncoding(): string | null;
  /**
   * Sets the charset of the body. Without effect once parameters were read or `getReader` was called.
   * @throws UnsupportedEncodingException for a charset that is not known
   */
  setCharacterEncoding(encoding: string | null): void;
  /** Bytes of the body; -1 when not known or above 2147483647. */
  getContentLength(): number;
  /** Bytes of the body; -1 when not known. */
  getContentLengthLong(): number;
  /** The media type of the body, as sent; `null` when not said. */
  getContentType(): string | null;
  /** The body as bytes. Throws IllegalStateException after `getReader`. */
  getInputStream(): Readable;
  /** The body as text. Throws IllegalStateException after `getInputStream`. */
  getReader(): BufferedReader;

  /** The first value of a parameter of the query or the form, or `null`. */
  getParameter(name: string): string | null;
  /** The names of the parameters, in the order in which they came. */
  getParameterNames(): Enumeration<string>;
  /** All values of a parameter, those of the query first; `null` when there is none. */
  getParameterValues(name: string): string[] | null;
  /** All parameters with their values. */
  getParameterMap(): ReadonlyMap<string, readonly string[]>;

  /** Such as `HTTP/1.1`. */
  getProtocol(): string;
  /** `http` or `https`. */
  getScheme(): string;
  /** The host that the request was sent to, without port. */
  getServerName(): string;
  /** The port that the request was sent to. */
  getServerPort(): number;
  /** The address of the client, or of the last proxy. */
  getRemoteAddr(): string;
  /** As `getRemoteAddr`: names are not looked up. */
  getRemoteHost(): string;
  /** The port of the client, or of the last proxy. */
  getRemotePort(): number;
  /** The name of the interface that the request came in on. */
  getLocalName(): string;
  /** The address of the interface that the request came in on. */
  getLocalAddr(): string;
  /** The port of the interface that the request came in on. */
  getLocalPort(): number;
  /** Whether the request came in over a secure channel. */
  isSecure(): boolean;

  /** The language that the client likes best, as a tag such as `de-CH`; the server's when it says none. */
  getLocale(): string;
  /** The languages that the client takes, the best first; the server's when it says none. */
  getLocales(): Enumeration<string>;

  /** Who answers a path of this application, relative to this request or with a slash; or `null`. */
  getRequestDispatcher(path: string): RequestDispatcher | null;
  /** The application that the request is in now. */
  getServletContext(): ServletContext;
  /** How the request came to where it is. */
  getDispatcherType(): DispatcherType;

  /**
   * Keeps the response open after the servlet has returned, until `complete` or `dispatch`.
   * @throws IllegalStateException where a filter or servlet does not support it, or after its end
   */
  startAsync(request?: HttpServletRequest, response?: HttpServletResponse): AsyncContext;
  /** Whether `startAsync` was called in this dispatch. */
  isAsyncStarted(): boolean;
  /** Whether `startAsync` may be called. */
  isAsyncSupported(): boolean;
  /** What `startAsync` gave. Throws IllegalStateException when it was not called. */
  getAsyncContext(): AsyncContext;

  /** A name of the request that no other one of this process has. */
  getRequestId(): string;
  /** The name that the protocol has for the request: empty for HTTP/1. */
  getProtocolRequestId(): string;
  /** The connection that the request came in on. */
  getServletConnection(): ServletConnection;
}
