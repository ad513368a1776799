import { Enumeration, IllegalArgumentException, type SessionRequest } from 'httpsession';
import type { Cookie, ServletConnection, ServletContext } from '../api/index.ts';
import { ConnectionView } from './connection-view.ts';
import type { ApplicationServices } from './contracts.ts';
import { allFields, fieldNames, firstField, hostOf, parseIntField } from './header-fields.ts';
import { parseHttpDate } from './http-date.ts';
import { parseLocales } from './locales.ts';
import { parseServerAddress, plainAddress, type ServerAddress } from './remote.ts';
import { parseCookies } from './request-cookies.ts';
import type { RequestTarget } from './request-target.ts';

/** Numbers the requests of this process. */
let requests = 0;

/** What the head of a request and its connection say. Nothing is parsed before somebody asks. */
export abstract class RequestHead {
  readonly services: ApplicationServices;
  readonly node: SessionRequest;
  readonly target: RequestTarget;
  #server: ServerAddress | undefined;
  #cookies: Cookie[] | null | undefined;
  #locales: readonly string[] | undefined;
  #id: string | undefined;

  constructor(services: ApplicationServices, node: SessionRequest, target: RequestTarget) {
    this.services = services;
    this.node = node;
    this.target = target;
  }

  get decodedPath(): string {
    return this.target.decodedPath;
  }

  getMethod(): string {
    return this.node.method ?? '';
  }

  getProtocol(): string {
    return `HTTP/${this.node.httpVersion}`;
  }

  getRequestURI(): string {
    return this.target.requestURI;
  }

  getRequestURL(): string {
    const scheme = this.getScheme();
    const port = this.getServerPort();
    const isUsual = port === (scheme === 'https' ? 443 : 80);
    return `${scheme}://${this.getServerName()}${isUsual ? '' : `:${String(port)}`}${this.getRequestURI()}`;
  }

  getQueryString(): string | null {
    return this.target.queryString;
  }

  getContextPath(): string {
    return this.services.contextPath;
  }

  getServletContext(): ServletContext {
    return this.services.context;
  }

  getHeader(name: string): string | null {
    return firstField(this.node, name);
  }

  getHeaders(name: string): Enumeration<string> {
    return new Enumeration(allFields(this.node, name));
  }

  getHeaderNames(): Enumeration<string> {
    return new Enumeration(fieldNames(this.node));
  }

  getIntHeader(name: string): number {
    const value = this.getHeader(name);
    return value === null ? -1 : parseIntField(name, value);
  }

  getDateHeader(name: string): number {
    const value = this.getHeader(name);
    if (value === null) return -1;
    const date = parseHttpDate(value, Date.now());
    if (date !== undefined) return date;
    throw new IllegalArgumentException(`The header field ${name} is not an HTTP date`);
  }

  getCookies(): Cookie[] | null {
    if (this.#cookies === undefined) this.#cookies = parseCookies(this.node.headers.cookie);
    return this.#cookies;
  }

  getLocale(): string {
    return this.#localesOf()[0] ?? '';
  }

  getLocales(): Enumeration<string> {
    return new Enumeration(this.#localesOf());
  }

  isSecure(): boolean {
    return this.services.isSecure(this.node);
  }

  getScheme(): string {
    return this.isSecure() ? 'https' : 'http';
  }

  getServerName(): string {
    return this.#serverOf().name;
  }

  getServerPort(): number {
    const { port } = this.#serverOf();
    if (port >= 0) return port;
    return this.isSecure() ? 443 : 80;
  }

  getRemoteAddr(): string {
    return plainAddress(this.services.remoteAddress(this.node));
  }

  getRemoteHost(): string {
    return this.getRemoteAddr();
  }

  getRemotePort(): number {
    return this.node.socket.remotePort ?? -1;
  }

  getLocalAddr(): string {
    return plainAddress(this.node.socket.localAddress);
  }

  getLocalName(): string {
    return this.getLocalAddr();
  }

  getLocalPort(): number {
    return this.node.socket.localPort ?? -1;
  }

  getRequestId(): string {
    if (this.#id === undefined) {
      requests += 1;
      this.#id = requests.toString(16);
    }
    return this.#id;
  }

  getProtocolRequestId(): string {
    return '';
  }

  getServletConnection(): ServletConnection {
    return new ConnectionView(this.node.socket, this.node.httpVersion);
  }

  /** Field by field as they come: Node gives the trailer when the body has been read. */
  getTrailerFields(): ReadonlyMap<string, string> {
    const fields = new Map<string, string>();
    for (const [name, value] of Object.entries(this.node.trailers)) {
      if (value !== undefined) fields.set(name, value);
    }
    return fields;
  }

  isTrailerFieldsReady(): boolean {
    return this.node.complete || this.node.headers['transfer-encoding'] === undefined;
  }

  #localesOf(): readonly string[] {
    if (this.#locales === undefined) {
      this.#locales = parseLocales(this.node.headers['accept-language']);
    }
    return this.#locales;
  }

  /** As the client wrote it; without that (HTTP/1.0) the address that it came to. */
  #serverOf(): ServerAddress {
    if (this.#server === undefined) {
      const host = this.target.authority ?? hostOf(this.node);
      this.#server =
        host === undefined || host === ''
          ? { name: this.getLocalName(), port: this.getLocalPort() }
          : parseServerAddress(host);
    }
    return this.#server;
  }
}
