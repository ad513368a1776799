import { Enumeration, type HttpSession } from 'httpsession';
import {
  DispatcherType,
  type HttpServletMapping,
  type HttpServletRequest,
  HttpServletRequestWrapper,
  type RequestDispatcher,
  type ServletContext,
} from '../../api/index.ts';
import {
  type DispatchAttributes,
  isIncludeAttribute,
  type RequestPlace,
} from './dispatch-attributes.ts';
import type { DispatchHost } from './dispatch-contracts.ts';
import { mergeParameters, type ParameterMap } from './dispatch-parameters.ts';
import { resolveRelative } from './dispatch-path.ts';

/** The session calls of a request, as another application answers them. */
export type SessionCalls = Pick<
  HttpServletRequest,
  | 'getSession'
  | 'changeSessionId'
  | 'getRequestedSessionId'
  | 'isRequestedSessionIdValid'
  | 'isRequestedSessionIdFromCookie'
  | 'isRequestedSessionIdFromURL'
>;

/** What a dispatch changes about a request. */
export interface DispatchView {
  readonly type: DispatcherType;
  /** The application that the target belongs to. */
  readonly host: DispatchHost;
  /** Where the request seems to be; null: where it was, as for an include and a target found by name. */
  readonly place: RequestPlace | null;
  readonly attributes: DispatchAttributes;
  /** What the dispatcher's path had behind its question mark. */
  readonly addedQuery: string | null;
  /** Decoded, below the context path: what relative paths are seen from; null: what they were before. */
  readonly base: string | null;
}

const NO_OVERLAY: ReadonlyMap<string, unknown> = new Map<string, unknown>();

/** The request as the target of a dispatch gets it, for as long as the dispatch lasts. */
export class DispatchedRequest extends HttpServletRequestWrapper {
  /** How many dispatches this one is within, itself included. */
  readonly depth: number;
  readonly #view: DispatchView;
  readonly #sessions: SessionCalls | null;
  /** The attributes of the dispatch that the target has changed. */
  #overlay = NO_OVERLAY;
  #parameters: ParameterMap | undefined;

  /** `sessions`: those of the target, where it belongs to another application than the caller. */
  constructor(inner: HttpServletRequest, view: DispatchView, sessions: SessionCalls | null) {
    super(inner);
    this.#view = view;
    this.#sessions = sessions;
    // An asynchronous turn begins with an empty stack, and there may be any number of them.
    this.depth = view.type === DispatcherType.ASYNC ? 1 : depthOf(inner) + 1;
  }

  override getDispatcherType(): DispatcherType {
    return this.#view.type;
  }

  override getServletContext(): ServletContext {
    return this.#view.host.services.context;
  }

  /** An error page is always fetched (Servlet 6.1, 10.9.1). */
  override getMethod(): string {
    return this.#view.type === DispatcherType.ERROR ? 'GET' : super.getMethod();
  }

  override getRequestURI(): string {
    return this.#view.place?.requestURI ?? super.getRequestURI();
  }

  override getRequestURL(): string {
    const { place } = this.#view;
    if (place === null) return super.getRequestURL();
    const url = super.getRequestURL();
    const path = url.indexOf('/', url.indexOf('://') + 3);
    return (path < 0 ? url : url.slice(0, path)) + place.requestURI;
  }

  override getContextPath(): string {
    return this.#view.place?.contextPath ?? super.getContextPath();
  }

  override getServletPath(): string {
    return this.#view.place?.servletPath ?? super.getServletPath();
  }

  override getPathInfo(): string | null {
    const { place } = this.#view;
    return place === null ? super.getPathInfo() : place.pathInfo;
  }

  override getPathTranslated(): string | null {
    const { place, host } = this.#view;
    if (place === null) return super.getPathTranslated();
    return place.pathInfo === null ? null : host.services.context.getRealPath(place.pathInfo);
  }

  override getQueryString(): string | null {
    const { place } = this.#view;
    return place === null ? super.getQueryString() : place.queryString;
  }

  override getHttpServletMapping(): HttpServletMapping {
    return this.#view.place?.mapping ?? super.getHttpServletMapping();
  }

  override getRequestDispatcher(path: string): RequestDispatcher | null {
    const { base, host } = this.#view;
    if (base === null) return super.getRequestDispatcher(path);
    return host.services.dispatcherFor(resolveRelative(path, base), this);
  }

  override getParameter(name: string): string | null {
    return this.#merged()?.get(name)?.[0] ?? super.getParameter(name);
  }

  override getParameterNames(): Enumeration<string> {
    const merged = this.#merged();
    return merged === undefined ? super.getParameterNames() : new Enumeration(merged.keys());
  }

  override getParameterValues(name: string): string[] | null {
    const merged = this.#merged();
    if (merged === undefined) return super.getParameterValues(name);
    const values = merged.get(name);
    return values === undefined ? null : [...values];
  }

  override getParameterMap(): ParameterMap {
    return this.#merged() ?? super.getParameterMap();
  }

  override getAttribute(name: string): unknown {
    if (this.#isOwn(name)) return this.#own(name) ?? null;
    return isIncludeAttribute(name) ? null : super.getAttribute(name);
  }

  override getAttributeNames(): Enumeration<string> {
    const names = new Set(super.getAttributeNames());
    for (const name of names) if (isIncludeAttribute(name)) names.delete(name);
    for (const name of this.#view.attributes.keys()) {
      if (this.#own(name) === null) names.delete(name);
      else names.add(name);
    }
    return new Enumeration(names);
  }

  override setAttribute(name: string, value: unknown): void {
    if (!this.#isOwn(name)) {
      super.setAttribute(name, value);
      return;
    }
    this.#overlay = new Map([...this.#overlay, [name, value ?? null]]);
  }

  override removeAttribute(name: string): void {
    if (this.#isOwn(name)) this.setAttribute(name, null);
    else super.removeAttribute(name);
  }

  override getSession(create?: true): HttpSession;
  override getSession(create: boolean): HttpSession | null;
  override getSession(create = true): HttpSession | null {
    return (this.#sessions ?? this.getRequest()).getSession(create);
  }

  override changeSessionId(): string {
    return (this.#sessions ?? this.getRequest()).changeSessionId();
  }

  override getRequestedSessionId(): string | null {
    return (this.#sessions ?? this.getRequest()).getRequestedSessionId();
  }

  override isRequestedSessionIdValid(): boolean {
    return (this.#sessions ?? this.getRequest()).isRequestedSessionIdValid();
  }

  override isRequestedSessionIdFromCookie(): boolean {
    return (this.#sessions ?? this.getRequest()).isRequestedSessionIdFromCookie();
  }

  override isRequestedSessionIdFromURL(): boolean {
    return (this.#sessions ?? this.getRequest()).isRequestedSessionIdFromURL();
  }

  #isOwn(name: string): boolean {
    return this.#view.attributes.has(name);
  }

  #own(name: string): unknown {
    return this.#overlay.has(name) ? this.#overlay.get(name) : this.#view.attributes.get(name);
  }

  /** Made when the first parameter is asked for: the body may not have been read before. */
  #merged(): ParameterMap | undefined {
    const { addedQuery, host } = this.#view;
    if (addedQuery === null || addedQuery === '') return undefined;
    return (this.#parameters ??= mergeParameters(
      this.getRequest().getParameterMap(),
      addedQuery,
      host.services.limits.maxParameters,
    ));
  }
}

/** Whether the container put this wrapper there. */
export function isDispatched(request: HttpServletRequest): request is DispatchedRequest {
  return request instanceof DispatchedRequest;
}

/** How many dispatches a request is within; looks behind the wrappers of the application. */
export function depthOf(request: HttpServletRequest): number {
  let current = request;
  while (current instanceof HttpServletRequestWrapper) {
    if (current instanceof DispatchedRequest) return current.depth;
    current = current.getRequest();
  }
  return 0;
}
