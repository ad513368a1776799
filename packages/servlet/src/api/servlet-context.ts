import type { Readable } from 'node:stream';
import type {
  Enumeration,
  ServletContext as SessionServletContext,
  SessionTrackingMode,
} from 'httpsession';
import type { Filter, FilterClass } from './filter.ts';
import type { ServletListener, ServletListenerClass } from './listeners.ts';
import type {
  DynamicFilterRegistration,
  DynamicServletRegistration,
  FilterRegistration,
  ServletRegistration,
} from './registrations.ts';
import type { RequestDispatcher } from './request-dispatcher.ts';
import type { Servlet, ServletClass } from './servlet.ts';

/**
 * Java's `ServletContext` (Servlet 6.1): one application. What changes it works until it has started;
 * later it throws IllegalStateException.
 */
export interface ServletContext extends SessionServletContext {
  /** The application that answers a path of this server; `null` when there is none, or it is out of reach. */
  getContext(uriPath: string): ServletContext | null;
  /** 6. */
  getMajorVersion(): number;
  /** 1. */
  getMinorVersion(): number;
  /** The version that the application was written for: as its web.xml says, else 6. */
  getEffectiveMajorVersion(): number;
  /** The version that the application was written for: as its web.xml says, else 1. */
  getEffectiveMinorVersion(): number;
  /** Name and version of this container. */
  getServerInfo(): string;
  /** The name of the host that the application is on. */
  getVirtualServerName(): string;
  /** The display name of the application, or `null`. */
  getServletContextName(): string | null;

  /** An init parameter of the application, or `null`. */
  getInitParameter(name: string): string | null;
  /** The names of the init parameters. */
  getInitParameterNames(): Enumeration<string>;
  /** Sets an init parameter. False: it is there already and stays. */
  setInitParameter(name: string, value: string): boolean;

  /** The media type for a file name, or `null`. */
  getMimeType(file: string): string | null;
  /** The file that a path names below the resource root; `null` without one. */
  getRealPath(path: string): string | null;
  /** What is directly below a path of the resource root; folders end with a slash. `null`: nothing. */
  getResourcePaths(path: string): Set<string> | null;
  /** The URL of a file below the resource root; `null` when there is none. */
  getResource(path: string): URL | null;
  /** The content of a file below the resource root; `null` when there is none. */
  getResourceAsStream(path: string): Readable | null;

  /** Who answers a path of this application; `null` when nobody does, or it has no slash in front. */
  getRequestDispatcher(path: string): RequestDispatcher | null;
  /** A servlet by its name; `null` when there is none. */
  getNamedDispatcher(name: string): RequestDispatcher | null;

  /** Writes to the log of the application. */
  log(message: string, error?: unknown): void;

  /** Registers a servlet: it, its class, or its class's name. `null`: the name is taken. */
  addServlet(
    name: string,
    servlet: Servlet | ServletClass | string,
  ): DynamicServletRegistration | null;
  /** Makes a servlet, to be changed before it is added. */
  createServlet<T extends Servlet>(servletClass: new () => T): T;
  /** A servlet's registration, or `null`. */
  getServletRegistration(name: string): ServletRegistration | null;
  /** All servlets, by their names. */
  getServletRegistrations(): ReadonlyMap<string, ServletRegistration>;
  /** Registers a filter: it, its class, or its class's name. `null`: the name is taken. */
  addFilter(name: string, filter: Filter | FilterClass | string): DynamicFilterRegistration | null;
  /** Makes a filter, to be changed before it is added. */
  createFilter<T extends Filter>(filterClass: new () => T): T;
  /** A filter's registration, or `null`. */
  getFilterRegistration(name: string): FilterRegistration | null;
  /** All filters, by their names. */
  getFilterRegistrations(): ReadonlyMap<string, FilterRegistration>;
  /** Registers a listener: it, its class, or its class's name. */
  addListener(listener: ServletListener | ServletListenerClass | string): void;
  /** Makes a listener, to be changed before it is added. */
  createListener<T extends ServletListener>(listenerClass: new () => T): T;
  /** Says which roles the application knows. */
  declareRoles(...roles: string[]): void;

  /** Minutes without a request after which a new session ends; zero or less: never. */
  setSessionTimeout(minutes: number): void;
  /** How ids of sessions travel. Throws IllegalArgumentException for SSL, alone or with others. */
  setSessionTrackingModes(modes: ReadonlySet<SessionTrackingMode>): void;

  /** The charset of bodies that name none, or `null`. */
  getRequestCharacterEncoding(): string | null;
  /** Sets the charset of bodies that name none. */
  setRequestCharacterEncoding(encoding: string | null): void;
  /** The charset of responses that name none, or `null`. */
  getResponseCharacterEncoding(): string | null;
  /** Sets the charset of responses that name none. */
  setResponseCharacterEncoding(encoding: string | null): void;
}

/** The constants of Java's `ServletContext`: names of its attributes. */
export const ServletContext = {
  TEMPDIR: 'jakarta.servlet.context.tempdir',
  ORDERED_LIBS: 'jakarta.servlet.context.orderedLibs',
} as const;
