import type { ServerResponse } from 'node:http';
import type { Cookie } from './cookie.ts';
import { STATUS } from './status-codes.ts';
import type { ServletResponse } from './servlet-response.ts';

/** Java's `HttpServletResponse` (Servlet 6.1). */
export interface HttpServletResponse extends ServletResponse {
  /** Node's response. Not in Java. */
  readonly node: ServerResponse;

  /** Adds a cookie. Without effect after the commit and in an included servlet (SES-209). */
  addCookie(cookie: Cookie): void;
  /** Whether a field of this name is set. */
  containsHeader(name: string): boolean;
  /** The URL with the session's id in it, where the client needs that to come back. */
  encodeURL(url: string): string;
  /** As `encodeURL`, for a URL that is sent in a redirect. */
  encodeRedirectURL(url: string): string;
  /**
   * Drops what was written and has the container make an error page. Cookies stay (SES-210).
   * @throws IllegalStateException after the commit
   */
  sendError(status: number, message?: string | null): void;
  /**
   * Sends the client elsewhere: 302, or another status. `clearBuffer` false keeps what was written.
   * @throws IllegalStateException after the commit
   */
  sendRedirect(location: string, status?: number | boolean, clearBuffer?: boolean): void;
  /** Replaces a field. `null` does nothing for an unknown name, and removes a known one. */
  setHeader(name: string, value: string | null): void;
  /** Adds a field. */
  addHeader(name: string, value: string): void;
  /** Replaces a field by a number. */
  setIntHeader(name: string, value: number): void;
  /** Adds a field that is a number. */
  addIntHeader(name: string, value: number): void;
  /** Replaces a field by a date, in epoch milliseconds. */
  setDateHeader(name: string, date: number): void;
  /** Adds a field that is a date, in epoch milliseconds. */
  addDateHeader(name: string, date: number): void;
  /** Sets the status, without an error page. */
  setStatus(status: number): void;
  /** The status: 200 unless set. */
  getStatus(): number;
  /** The first field of this name, or `null`. */
  getHeader(name: string): string | null;
  /** All fields of this name; empty when there is none. */
  getHeaders(name: string): string[];
  /** The names of the fields. */
  getHeaderNames(): string[];
  /** Gives the fields behind a chunked body. Throws IllegalStateException when it is too late. */
  setTrailerFields(supplier: () => ReadonlyMap<string, string>): void;
  /** What `setTrailerFields` was given, or `null`. */
  getTrailerFields(): (() => ReadonlyMap<string, string>) | null;
}

/** The constants of Java's `HttpServletResponse`: `SC_OK` and the others. */
export const HttpServletResponse: typeof STATUS = STATUS;
