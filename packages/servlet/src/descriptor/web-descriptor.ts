import type { CookieOptions } from 'httpsession';

/** How a request may come to a filter, as `<dispatcher>` names it. */
type DispatcherName = 'ASYNC' | 'ERROR' | 'FORWARD' | 'INCLUDE' | 'REQUEST';

/** A `<servlet>`. */
export interface ServletDescriptor {
  readonly name: string;
  /** The `<servlet-class>`; undefined for a `<jsp-file>`, or where another descriptor gives it. */
  readonly className: string | undefined;
  readonly jspFile: string | undefined;
  readonly initParams: ReadonlyMap<string, string>;
  /** Zero or more: started with the application, the lowest first. */
  readonly loadOnStartup: number | undefined;
  readonly asyncSupported: boolean | undefined;
  /** False: the container leaves the servlet out. */
  readonly enabled: boolean | undefined;
  readonly multipart: MultipartDescriptor | undefined;
  /** The role that the servlet runs as, for `getRunAsRole`. */
  readonly runAs: string | undefined;
  /** Names of roles as the servlet calls them, each with the name that the application gives it. */
  readonly roleLinks: ReadonlyMap<string, string>;
  /** File and line, for messages. */
  readonly source: string;
}

/** A `<multipart-config>`. Sizes are bytes; -1: no limit. */
export interface MultipartDescriptor {
  readonly location: string;
  readonly maxFileSize: number;
  readonly maxRequestSize: number;
  readonly fileSizeThreshold: number;
}

/** A `<servlet-mapping>`. */
export interface ServletMappingDescriptor {
  readonly servletName: string;
  readonly urlPatterns: readonly string[];
  readonly source: string;
}

/** A `<filter>`. */
export interface FilterDescriptor {
  readonly name: string;
  readonly className: string | undefined;
  readonly initParams: ReadonlyMap<string, string>;
  readonly asyncSupported: boolean | undefined;
  readonly source: string;
}

/** A `<filter-mapping>`. */
export interface FilterMappingDescriptor {
  readonly filterName: string;
  readonly urlPatterns: readonly string[];
  /** `*` stands for every servlet. */
  readonly servletNames: readonly string[];
  /** Empty: `REQUEST` alone. */
  readonly dispatchers: readonly DispatcherName[];
  readonly source: string;
}

/** An `<error-page>`; without a status and without an exception it is the default one. */
export interface ErrorPageDescriptor {
  readonly statusCode: number | undefined;
  readonly exceptionType: string | undefined;
  readonly location: string;
  readonly source: string;
}

/** A `<session-config>`, the standard's or Resin's. What is undefined was not said. */
export interface SessionDescriptor {
  /** Minutes; 0 or less: never. */
  readonly timeoutMinutes: number | undefined;
  readonly cookie: SessionCookieDescriptor;
  /** Undefined: the container's own choice. */
  readonly trackingModes: readonly TrackingModeName[] | undefined;
  /** Resin's `session-max`: the most sessions that are kept, the least recently used go first. */
  readonly sessionMax: number | undefined;
  /** File and line of the element, or the file where there is none. */
  readonly source: string;
}

/** What a `<tracking-mode>` can be. */
export type TrackingModeName = 'COOKIE' | 'SSL' | 'URL';

/** A `<cookie-config>`. */
export interface SessionCookieDescriptor {
  readonly name: CookieOptions['name'];
  readonly domain: CookieOptions['domain'];
  readonly path: CookieOptions['path'];
  readonly comment: string | undefined;
  readonly httpOnly: CookieOptions['httpOnly'];
  /** False: as the request came in. */
  readonly secure: boolean | undefined;
  /** Seconds; negative: until the browser is closed. */
  readonly maxAge: CookieOptions['maxAge'];
  readonly attributes: ReadonlyMap<string, string>;
}

/** A `<security-constraint>`. */
export interface SecurityConstraintDescriptor {
  readonly displayName: string | undefined;
  readonly resources: readonly WebResourceDescriptor[];
  /** Undefined: everybody. Empty: nobody. `*`: every role; `**`: everybody who has logged in. */
  readonly roles: readonly string[] | undefined;
  readonly transportGuarantee: 'CONFIDENTIAL' | 'INTEGRAL' | 'NONE';
  readonly source: string;
}

/** A `<web-resource-collection>`. */
export interface WebResourceDescriptor {
  readonly name: string | undefined;
  readonly urlPatterns: readonly string[];
  /** Empty with empty `httpMethodOmissions`: all methods. */
  readonly httpMethods: readonly string[];
  readonly httpMethodOmissions: readonly string[];
}

/** A `<login-config>`. */
export interface LoginConfigDescriptor {
  /** `BASIC`, `DIGEST`, `FORM`, `CLIENT-CERT`, or a container's own. */
  readonly authMethod: string;
  readonly realmName: string | undefined;
  readonly formLoginPage: string | undefined;
  readonly formErrorPage: string | undefined;
  readonly source: string;
}

/** What a `web.xml`, `web-fragment.xml` or `resin-web.xml` says. Lists are in the order of the file. */
export interface WebDescriptor {
  /** The file, for messages. */
  readonly file: string;
  /** Whether fragments and annotations are left alone. */
  readonly metadataComplete: boolean;
  readonly displayName: string | undefined;
  readonly distributable: boolean;
  readonly contextParams: ReadonlyMap<string, string>;
  /** Class names, each once. */
  readonly listeners: readonly string[];
  readonly filters: readonly FilterDescriptor[];
  readonly filterMappings: readonly FilterMappingDescriptor[];
  readonly servlets: readonly ServletDescriptor[];
  readonly servletMappings: readonly ServletMappingDescriptor[];
  readonly session: SessionDescriptor;
  readonly errorPages: readonly ErrorPageDescriptor[];
  readonly welcomeFiles: readonly string[];
  /** From an extension without its dot to a media type. */
  readonly mimeMappings: ReadonlyMap<string, string>;
  /** From a locale to the character encoding of responses in it. */
  readonly localeEncodings: ReadonlyMap<string, string>;
  readonly requestCharacterEncoding: string | undefined;
  readonly responseCharacterEncoding: string | undefined;
  readonly defaultContextPath: string | undefined;
  readonly securityConstraints: readonly SecurityConstraintDescriptor[];
  /** Whether methods that no constraint covers are denied. */
  readonly denyUncoveredHttpMethods: boolean;
  readonly loginConfig: LoginConfigDescriptor | undefined;
  readonly securityRoles: readonly string[];
  /** The names of fragments in `<absolute-ordering>`; `null` stands for `<others/>`. */
  readonly absoluteOrdering: readonly (string | null)[] | undefined;
}

/** A `web-fragment.xml`. */
export interface FragmentDescriptor extends WebDescriptor {
  readonly name: string | undefined;
  readonly after: OrderingDescriptor;
  readonly before: OrderingDescriptor;
}

/** One side of an `<ordering>`. */
export interface OrderingDescriptor {
  readonly names: readonly string[];
  readonly others: boolean;
}
