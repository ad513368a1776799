import type { Readable } from 'node:stream';
import { type Enumeration, IllegalArgumentException } from 'httpsession';
import type { SessionCookieConfig, SessionTrackingMode } from 'httpsession';
import type {
  DynamicFilterRegistration,
  DynamicServletRegistration,
  Filter,
  FilterClass,
  FilterRegistration,
  RequestDispatcher,
  Servlet,
  ServletClass,
  ServletContext,
  ServletListener,
  ServletListenerClass,
  ServletRegistration,
} from '../api/index.ts';
import type { ClassTable } from './registration/class-table.ts';
import { ContextAttributes } from './context-attributes.ts';
import type { ContextPhase } from './registration/context-phase.ts';
import type { InitParameters } from './registration/init-parameters.ts';
import type { ListenerTable } from './listener-table.ts';
import { Registry } from './registration/registry.ts';
import type { Resources } from './files/resources.ts';
import type { SessionSettings } from './session-settings.ts';

/** What a context asks of the application behind it. */
export interface ContextHost {
  dispatcherFor(path: string): RequestDispatcher | null;
  namedDispatcherFor(name: string): RequestDispatcher | null;
  contextAt(uriPath: string): ServletContext | null;
  mimeTypeOf(file: string): string | null;
  log(message: string, error: unknown): void;
}

/** What a context is made of. */
export interface ContextParts {
  readonly contextPath: string;
  readonly displayName: string | null;
  readonly virtualServerName: string;
  /** Of the web.xml. */
  readonly version: { readonly major: number; readonly minor: number };
  readonly initParameters: InitParameters;
  readonly classes: ClassTable;
  readonly phase: ContextPhase;
  readonly sessions: SessionSettings;
  readonly resources: Resources;
  readonly listeners: ListenerTable;
  readonly host: ContextHost;
}

/** The `ServletContext` of an application. */
export class ApplicationContext implements ServletContext {
  readonly registry: Registry;
  readonly #parts: ContextParts;
  readonly #attributes: ContextAttributes;
  #requestEncoding: string | null = null;
  #responseEncoding: string | null = null;

  constructor(parts: ContextParts) {
    const { phase, classes, listeners } = parts;
    this.#parts = parts;
    this.#attributes = new ContextAttributes(this, listeners);
    this.registry = new Registry({ context: this, phase, classes, listeners });
  }

  getContextPath(): string {
    return this.#parts.contextPath;
  }

  getContext(uriPath: string): ServletContext | null {
    return this.#parts.host.contextAt(uriPath);
  }

  getMajorVersion(): number {
    return 6;
  }

  getMinorVersion(): number {
    return 1;
  }

  getEffectiveMajorVersion(): number {
    return this.#parts.version.major;
  }

  getEffectiveMinorVersion(): number {
    return this.#parts.version.minor;
  }

  getServerInfo(): string {
    return 'httpsession/0.1';
  }

  getVirtualServerName(): string {
    return this.#parts.virtualServerName;
  }

  getServletContextName(): string | null {
    return this.#parts.displayName;
  }

  getInitParameter(name: string): string | null {
    return this.#parts.initParameters.get(name);
  }

  getInitParameterNames(): Enumeration<string> {
    return this.#parts.initParameters.names();
  }

  setInitParameter(name: string, value: string): boolean {
    this.#parts.phase.checkOpen('setInitParameter');
    return this.#parts.initParameters.set(name, value);
  }

  getAttribute(name: string): unknown {
    return this.#attributes.get(name);
  }

  getAttributeNames(): Enumeration<string> {
    return this.#attributes.names();
  }

  setAttribute(name: string, value: unknown): void {
    this.#attributes.set(name, value);
  }

  removeAttribute(name: string): void {
    this.#attributes.remove(name);
  }

  getMimeType(file: string): string | null {
    return this.#parts.host.mimeTypeOf(file);
  }

  getRealPath(path: string): string | null {
    return this.#parts.resources.realPath(path);
  }

  getResourcePaths(path: string): Set<string> | null {
    return this.#parts.resources.pathsIn(checkResourcePath(path));
  }

  getResource(path: string): URL | null {
    return this.#parts.resources.url(checkResourcePath(path));
  }

  getResourceAsStream(path: string): Readable | null {
    return this.#parts.resources.stream(checkResourcePath(path));
  }

  getRequestDispatcher(path: string): RequestDispatcher | null {
    return path.startsWith('/') ? this.#parts.host.dispatcherFor(path) : null;
  }

  getNamedDispatcher(name: string): RequestDispatcher | null {
    return this.#parts.host.namedDispatcherFor(name);
  }

  log(message: string, error?: unknown): void {
    this.#parts.host.log(message, error);
  }

  addServlet(
    name: string,
    servlet: Servlet | ServletClass | string,
  ): DynamicServletRegistration | null {
    return this.registry.addServlet(name, servlet);
  }

  createServlet<T extends Servlet>(servletClass: new () => T): T {
    return this.registry.create('createServlet', servletClass);
  }

  getServletRegistration(name: string): ServletRegistration | null {
    this.#parts.phase.checkUnrestricted('getServletRegistration');
    return this.registry.servlets.get(name) ?? null;
  }

  getServletRegistrations(): ReadonlyMap<string, ServletRegistration> {
    this.#parts.phase.checkUnrestricted('getServletRegistrations');
    return new Map(this.registry.servlets);
  }

  addFilter(name: string, filter: Filter | FilterClass | string): DynamicFilterRegistration | null {
    return this.registry.addFilter(name, filter);
  }

  createFilter<T extends Filter>(filterClass: new () => T): T {
    return this.registry.create('createFilter', filterClass);
  }

  getFilterRegistration(name: string): FilterRegistration | null {
    this.#parts.phase.checkUnrestricted('getFilterRegistration');
    return this.registry.filters.get(name) ?? null;
  }

  getFilterRegistrations(): ReadonlyMap<string, FilterRegistration> {
    this.#parts.phase.checkUnrestricted('getFilterRegistrations');
    return new Map(this.registry.filters);
  }

  addListener(listener: ServletListener | ServletListenerClass | string): void {
    this.registry.addListener(listener);
  }

  createListener<T extends ServletListener>(listenerClass: new () => T): T {
    return this.registry.createListener(listenerClass);
  }

  declareRoles(...roles: string[]): void {
    this.#parts.phase.checkOpen('declareRoles');
    if (roles.some((role) => typeof role !== 'string' || role === '')) {
      throw new IllegalArgumentException('The name of a role is a string that is not empty');
    }
    for (const role of roles) this.registry.roles.add(role);
  }

  getSessionCookieConfig(): SessionCookieConfig {
    return this.#parts.sessions.cookieConfig;
  }

  getSessionTimeout(): number {
    return this.#parts.sessions.timeout;
  }

  setSessionTimeout(minutes: number): void {
    this.#parts.sessions.setTimeout(minutes);
  }

  getDefaultSessionTrackingModes(): Set<SessionTrackingMode> {
    return this.#parts.sessions.defaultModes();
  }

  getEffectiveSessionTrackingModes(): Set<SessionTrackingMode> {
    return this.#parts.sessions.effectiveModes();
  }

  setSessionTrackingModes(modes: ReadonlySet<SessionTrackingMode>): void {
    this.#parts.sessions.setModes(modes);
  }

  getRequestCharacterEncoding(): string | null {
    return this.#requestEncoding;
  }

  setRequestCharacterEncoding(encoding: string | null): void {
    this.#parts.phase.checkOpen('setRequestCharacterEncoding');
    this.#requestEncoding = encoding;
  }

  getResponseCharacterEncoding(): string | null {
    return this.#responseEncoding;
  }

  setResponseCharacterEncoding(encoding: string | null): void {
    this.#parts.phase.checkOpen('setResponseCharacterEncoding');
    this.#responseEncoding = encoding;
  }
}

function checkResourcePath(path: string): string {
  if (path.startsWith('/')) return path;
  throw new IllegalArgumentException('The path of a resource begins with a slash');
}
