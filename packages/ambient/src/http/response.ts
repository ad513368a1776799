import { Cookie, type HttpServletResponse, type ServletOutputStream } from '@httpsession/servlet';
import { currentExchange, requireExchange } from '../current.ts';
import { type CookieData, toCookie } from './cookies.ts';
import { asBytes, close, flush, print, printed } from './output.ts';
import { type StatusCodes, statusCodes } from './status-codes.ts';

export { HttpCodesReasons } from './status-codes.ts';

/** The response to the running request, as functions. All but `isValid` throw OutsideRequestError without one. */
export interface AmbientResponse extends StatusCodes {
  /** Whether this code runs for a request whose response is not over. */
  isValid(): boolean;

  /** Writes a value as text in UTF-8; nothing for `null` and `undefined`. */
  print(text: unknown): void;
  /** As `print`, and a line feed. */
  println(text?: unknown): void;
  /** Writes bytes. Numbers are cut to eight bits, so that signed ones are as good. */
  write(bytes: Uint8Array | readonly number[]): void;
  /** Writes a value as JSON, and sets the content type for it. */
  json(value: unknown): void;
  /** The response as a stream of bytes. */
  getOutputStream(): ServletOutputStream;
  /** Sends what was written so far. Status and headers cannot be changed any more. */
  flush(): void;
  /** Ends the response. What is written later is dropped. */
  close(): void;

  /** Sets the status. */
  setStatus(status: number): void;
  /** Answers with the error page of a status. Throws IllegalStateException after `flush`. */
  sendError(status: number, message?: string): void;
  /** Sends the client elsewhere. Throws IllegalStateException after `flush`. */
  sendRedirect(location: string): void;
  /** Whether status and headers are on their way. */
  isCommitted(): boolean;
  /** Drops output, status and headers. Throws IllegalStateException after `flush`. */
  reset(): void;

  /** Replaces a field. */
  setHeader(name: string, value: string): void;
  /** Adds a field. */
  addHeader(name: string, value: string): void;
  /** Whether a field is set. */
  containsHeader(name: string): boolean;
  /** The first field of this name. */
  getHeader(name: string): string | undefined;
  /** All fields of this name. */
  getHeaders(name: string): string[];
  /** The names of the fields. */
  getHeaderNames(): string[];
  /** Sets the media type. */
  setContentType(type: string): void;
  /** The media type, or `null`. */
  getContentType(): string | null;
  /** Sets the bytes of the body. */
  setContentLength(length: number): void;
  /** Sets the charset that is announced. What `print` writes is UTF-8, and announced as such. */
  setCharacterEncoding(charset: string): void;
  /** The charset that is announced. */
  getCharacterEncoding(): string;
  /** Sets the language of the response. */
  setLocale(language: string, country?: string, variant?: string): void;
  /** The language of the response, such as `de-CH`. */
  getLocale(): string;

  /** Adds a cookie: Secure, unless its attributes say `Secure: false`. One of the servlet API goes as it is. */
  addCookie(cookie: Cookie | CookieData): void;
  /** The URL with the session's id in it, where the client needs that. */
  encodeURL(url: string): string;
  /** As `encodeURL`, for a URL of a redirect. */
  encodeRedirectURL(url: string): string;
}

function running(call: string): HttpServletResponse {
  return requireExchange(`response.${call}`).response;
}

/** The response to the running request. */
export const response: AmbientResponse = Object.freeze({
  ...statusCodes,
  isValid: () => currentExchange() !== undefined,

  print: (text: unknown) => print(running('print'), printed(text)),
  println: (text?: unknown) => print(running('println'), `${printed(text)}\n`),
  write: (bytes: Uint8Array | readonly number[]) =>
    running('write').getOutputStream().write(asBytes(bytes)),
  json: (value: unknown) => {
    const own = running('json');
    own.setContentType('application/json');
    print(own, printed(JSON.stringify(value)));
  },
  getOutputStream: () => running('getOutputStream').getOutputStream(),
  flush: () => flush(running('flush')),
  close: () => close(running('close')),

  setStatus: (status: number) => running('setStatus').setStatus(status),
  sendError: (status: number, message?: string) =>
    running('sendError').sendError(status, message ?? null),
  sendRedirect: (location: string) => running('sendRedirect').sendRedirect(location),
  isCommitted: () => running('isCommitted').isCommitted(),
  reset: () => running('reset').reset(),

  setHeader: (name: string, value: string) => running('setHeader').setHeader(name, value),
  addHeader: (name: string, value: string) => running('addHeader').addHeader(name, value),
  containsHeader: (name: string) => running('containsHeader').containsHeader(name),
  getHeader: (name: string) => running('getHeader').getHeader(name) ?? undefined,
  getHeaders: (name: string) => running('getHeaders').getHeaders(name),
  getHeaderNames: () => running('getHeaderNames').getHeaderNames(),
  setContentType: (type: string) => running('setContentType').setContentType(type),
  getContentType: () => running('getContentType').getContentType(),
  setContentLength: (length: number) => running('setContentLength').setContentLength(length),
  setCharacterEncoding: (charset: string) =>
    running('setCharacterEncoding').setCharacterEncoding(charset),
  getCharacterEncoding: () => running('getCharacterEncoding').getCharacterEncoding(),
  setLocale: (language: string, country?: string, variant?: string) => {
    const parts = [language, country, variant].filter((part) => part !== undefined && part !== '');
    running('setLocale').setLocale(parts.join('-'));
  },
  getLocale: () => running('getLocale').getLocale(),

  addCookie: (cookie: Cookie | CookieData) =>
    running('addCookie').addCookie(cookie instanceof Cookie ? cookie : toCookie(cookie)),
  encodeURL: (url: string) => running('encodeURL').encodeURL(url),
  encodeRedirectURL: (url: string) => running('encodeRedirectURL').encodeRedirectURL(url),
});

/**
 * `response` under the name of its class in Eclipse Dirigible.
 * @alias
 */
export const Response: AmbientResponse = response;
