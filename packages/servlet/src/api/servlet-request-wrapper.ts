import type { Readable } from 'node:stream';
import type { Enumeration } from 'httpsession';
import { isWrapperFor } from './wrapping.ts';
import type { AsyncContext } from './async-context.ts';
import type { DispatcherType } from './dispatcher-type.ts';
import type { HttpServletRequest } from './http-servlet-request.ts';
import type { HttpServletResponse } from './http-servlet-response.ts';
import type { RequestDispatcher } from './request-dispatcher.ts';
import type { ServletConnection } from './servlet-connection.ts';
import type { ServletContext } from './servlet-context.ts';
import type { BufferedReader, ServletRequest } from './servlet-request.ts';

/** Java's `ServletRequestWrapper`: a request that does what another one does, until overridden. */
export class ServletRequestWrapper implements ServletRequest {
  #request: HttpServletRequest;

  /** `request`: the one that every method asks, unless it is overridden. */
  constructor(request: HttpServletRequest) {
    this.#request = request;
  }

  /** The request inside. */
  getRequest(): HttpServletRequest {
    return this.#request;
  }

  /** Puts another request inside. */
  setRequest(request: HttpServletRequest): void {
    this.#request = request;
  }

  /** Whether a request, or one of a class, is inside, however deep. */
  isWrapperFor(wrapped: object): boolean {
    return isWrapperFor(this.#request, wrapped);
  }

  getAttribute(name: string): unknown {
    return this.#request.getAttribute(name);
  }

  getAttributeNames(): Enumeration<string> {
    return this.#request.getAttributeNames();
  }

  setAttribute(name: string, value: unknown): void {
    this.#request.setAttribute(name, value);
  }

  removeAttribute(name: string): void {
    this.#request.removeAttribute(name);
  }

  getCharacterEncoding(): string | null {
    return this.#request.getCharacterEncoding();
  }

  setCharacterEncoding(encoding: string | null): void {
    this.#request.setCharacterEncoding(encoding);
  }

  getContentLength(): number {
    return this.#request.getContentLength();
  }

  getContentLengthLong(): number {
    return this.#request.getContentLengthLong();
  }

  getContentType(): string | null {
    return this.#request.getContentType();
  }

  getInputStream(): Readable {
    return this.#request.getInputStream();
  }

  getReader(): BufferedReader {
    return this.#request.getReader();
  }

  getParameter(name: string): string | null {
    return this.#request.getParameter(name);
  }

  getParameterNames(): Enumeration<string> {
    return this.#request.getParameterNames();
  }

  getParameterValues(name: string): string[] | null {
    return this.#request.getParameterValues(name);
  }

  getParameterMap(): ReadonlyMap<string, readonly string[]> {
    return this.#request.getParameterMap();
  }

  getProtocol(): string {
    return this.#request.getProtocol();
  }

  getScheme(): string {
    return this.#request.getScheme();
  }

  getServerName(): string {
    return this.#request.getServerName();
  }

  getServerPort(): number {
    return this.#request.getServerPort();
  }

  getRemoteAddr(): string {
    return this.#request.getRemoteAddr();
  }

  getRemoteHost(): string {
    return this.#request.getRemoteHost();
  }

  getRemotePort(): number {
    return this.#request.getRemotePort();
  }

  getLocalName(): string {
    return this.#request.getLocalName();
  }

  getLocalAddr(): string {
    return this.#request.getLocalAddr();
  }

  getLocalPort(): number {
    return this.#request.getLocalPort();
  }

  isSecure(): boolean {
    return this.#request.isSecure();
  }

  getLocale(): string {
    return this.#request.getLocale();
  }

  getLocales(): Enumeration<string> {
    return this.#request.getLocales();
  }

  getRequestDispatcher(path: string): RequestDispatcher | null {
    return this.#request.getRequestDispatcher(path);
  }

  getServletContext(): ServletContext {
    return this.#request.getServletContext();
  }

  getDispatcherType(): DispatcherType {
    return this.#request.getDispatcherType();
  }

  startAsync(request?: HttpServletRequest, response?: HttpServletResponse): AsyncContext {
    return this.#request.startAsync(request, response);
  }

  isAsyncStarted(): boolean {
    return this.#request.isAsyncStarted();
  }

  isAsyncSupported(): boolean {
    return this.#request.isAsyncSupported();
  }

  getAsyncContext(): AsyncContext {
    return this.#request.getAsyncContext();
  }

  getRequestId(): string {
    return this.#request.getRequestId();
  }

  getProtocolRequestId(): string {
    return this.#request.getProtocolRequestId();
  }

  getServletConnection(): ServletConnection {
    return this.#request.getServletConnection();
  }
}
