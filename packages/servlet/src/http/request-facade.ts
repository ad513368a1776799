import { Enumeration, type HttpSession, IllegalStateException } from 'httpsession';
import type {
  AsyncContext,
  DispatcherType,
  HttpServletMapping,
  HttpServletRequest,
  HttpServletResponse,
  Principal,
  RequestDispatcher,
} from '../api/index.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { ContainerRequest, MappedTarget } from './contracts.ts';
import { RequestAttributes } from './request-attributes.ts';
import { RequestContent } from './request-content.ts';

/** The container's own request: Java's `HttpServletRequest` over Node's. */
export class RequestFacade extends RequestContent implements ContainerRequest {
  #attributes: RequestAttributes | undefined;
  #mapped: MappedTarget | undefined;
  #dispatcherType: DispatcherType = 'REQUEST';
  #principal: Principal | null = null;
  #authType: string | null = null;
  #isAsyncSupported = true;
  #asyncContext: AsyncContext | null = null;

  setMapping(target: MappedTarget): void {
    this.#mapped = target;
  }

  setDispatcherType(type: DispatcherType): void {
    this.#dispatcherType = type;
  }

  setPrincipal(principal: Principal | null, authType: string | null): void {
    this.#principal = principal;
    this.#authType = authType;
  }

  setAsyncSupported(isSupported: boolean): void {
    this.#isAsyncSupported = isSupported;
  }

  setAsyncContext(context: AsyncContext | null): void {
    this.#asyncContext = context;
  }

  getAttribute(name: string): unknown {
    return this.#attributes === undefined ? null : this.#attributes.get(name);
  }

  getAttributeNames(): Enumeration<string> {
    return new Enumeration(this.#attributes === undefined ? [] : this.#attributes.names());
  }

  setAttribute(name: string, value: unknown): void {
    this.#attributes ??= new RequestAttributes(this.services, this);
    this.#attributes.set(name, value);
  }

  removeAttribute(name: string): void {
    this.#attributes?.remove(name);
  }

  getServletPath(): string {
    return this.#mapped?.servletPath ?? '';
  }

  getPathInfo(): string | null {
    return this.#mapped === undefined ? null : this.#mapped.pathInfo;
  }

  getPathTranslated(): string | null {
    const pathInfo = this.getPathInfo();
    return pathInfo === null ? null : this.services.context.getRealPath(pathInfo);
  }

  getHttpServletMapping(): HttpServletMapping {
    if (this.#mapped !== undefined) return this.#mapped.mapping;
    throw new IllegalStateException(
      'HTTPSESSION_BAD_ARGUMENT',
      'getHttpServletMapping: this request has not been mapped to a servlet yet',
    );
  }

  getDispatcherType(): DispatcherType {
    return this.#dispatcherType;
  }

  /** What does not begin with a slash is relative to the folder of this request. */
  getRequestDispatcher(path: string): RequestDispatcher | null {
    if (typeof path !== 'string') return null;
    return this.services.dispatcherFor(path.startsWith('/') ? path : this.#beside(path), this);
  }

  getSession(create?: true): HttpSession;
  getSession(create: boolean): HttpSession | null;
  getSession(create = true): HttpSession | null {
    return this.node.getSession(create);
  }

  changeSessionId(): string {
    return this.node.changeSessionId();
  }

  getRequestedSessionId(): string | null {
    return this.node.getRequestedSessionId();
  }

  isRequestedSessionIdValid(): boolean {
    return this.node.isRequestedSessionIdValid();
  }

  isRequestedSessionIdFromCookie(): boolean {
    return this.node.isRequestedSessionIdFromCookie();
  }

  isRequestedSessionIdFromURL(): boolean {
    return this.node.isRequestedSessionIdFromURL();
  }

  getAuthType(): string | null {
    return this.#authType;
  }

  getRemoteUser(): string | null {
    return this.#principal === null ? null : this.#principal.getName();
  }

  getUserPrincipal(): Principal | null {
    return this.#principal;
  }

  /**
   * By the names that the servlet has for roles, also in what it forwards to (as in Tomcat). The role `*` is nobody's; `**` is everybody's who has logged in, unless it is one of
   * the application.
   */
  isUserInRole(role: string): boolean {
    if (this.#principal === null || role === '*') return false;
    if (role === '**' && !this.services.declaresRole(role)) return true;
    const meant = this.#mapped?.target.roleOf(role) ?? role;
    return this.services.realm?.hasRole(this.#principal, meant) ?? false;
  }

  authenticate(response: HttpServletResponse): MaybePromise<boolean> {
    return this.services.authenticate(this, response);
  }

  login(username: string, password: string): MaybePromise<void> {
    return this.services.login(this, username, password);
  }

  logout(): void {
    this.services.logout(this);
  }

  startAsync(request?: HttpServletRequest, response?: HttpServletResponse): AsyncContext {
    if (!this.#isAsyncSupported) {
      throw new IllegalStateException(
        'HTTPSESSION_BAD_ARGUMENT',
        'startAsync: a filter or servlet on the way does not say asyncSupported',
      );
    }
    if (this.#asyncContext !== null) {
      throw new IllegalStateException('HTTPSESSION_BAD_ARGUMENT', 'startAsync: it has been called');
    }
    const isOriginal = request === undefined;
    this.#asyncContext = this.services.startAsync(
      this,
      request ?? this,
      response ?? null,
      isOriginal,
    );
    return this.#asyncContext;
  }

  isAsyncStarted(): boolean {
    return this.#asyncContext !== null;
  }

  isAsyncSupported(): boolean {
    return this.#isAsyncSupported;
  }

  getAsyncContext(): AsyncContext {
    if (this.#asyncContext !== null) return this.#asyncContext;
    throw new IllegalStateException(
      'HTTPSESSION_BAD_ARGUMENT',
      'getAsyncContext: startAsync has not been called',
    );
  }

  /** A dispatcher takes encoded paths; ours is decoded. */
  #beside(path: string): string {
    const own = this.getServletPath() + (this.getPathInfo() ?? '');
    const folder = own.slice(0, own.lastIndexOf('/') + 1) || '/';
    return folder.split('/').map(encodeURIComponent).join('/') + path;
  }
}
