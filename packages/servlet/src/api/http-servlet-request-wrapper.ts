import type { IncomingMessage } from 'node:http';
import type { Enumeration, HttpSession } from 'httpsession';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type { Cookie } from './cookie.ts';
import type { HttpServletMapping } from './http-servlet-mapping.ts';
import type { HttpServletRequest } from './http-servlet-request.ts';
import type { HttpServletResponse } from './http-servlet-response.ts';
import type { Part } from './part.ts';
import type { Principal } from './principal.ts';
import { ServletRequestWrapper } from './servlet-request-wrapper.ts';

/** Java's `HttpServletRequestWrapper`: for filters that change what a request says. */
export class HttpServletRequestWrapper extends ServletRequestWrapper implements HttpServletRequest {
  get node(): IncomingMessage {
    return super.getRequest().node;
  }

  getMethod(): string {
    return super.getRequest().getMethod();
  }

  getRequestURI(): string {
    return super.getRequest().getRequestURI();
  }

  getRequestURL(): string {
    return super.getRequest().getRequestURL();
  }

  getContextPath(): string {
    return super.getRequest().getContextPath();
  }

  getServletPath(): string {
    return super.getRequest().getServletPath();
  }

  getPathInfo(): string | null {
    return super.getRequest().getPathInfo();
  }

  getPathTranslated(): string | null {
    return super.getRequest().getPathTranslated();
  }

  getQueryString(): string | null {
    return super.getRequest().getQueryString();
  }

  getHttpServletMapping(): HttpServletMapping {
    return super.getRequest().getHttpServletMapping();
  }

  getHeader(name: string): string | null {
    return super.getRequest().getHeader(name);
  }

  getHeaders(name: string): Enumeration<string> {
    return super.getRequest().getHeaders(name);
  }

  getHeaderNames(): Enumeration<string> {
    return super.getRequest().getHeaderNames();
  }

  getIntHeader(name: string): number {
    return super.getRequest().getIntHeader(name);
  }

  getDateHeader(name: string): number {
    return super.getRequest().getDateHeader(name);
  }

  getCookies(): Cookie[] | null {
    return super.getRequest().getCookies();
  }

  /** The session of the wrapped request; `null` only when there is none and `create` is false. */
  getSession(create?: true): HttpSession;
  getSession(create: boolean): HttpSession | null;
  getSession(create = true): HttpSession | null {
    return super.getRequest().getSession(create);
  }

  changeSessionId(): string {
    return super.getRequest().changeSessionId();
  }

  getRequestedSessionId(): string | null {
    return super.getRequest().getRequestedSessionId();
  }

  isRequestedSessionIdValid(): boolean {
    return super.getRequest().isRequestedSessionIdValid();
  }

  isRequestedSessionIdFromCookie(): boolean {
    return super.getRequest().isRequestedSessionIdFromCookie();
  }

  isRequestedSessionIdFromURL(): boolean {
    return super.getRequest().isRequestedSessionIdFromURL();
  }

  getAuthType(): string | null {
    return super.getRequest().getAuthType();
  }

  getRemoteUser(): string | null {
    return super.getRequest().getRemoteUser();
  }

  getUserPrincipal(): Principal | null {
    return super.getRequest().getUserPrincipal();
  }

  isUserInRole(role: string): boolean {
    return super.getRequest().isUserInRole(role);
  }

  authenticate(response: HttpServletResponse): MaybePromise<boolean> {
    return super.getRequest().authenticate(response);
  }

  login(username: string, password: string): MaybePromise<void> {
    return super.getRequest().login(username, password);
  }

  logout(): void {
    super.getRequest().logout();
  }

  getPart(name: string): Part | null {
    return super.getRequest().getPart(name);
  }

  getParts(): Part[] {
    return super.getRequest().getParts();
  }

  getTrailerFields(): ReadonlyMap<string, string> {
    return super.getRequest().getTrailerFields();
  }

  isTrailerFieldsReady(): boolean {
    return super.getRequest().isTrailerFieldsReady();
  }
}
