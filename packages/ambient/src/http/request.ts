import type { Readable } from 'node:stream';
import type { HttpServletRequest } from '@httpsession/servlet';
import { bodyOf } from '../body.ts';
import { currentExchange, requireExchange } from '../current.ts';
import { textOf } from '../read-request.ts';
import { type CookieData, toData } from './cookies.ts';
import { queryParameters, type QueryValue } from './query.ts';

/** The attribute in which a router leaves the path of a resource. */
const RESOURCE_PATH = 'dirigible-rest-resource-path';

/** The running request, as functions. All but `isValid` throw OutsideRequestError without one. */
export interface AmbientRequest {
  /** Whether this code runs for a request whose response is not over. */
  isValid(): boolean;

  /** The method, such as `GET`. */
  getMethod(): string;
  /** Such as `HTTP/1.1`. */
  getProtocol(): string;
  /** `http` or `https`. */
  getScheme(): string;
  /** The path as it was sent. */
  getRequestURI(): string;
  /** Scheme, host, and path as it was sent. */
  getRequestURL(): string;
  /** The query as it was sent, or `null`. */
  getQueryString(): string | null;
  /** The path of the application; empty for the root. */
  getContextPath(): string;
  /** The path behind the servlet path, decoded, or `null`. */
  getPathInfo(): string | null;
  /** The file that `getPathInfo` would name, or `null`. */
  getPathTranslated(): string | null;
  /** The part of the path that chose the servlet, decoded. */
  getServicePath(): string;
  /** What a router left in the attribute `dirigible-rest-resource-path`; empty without it. */
  getResourcePath(): string;

  /** The name of the user, or `null`. */
  getRemoteUser(): string | null;
  /** Whether the user has a role. */
  isUserInRole(role: string): boolean;
  /** How the user was authenticated, or `null`. */
  getAuthType(): string | null;

  /** The first field of this name, whatever its case. */
  getHeader(name: string): string | undefined;
  /** All fields of this name. */
  getHeaders(name: string): string[];
  /** The names of the fields. */
  getHeaderNames(): string[];
  /** The cookies; empty without any. */
  getCookies(): CookieData[];

  /** What was attached to the request under this name, or undefined. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Java's cast from Object, without the noise
  getAttribute(name: string): any;
  /** The names of what was attached. */
  getAttributeNames(): string[];
  /** Attaches something to the request. */
  setAttribute(name: string, value: unknown): void;
  /** Removes what was attached. */
  removeAttribute(name: string): void;

  /** The first value of a parameter of query or form, or `null`. */
  getParameter(name: string): string | null;
  /** All values of a parameter, or `null`. */
  getParameterValues(name: string): string[] | null;
  /** The names of the parameters. */
  getParameterNames(): string[];
  /** All parameters with their values. */
  getParameters(): Record<string, string[]>;
  /** The parameters of the query alone; `true` for one without `=`, a list for one that is repeated. */
  getQueryParametersMap(): Record<string, QueryValue>;

  /** The body as text; empty without one. Throws when it was not read before the handler. */
  getText(): string;
  /** The body as JSON; undefined when it is none. Throws when it was not read before the handler. */
  getJSON(): unknown;
  /** As `getJSON`. */
  json(): unknown;
  /** The body as bytes from 0 to 255. Throws when it was not read before the handler. */
  getBytes(): number[];
  /** The body as a stream. */
  getInputStream(): Readable;
  /** Bytes of the body; -1 when not known. */
  getContentLength(): number;
  /** The media type of the body, or `null`. */
  getContentType(): string | null;
  /** The charset of the body, or `null`. */
  getCharacterEncoding(): string | null;

  /** The address of the client, or of the last proxy. */
  getRemoteAddress(): string;
  /** As `getRemoteAddress`: names are not looked up. */
  getRemoteHost(): string;
  /** The port of the client, or of the last proxy. */
  getRemotePort(): number;
  /** The address that the request came in on. */
  getLocalAddress(): string;
  /** The name that the request came in on. */
  getLocalName(): string;
  /** The port that the request came in on. */
  getLocalPort(): number;
  /** The host that the request was sent to. */
  getServerName(): string;
  /** The port that the request was sent to. */
  getServerPort(): number;
  /** Whether the request came in over a secure channel. */
  isSecure(): boolean;
  /** The language that the client likes best, such as `de-CH`. */
  getLocale(): string;
}

function running(call: string): HttpServletRequest {
  return requireExchange(`request.${call}`).request;
}

function body(call: string): Buffer {
  const request = running(call);
  const bytes = bodyOf(request);
  if (bytes !== undefined) return bytes;
  throw new Error(
    `request.${call}: the body was not read before the handler, because it is an upload or its ` +
      'reading is turned off; take request.getInputStream()',
  );
}

function json(call: string): unknown {
  const request = running(call);
  try {
    return JSON.parse(textOf(request, body(call)));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The running request. */
export const request: AmbientRequest = Object.freeze({
  isValid: () => currentExchange() !== undefined,

  getMethod: () => running('getMethod').getMethod(),
  getProtocol: () => running('getProtocol').getProtocol(),
  getScheme: () => running('getScheme').getScheme(),
  getRequestURI: () => running('getRequestURI').getRequestURI(),
  getRequestURL: () => running('getRequestURL').getRequestURL(),
  getQueryString: () => running('getQueryString').getQueryString(),
  getContextPath: () => running('getContextPath').getContextPath(),
  getPathInfo: () => running('getPathInfo').getPathInfo(),
  getPathTranslated: () => running('getPathTranslated').getPathTranslated(),
  getServicePath: () => running('getServicePath').getServletPath(),
  getResourcePath: () => {
    const path = running('getResourcePath').getAttribute(RESOURCE_PATH);
    return typeof path === 'string' ? path : '';
  },

  getRemoteUser: () => running('getRemoteUser').getRemoteUser(),
  isUserInRole: (role: string) => running('isUserInRole').isUserInRole(role),
  getAuthType: () => running('getAuthType').getAuthType(),

  getHeader: (name: string) => running('getHeader').getHeader(name) ?? undefined,
  getHeaders: (name: string) => [...running('getHeaders').getHeaders(name)],
  getHeaderNames: () => [...running('getHeaderNames').getHeaderNames()],
  getCookies: () => (running('getCookies').getCookies() ?? []).map(toData),

  getAttribute: (name: string) => running('getAttribute').getAttribute(name) ?? undefined,
  getAttributeNames: () => [...running('getAttributeNames').getAttributeNames()],
  setAttribute: (name: string, value: unknown) => running('setAttribute').setAttribute(name, value),
  removeAttribute: (name: string) => running('removeAttribute').removeAttribute(name),

  getParameter: (name: string) => running('getParameter').getParameter(name),
  getParameterValues: (name: string) => running('getParameterValues').getParameterValues(name),
  getParameterNames: () => [...running('getParameterNames').getParameterNames()],
  getParameters: () =>
    Object.fromEntries(
      Array.from(running('getParameters').getParameterMap(), ([name, values]) => [
        name,
        [...values],
      ]),
    ),
  getQueryParametersMap: () => queryParameters(running('getQueryParametersMap').getQueryString()),

  getText: () => textOf(running('getText'), body('getText')),
  getJSON: () => json('getJSON'),
  json: () => json('json'),
  getBytes: () => [...body('getBytes')],
  getInputStream: () => running('getInputStream').getInputStream(),
  getContentLength: () => running('getContentLength').getContentLength(),
  getContentType: () => running('getContentType').getContentType(),
  getCharacterEncoding: () => running('getCharacterEncoding').getCharacterEncoding(),

  getRemoteAddress: () => running('getRemoteAddress').getRemoteAddr(),
  getRemoteHost: () => running('getRemoteHost').getRemoteHost(),
  getRemotePort: () => running('getRemotePort').getRemotePort(),
  getLocalAddress: () => running('getLocalAddress').getLocalAddr(),
  getLocalName: () => running('getLocalName').getLocalName(),
  getLocalPort: () => running('getLocalPort').getLocalPort(),
  getServerName: () => running('getServerName').getServerName(),
  getServerPort: () => running('getServerPort').getServerPort(),
  isSecure: () => running('isSecure').isSecure(),
  getLocale: () => running('getLocale').getLocale(),
});

/**
 * `request` under the name of its class in Eclipse Dirigible.
 * @alias
 */
export const Request: AmbientRequest = request;
