import { IllegalStateException } from 'httpsession';
import {
  AsyncContext,
  type HttpServletMapping,
  type HttpServletRequest,
  RequestDispatcher,
} from '../../api/index.ts';

/** Where a request is, or was, in terms of one application. */
export interface RequestPlace {
  /** Encoded, with the context path. */
  readonly requestURI: string;
  readonly contextPath: string;
  readonly servletPath: string;
  readonly pathInfo: string | null;
  readonly queryString: string | null;
  /** Null for a request that failed before a servlet was found. */
  readonly mapping: HttpServletMapping | null;
}

/** Request attributes that a dispatch adds for as long as it lasts. */
export type DispatchAttributes = ReadonlyMap<string, unknown>;

export const NO_ATTRIBUTES: DispatchAttributes = new Map<string, unknown>();

type Names = Readonly<Record<keyof RequestPlace, string>>;

const FORWARD: Names = {
  requestURI: RequestDispatcher.FORWARD_REQUEST_URI,
  contextPath: RequestDispatcher.FORWARD_CONTEXT_PATH,
  servletPath: RequestDispatcher.FORWARD_SERVLET_PATH,
  pathInfo: RequestDispatcher.FORWARD_PATH_INFO,
  queryString: RequestDispatcher.FORWARD_QUERY_STRING,
  mapping: RequestDispatcher.FORWARD_MAPPING,
};

const INCLUDE: Names = {
  requestURI: RequestDispatcher.INCLUDE_REQUEST_URI,
  contextPath: RequestDispatcher.INCLUDE_CONTEXT_PATH,
  servletPath: RequestDispatcher.INCLUDE_SERVLET_PATH,
  pathInfo: RequestDispatcher.INCLUDE_PATH_INFO,
  queryString: RequestDispatcher.INCLUDE_QUERY_STRING,
  mapping: RequestDispatcher.INCLUDE_MAPPING,
};

const ASYNC: Names = {
  requestURI: AsyncContext.ASYNC_REQUEST_URI,
  contextPath: AsyncContext.ASYNC_CONTEXT_PATH,
  servletPath: AsyncContext.ASYNC_SERVLET_PATH,
  pathInfo: AsyncContext.ASYNC_PATH_INFO,
  queryString: AsyncContext.ASYNC_QUERY_STRING,
  mapping: AsyncContext.ASYNC_MAPPING,
};

const INCLUDE_NAMES: ReadonlySet<string> = new Set(Object.values(INCLUDE));

/** Where the request was first: a forward within a forward says what the first one said (9.4.2). */
export function forwardAttributes(from: HttpServletRequest): DispatchAttributes {
  return from.getAttribute(FORWARD.requestURI) === null
    ? attributes(FORWARD, placeOf(from))
    : NO_ATTRIBUTES;
}

/** Where the included servlet is (9.3.1). */
export function includeAttributes(place: RequestPlace): DispatchAttributes {
  return attributes(INCLUDE, place);
}

/** Where the request was before it was given back to the container (9.7.2). */
export function asyncAttributes(from: HttpServletRequest): DispatchAttributes {
  return from.getAttribute(ASYNC.requestURI) === null
    ? attributes(ASYNC, placeOf(from))
    : NO_ATTRIBUTES;
}

/** Whether an attribute tells of the innermost dispatch only, and never of one around it. */
export function isIncludeAttribute(name: string): boolean {
  return INCLUDE_NAMES.has(name);
}

function placeOf(request: HttpServletRequest): RequestPlace {
  return {
    requestURI: request.getRequestURI(),
    contextPath: request.getContextPath(),
    servletPath: request.getServletPath(),
    pathInfo: request.getPathInfo(),
    queryString: request.getQueryString(),
    mapping: mappingOf(request),
  };
}

/** How a request came to its servlet; null when it failed before one was found. */
export function mappingOf(request: HttpServletRequest): HttpServletMapping | null {
  try {
    return request.getHttpServletMapping();
  } catch (error) {
    if (error instanceof IllegalStateException) return null;
    throw error;
  }
}

/** What is null is left out, as an attribute that is null is none. */
function attributes(names: Names, place: RequestPlace): DispatchAttributes {
  const result = new Map<string, unknown>([
    [names.requestURI, place.requestURI],
    [names.contextPath, place.contextPath],
    [names.servletPath, place.servletPath],
  ]);
  if (place.mapping !== null) result.set(names.mapping, place.mapping);
  if (place.pathInfo !== null) result.set(names.pathInfo, place.pathInfo);
  if (place.queryString !== null) result.set(names.queryString, place.queryString);
  return result;
}
