import {
  IllegalStateException,
  Proxies,
  type SessionManager,
  type SessionRequest,
} from 'httpsession';
import { lookup } from 'mime-types';
import type {
  AsyncContext,
  DispatcherType,
  HttpServletRequest,
  HttpServletResponse,
  Realm,
  RequestDispatcher,
  ServletContext,
} from '../api/index.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import {
  type ApplicationServices,
  type ContainerRequest,
  DEFAULT_LIMITS,
  type RequestLimits,
} from '../http/contracts.ts';
import type { MountedContext } from '../mapping/context-mapper.ts';
import { FilterMapper } from '../mapping/filter-mapper.ts';
import type { MappedPath } from '../mapping/mapped-path.ts';
import { extensionOf } from '../mapping/url-pattern.ts';
import { ApplicationContext, type ContextHost } from './application-context.ts';
import { AsyncTurn } from './async/async-turn.ts';
import { type Blueprint, blueprintOf } from './blueprint.ts';
import { ContextPhase } from './registration/context-phase.ts';
import type {
  ContainerDispatcher,
  DispatchHost,
  DispatchTarget,
  ErrorHost,
} from './dispatch/dispatch-contracts.ts';
import { dispatcherFor, namedDispatcherFor } from './dispatch/application-dispatcher.ts';
import { ErrorPages } from './errors/error-pages.ts';
import { ExchangeRequest } from './exchange-request.ts';
import { ApplicationFilterChain } from './application-filter-chain.ts';
import type { FilterHolder } from './filter-holder.ts';
import { InitParameters } from './registration/init-parameters.ts';
import { ListenerTable } from './listener-table.ts';
import { printLog } from './log.ts';
import { Resources } from './files/resources.ts';
import { Security } from './security/security.ts';
import type { ServletHolder } from './servlet-holder.ts';
import { SessionSettings } from './session-settings.ts';
import type { WebApplicationOptions } from './web-application-options.ts';
import { WelcomeFiles } from './files/welcome-files.ts';

/** One application as the container sees it: what requests, dispatchers and error pages ask. */
export class Application
  implements ApplicationServices, DispatchHost, ErrorHost, ContextHost, MountedContext
{
  readonly blueprint: Blueprint;
  readonly contextPath: string;
  readonly hosts: readonly string[];
  readonly phase: ContextPhase = new ContextPhase();
  readonly listeners: ListenerTable;
  readonly sessionSettings: SessionSettings;
  readonly resources: Resources;
  readonly context: ApplicationContext;
  readonly errorPages: ErrorPages;
  readonly realm: Realm | undefined;
  readonly limits: RequestLimits;
  /** Finds the application for another path of the same server; set by the server. */
  neighbours: ((uriPath: string) => ServletContext | null) | undefined;
  readonly #security: Security;
  readonly #proxies: Proxies;
  readonly #log: NonNullable<WebApplicationOptions['log']>;
  readonly #welcomeFiles: WelcomeFiles;
  #filters: FilterMapper<FilterHolder> = new FilterMapper<FilterHolder>([]);
  #sessions: SessionManager | undefined;

  constructor(options: WebApplicationOptions) {
    const blueprint = blueprintOf(options);
    const { contextPath, sessions } = blueprint;
    this.blueprint = blueprint;
    this.contextPath = contextPath;
    this.hosts = options.hosts ?? [];
    this.realm = options.realm;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#log = options.log ?? printLog;
    this.listeners = new ListenerTable((error) => this.report(error));
    this.#proxies = new Proxies(sessions.trustProxy);
    this.sessionSettings = new SessionSettings(this.phase, sessions);
    this.resources = new Resources(options.resourceRoot);
    this.errorPages = new ErrorPages(blueprint.errorPages);
    this.context = new ApplicationContext({
      contextPath,
      displayName: blueprint.displayName,
      virtualServerName: this.hosts[0] ?? 'localhost',
      version: { major: 6, minor: 1 },
      initParameters: new InitParameters(blueprint.initParameters),
      classes: blueprint.classes,
      phase: this.phase,
      sessions: this.sessionSettings,
      resources: this.resources,
      listeners: this.listeners,
      host: this,
    });
    const { mapper } = this.context.registry;
    this.#welcomeFiles = new WelcomeFiles(blueprint.welcomeFiles, mapper, this.resources);
    this.#security = new Security(this, blueprint.security);
  }

  get services(): ApplicationServices {
    return this;
  }

  get sessions(): SessionManager {
    if (this.#sessions !== undefined) return this.#sessions;
    throw new IllegalStateException(
      'HTTPSESSION_NO_MANAGER',
      'The application has no sessions before it has started; await start() first',
    );
  }

  /** Takes over what was set up: from now on requests can be answered. */
  open(sessions: SessionManager): void {
    this.#sessions = sessions;
    this.#filters = new FilterMapper(this.context.registry.filterMappings.all());
  }

  /** The servlet for a decoded path below the context path. */
  map(path: string): MappedPath<ServletHolder> | undefined {
    const { mapper } = this.context.registry;
    const explicit = mapper.mapExplicit(path) ?? mapper.mapExtension(path);
    if (explicit !== undefined) return explicit;
    if (path.endsWith('/')) {
      const welcome = this.#welcomeFiles.map(path);
      if (welcome !== undefined) return welcome;
    }
    return mapper.mapDefault(path);
  }

  filtersFor(
    type: DispatcherType,
    path: string | null,
    servlet: ServletHolder,
  ): readonly FilterHolder[] {
    return this.#filters.filtersFor(type, path, servlet.name);
  }

  findByPath(path: string): DispatchTarget | null {
    const mapped = this.map(path);
    return mapped === undefined ? null : new Target(this, mapped.target, mapped);
  }

  findByName(name: string): DispatchTarget | null {
    const holder = this.context.registry.servlets.get(name)?.holder;
    return holder === undefined ? null : new Target(this, holder, null);
  }

  dispatcherFor(path: string): ContainerDispatcher | null {
    return dispatcherFor(this, path);
  }

  namedDispatcherFor(name: string): RequestDispatcher | null {
    return namedDispatcherFor(this, name);
  }

  contextAt(uriPath: string): ServletContext | null {
    return this.neighbours?.(uriPath) ?? null;
  }

  attributeChanged(
    ...[request, kind, name, value]: Parameters<ApplicationServices['attributeChanged']>
  ): void {
    this.listeners.requestAttributeChanged(this.context, request, { kind, name, value });
  }

  declaresRole(role: string): boolean {
    return this.blueprint.security.roles?.includes(role) ?? false;
  }

  isSecure(node: SessionRequest): boolean {
    return this.#proxies.isSecure(node);
  }

  remoteAddress(node: SessionRequest): string | undefined {
    return this.#proxies.remoteAddress(node);
  }

  isGuarded(request: ContainerRequest): boolean {
    return this.#security.isGuarded(request);
  }

  admit(request: ContainerRequest, response: HttpServletResponse): MaybePromise<boolean> {
    return this.#security.admit(request, response);
  }

  login(request: ContainerRequest, name: string, password: string): MaybePromise<void> {
    return this.#security.login(request, name, password);
  }

  logout(request: ContainerRequest): void {
    this.#security.logout(request);
  }

  authenticate(request: ContainerRequest, response: HttpServletResponse): MaybePromise<boolean> {
    return this.#security.authenticate(request, response);
  }

  startAsync(
    ...[owner, request, response, isOriginal]: Parameters<ApplicationServices['startAsync']>
  ): AsyncContext {
    if (!(owner instanceof ExchangeRequest)) {
      throw new IllegalStateException(
        'HTTPSESSION_UNSUPPORTED',
        'startAsync: this request does not come from a client',
      );
    }
    const turn = new AsyncTurn(this, {
      exchange: { request: owner, response: owner.response },
      request,
      response: response ?? owner.response,
      isOriginal,
    });
    owner.asyncTurn = turn;
    return turn;
  }

  mimeTypeOf(path: string): string | null {
    const extension = extensionOf(path);
    if (extension === undefined) return null;
    const declared = this.blueprint.mimeTypes.get(extension);
    if (declared !== undefined) return declared;
    const known = lookup(extension);
    return known === false ? null : known;
  }

  /** Tells the developer; what the option `log` or `onError` throws is dropped. */
  report(error: unknown): void {
    const { onError } = this.blueprint.sessions;
    try {
      if (onError === undefined) this.#log('A request failed', error);
      else onError(error);
    } catch {
      // There is nobody left to tell.
    }
  }

  log(message: string, error: unknown): void {
    this.#log(message, error);
  }
}

/** A servlet that a dispatcher leads to. */
class Target implements DispatchTarget {
  readonly mapped: MappedPath<ServletHolder> | null;
  readonly #application: Application;
  readonly #servlet: ServletHolder;

  constructor(
    application: Application,
    servlet: ServletHolder,
    mapped: MappedPath<ServletHolder> | null,
  ) {
    this.mapped = mapped;
    this.#application = application;
    this.#servlet = servlet;
  }

  get servletName(): string {
    return this.#servlet.name;
  }

  invoke(
    request: HttpServletRequest,
    response: HttpServletResponse,
    type: DispatcherType,
  ): MaybePromise<void> {
    const path = this.mapped === null ? null : this.mapped.path;
    const filters = this.#application.filtersFor(type, path, this.#servlet);
    return new ApplicationFilterChain(filters, this.#servlet).doFilter(request, response);
  }
}
