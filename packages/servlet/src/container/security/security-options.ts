/** How clients of an application say who they are: web.xml's `<login-config>`. */
export interface LoginConfig {
  /** `FORM`: a page of the application asks. `BASIC`: the browser does. `NONE`: only `request.login`. */
  readonly authMethod: string;
  /** For BASIC: what the browser shows. `Authentication required` without it. */
  readonly realmName?: string | undefined;
  /** For FORM: the page that asks, below the context path, with a slash in front. */
  readonly formLoginPage?: string | undefined;
  /** For FORM: the page for a wrong name or password, as `formLoginPage`. */
  readonly formErrorPage?: string | undefined;
}

/** What a constraint is about: web.xml's `<web-resource-collection>`. */
export interface WebResource {
  /** As those of servlets. */
  readonly urlPatterns: readonly string[];
  /** Only these methods; all without it. */
  readonly httpMethods?: readonly string[] | undefined;
  /** All methods but these. */
  readonly httpMethodOmissions?: readonly string[] | undefined;
}

/** Who may ask for what: web.xml's `<security-constraint>`. */
export interface SecurityConstraint {
  /** The paths, and the methods on them, that it is about. */
  readonly resources: readonly WebResource[];
  /** Left out: everybody. Empty: nobody. `*`: every role of `roles`; `**`: everybody who has logged in. */
  readonly roles?: readonly string[] | undefined;
  /** Anything but `NONE`: only over a secure channel. */
  readonly transportGuarantee?: 'NONE' | 'INTEGRAL' | 'CONFIDENTIAL' | undefined;
}

/** What the option `security` takes. All of it can be left out. */
export interface SecurityOptions {
  /** How users log in. Left out: only by `request.login`. */
  readonly loginConfig?: LoginConfig | undefined;
  /** What is only for some. Left out: everything is for everybody. */
  readonly constraints?: readonly SecurityConstraint[] | undefined;
  /** The roles that the application knows. */
  readonly roles?: readonly string[] | undefined;
  /** Whether methods that a constraint leaves out are refused on its paths. False without it. */
  readonly denyUncoveredHttpMethods?: boolean | undefined;
  /** The port that a plain request is sent to where the channel must be secure; 443. Zero: 403 instead. */
  readonly redirectPort?: number | undefined;
}
