import type { DispatcherType } from './dispatcher-type.ts';
import type { MultipartConfigElement } from './multipart-config-element.ts';

/** Java's `Registration`: a servlet or a filter of an application. */
export interface Registration {
  /** The name that it is registered under. */
  getName(): string;
  /** The name of its class. */
  getClassName(): string;
  /** Sets an init parameter. False: it is there already and stays. Throws IllegalStateException once started. */
  setInitParameter(name: string, value: string): boolean;
  /** An init parameter, or `null`. */
  getInitParameter(name: string): string | null;
  /** Sets all or, where some are there already, none; gives those. Throws IllegalStateException once started. */
  setInitParameters(parameters: ReadonlyMap<string, string>): Set<string>;
  /** The init parameters: a snapshot. */
  getInitParameters(): Map<string, string>;
}

/** Java's `ServletRegistration`. */
export interface ServletRegistration extends Registration {
  /**
   * Adds URL patterns, or none where some belong to another servlet already; gives those.
   * @throws IllegalArgumentException for a pattern that is not allowed, or none
   * @throws IllegalStateException once started
   */
  addMapping(...urlPatterns: string[]): Set<string>;
  /** The URL patterns. */
  getMappings(): string[];
  /** The role that the servlet runs as, or `null`. Only told: nothing here is called in a role. */
  getRunAsRole(): string | null;
}

/** Java's `ServletRegistration.Dynamic`: what `addServlet` gives. */
export interface DynamicServletRegistration extends ServletRegistration {
  /** Zero or more: made when the application starts, in this order. Negative: for the first request. */
  setLoadOnStartup(loadOnStartup: number): void;
  /** Has the container read multipart bodies for this servlet. */
  setMultipartConfig(config: MultipartConfigElement): void;
  /** The role that the servlet runs as. Kept for `getRunAsRole`; nothing here is called in a role. */
  setRunAsRole(role: string): void;
  /** Whether `startAsync` may be called; false unless set. */
  setAsyncSupported(isAsyncSupported: boolean): void;
}

/** Java's `FilterRegistration`. */
export interface FilterRegistration extends Registration {
  /**
   * Puts the filter in front of servlets. `null` as types: REQUEST. `isMatchAfter` false: before all
   * mappings that are there, true: after them.
   */
  addMappingForServletNames(
    types: Iterable<DispatcherType> | null,
    isMatchAfter: boolean,
    ...servletNames: string[]
  ): void;
  /** The names of servlets that the filter stands in front of. */
  getServletNameMappings(): string[];
  /** As `addMappingForServletNames`, for URL patterns. */
  addMappingForUrlPatterns(
    types: Iterable<DispatcherType> | null,
    isMatchAfter: boolean,
    ...urlPatterns: string[]
  ): void;
  /** The URL patterns that the filter stands in front of. */
  getUrlPatternMappings(): string[];
}

/** Java's `FilterRegistration.Dynamic`: what `addFilter` gives. */
export interface DynamicFilterRegistration extends FilterRegistration {
  /** Whether `startAsync` may be called behind this filter; false unless set. */
  setAsyncSupported(isAsyncSupported: boolean): void;
}
