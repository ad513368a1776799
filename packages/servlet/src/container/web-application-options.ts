import type { SessionOptions } from 'httpsession';
import type {
  DispatcherType,
  Filter,
  FilterClass,
  MaybePromise,
  Realm,
  Servlet,
  ServletClass,
  ServletContext,
  ServletListener,
  ServletListenerClass,
} from '../api/index.ts';
import type { MultipartSettings, RequestLimits } from '../http/contracts.ts';
import type { Constructor } from './registration/class-table.ts';
import type { SecurityOptions } from './security/security-options.ts';

/** A servlet as the option `servlets` declares it. */
export interface ServletDeclaration {
  /** The servlet, its class, or the name of its class in `classes`. */
  readonly servlet: Servlet | ServletClass | string;
  /** As in web.xml: `/cart`, `/cart/*`, `*.do`, `/`, or the empty string for the root. Left out: none. */
  readonly urlPatterns?: readonly string[] | undefined;
  /** What `getInitParameter` of its config gives. */
  readonly initParameters?: Readonly<Record<string, string>> | undefined;
  /** Zero or more: started with the application, the small numbers first. Left out: at its first request. */
  readonly loadOnStartup?: number | undefined;
  /** That it takes multipart forms, and how large they may be. */
  readonly multipart?: MultipartSettings | undefined;
  /** Whether `startAsync` may be called: false. */
  readonly asyncSupported?: boolean | undefined;
}

/** A filter as the option `filters` declares it. */
export interface FilterDeclaration {
  /** The filter, its class, or the name of its class in `classes`. */
  readonly filter: Filter | FilterClass | string;
  /** What it stands in front of, as for servlets. */
  readonly urlPatterns?: readonly string[] | undefined;
  /** Names of servlets; `*` is every one. */
  readonly servletNames?: readonly string[] | undefined;
  /** Requests from clients only: `['REQUEST']`. */
  readonly dispatcherTypes?: readonly DispatcherType[] | undefined;
  /** What `getInitParameter` of its config gives. */
  readonly initParameters?: Readonly<Record<string, string>> | undefined;
  /** Whether `startAsync` may be called behind it: false. */
  readonly asyncSupported?: boolean | undefined;
}

/** Java's `ServletContainerInitializer`: runs before everything else of an application. */
export type Initializer = (context: ServletContext) => MaybePromise<void>;

/** What a `WebApplication` is made of. All of it is optional. */
export interface WebApplicationOptions {
  /** Where the application is mounted: `''`, the root. Such as `/shop`. */
  readonly contextPath?: string | undefined;
  /** Virtual hosts: names, `*.example.com` for all below. Left out: every host that nobody names. */
  readonly hosts?: readonly string[] | undefined;
  /** What `getServletContextName` gives. */
  readonly displayName?: string | undefined;
  /** What `getInitParameter` of the context gives. */
  readonly initParameters?: Readonly<Record<string, string>> | undefined;
  /** By their names. */
  readonly servlets?: Readonly<Record<string, ServletDeclaration>> | undefined;
  /** By their names. They run in this order. */
  readonly filters?: Readonly<Record<string, FilterDeclaration>> | undefined;
  /** Listeners of contexts, requests and sessions, or their classes, or their names in `classes`. */
  readonly listeners?: readonly (ServletListener | ServletListenerClass | string)[] | undefined;
  /** By status code, by the name of a class of errors, or `default`: paths of the application. */
  readonly errorPages?: Readonly<Record<string, string>> | undefined;
  /** What a folder gives: `['index.html', 'index.htm']`. */
  readonly welcomeFiles?: readonly string[] | undefined;
  /** The folder of the files; without it the application does not start. `WEB-INF` and `META-INF` are never served. */
  readonly resourceRoot?: string | undefined;
  /** A deployment descriptor. What the other options say goes on top of it. */
  readonly webXml?: string | URL | undefined;
  /** Resin's own descriptor, `resin-web.xml`: it goes on top of `webXml`, and below the other options. */
  readonly resinWebXml?: string | URL | undefined;
  /** The descriptors of libraries. */
  readonly webFragments?: readonly (string | URL)[] | undefined;
  /**
   * The classes that descriptors name, and those that are annotated, which are registered by that: a list, or by
   * their names.
   */
  readonly classes?:
    readonly Constructor<object>[] | Readonly<Record<string, Constructor<object>>> | undefined;
  /** Everything about sessions, but for `contextPath`, `servletContext` and `server`. */
  readonly session?: Omit<SessionOptions, 'contextPath' | 'servletContext' | 'server'> | undefined;
  /** Who the users are. */
  readonly realm?: Realm | undefined;
  /** How users log in, and what is only for some. */
  readonly security?: SecurityOptions | undefined;
  /** What a request may cost; what is left out keeps its default. */
  readonly limits?: Partial<RequestLimits> | undefined;
  /** Run first, one after the other. */
  readonly initializers?: readonly Initializer[] | undefined;
  /**
   * Seconds that the start may take: 60. When initializers, listeners, filters and servlets have not started then,
   * the start fails, and the error says what it still waits for. 0: no limit.
   */
  readonly startTimeout?: number | undefined;
  /** Told what the application logs: writes it to standard error. */
  readonly log?: ((message: string, error?: unknown) => void) | undefined;
}
