import { OptionError } from 'httpsession';
import { HttpServletResponse, type Principal, ServletException } from '../../api/index.ts';
import { andThen, type MaybePromise } from '../../common/maybe-promise.ts';
import type { ApplicationServices, ContainerRequest } from '../../http/contracts.ts';
import { readForm } from '../../http/form-body.ts';
import { challenge, readCredentials } from './basic-login.ts';
import { FormLogin } from './form-login.ts';
import { forgetCaller, recallCaller, rememberCaller } from './remembered-caller.ts';
import { type AccessRule, SecurityConstraints } from './security-constraints.ts';
import type { LoginConfig, SecurityOptions } from './security-options.ts';

/** What security needs of its application. */
export type SecurityHost = Pick<ApplicationServices, 'realm' | 'dispatcherFor' | 'isSecure'>;

const NO_LOGIN: LoginConfig = { authMethod: 'NONE' };
const REALM_NAME = 'Authentication required';
const HTTPS_PORT = 443;
const LONG_AGO = 'Thu, 01 Jan 1970 00:00:00 GMT';

/** Who the users of an application's requests are, and what they may ask for. */
export class Security {
  readonly #host: SecurityHost;
  readonly #login: LoginConfig;
  readonly #constraints: SecurityConstraints;
  readonly #redirectPort: number;
  readonly #form: FormLogin | undefined;
  /** Whether sessions may remember users: without a realm nobody can have logged in. */
  readonly #hasUsers: boolean;

  /**
   * @throws OptionError for a way to log in that is not known, or a login page that is missing
   * @throws IllegalArgumentException for a URL pattern that is none
   */
  constructor(host: SecurityHost, options: SecurityOptions = {}) {
    this.#host = host;
    this.#login = checkLogin(options.loginConfig ?? NO_LOGIN);
    this.#constraints = new SecurityConstraints(
      options.constraints ?? [],
      options.roles ?? [],
      options.denyUncoveredHttpMethods ?? false,
    );
    this.#redirectPort = options.redirectPort ?? HTTPS_PORT;
    this.#form = this.#createFormLogin();
    this.#hasUsers = host.realm !== undefined;
  }

  /**
   * Whether the body of a request must not be read before `admit` has let it in: others than those who may
   * use the application must not cost it memory or files.
   */
  isGuarded(request: ContainerRequest): boolean {
    return this.#form?.isAction(request) === true || this.#ruleFor(request) !== undefined;
  }

  /**
   * What happens before the filters: finds the user, handles the form of the login page, and holds the
   * request to the constraints. False: the answer is made. Dispatches are not held to constraints.
   */
  admit(request: ContainerRequest, response: HttpServletResponse): MaybePromise<boolean> {
    if (this.#hasUsers) recallCaller(request, this.#host.realm, this.#login.authMethod);
    const rule = this.#ruleFor(request);
    if (rule !== undefined && !this.#isChannelRight(rule, request, response)) return false;
    const form = this.#form;
    if (form?.isAction(request) === true && request.getUserPrincipal() === null) {
      const shown = andThen(readForm(request), () => form.submit(request, response));
      return andThen(shown, () => false);
    }
    return rule === undefined ? true : this.#apply(rule, request, response);
  }

  /** See `HttpServletRequest.login`. */
  login(request: ContainerRequest, name: string, password: string): MaybePromise<void> {
    if (request.getUserPrincipal() !== null) {
      throw new ServletException('This request has already been authenticated');
    }
    return andThen(this.#check(name, password), (principal) => {
      if (principal === null) throw new ServletException('Login failed');
      rememberCaller(request, principal, this.#login.authMethod);
    });
  }

  /** See `HttpServletRequest.logout`. */
  logout(request: ContainerRequest): void {
    forgetCaller(request);
  }

  /** See `HttpServletRequest.authenticate`. */
  authenticate(request: ContainerRequest, response: HttpServletResponse): MaybePromise<boolean> {
    if (request.getUserPrincipal() !== null) return true;
    if (this.#form !== undefined) return andThen(this.#form.ask(request, response), () => false);
    if (this.#login.authMethod === 'BASIC') return this.#authenticateBasic(request, response);
    response.sendError(HttpServletResponse.SC_FORBIDDEN);
    return false;
  }

  #ruleFor(request: ContainerRequest): AccessRule | undefined {
    // Most applications have no constraints: their requests need not join the path for it.
    if (this.#constraints.isEmpty) return undefined;
    return this.#constraints.find(mappedPath(request), request.getMethod());
  }

  #apply(
    rule: AccessRule,
    request: ContainerRequest,
    response: HttpServletResponse,
  ): MaybePromise<boolean> {
    if (rule.access === 'open') return true;
    // Nobody needs to log in for what nobody gets.
    const isKnown = rule.access === 'closed' ? true : this.authenticate(request, response);
    return andThen(isKnown, (known) => {
      if (!known) return false;
      if (this.#isAllowed(rule, request.getUserPrincipal())) return true;
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return false;
    });
  }

  #isAllowed(rule: AccessRule, principal: Principal | null): boolean {
    if (rule.access === 'closed' || principal === null) return false;
    if (rule.roles === undefined) return true;
    return [...rule.roles].some((role) => this.#host.realm?.hasRole(principal, role) === true);
  }

  #authenticateBasic(
    request: ContainerRequest,
    response: HttpServletResponse,
  ): MaybePromise<boolean> {
    const credentials = readCredentials(request);
    const found = credentials && this.#check(credentials.name, credentials.password);
    return andThen(found ?? null, (principal) => {
      if (principal === null) {
        challenge(response, this.#login.realmName ?? REALM_NAME);
        return false;
      }
      rememberCaller(request, principal, this.#login.authMethod);
      return true;
    });
  }

  #check(name: string, password: string): MaybePromise<Principal | null> {
    const { realm } = this.#host;
    if (realm === undefined) {
      throw new ServletException('This application has no users; give it the option realm');
    }
    return realm.authenticate(name, password);
  }

  /** Asked before anything else, so that no password is taken from a channel that others can read. */
  #isChannelRight(
    rule: AccessRule,
    request: ContainerRequest,
    response: HttpServletResponse,
  ): boolean {
    keepFromProxies(request, response);
    if (!rule.needsSecureChannel || this.#host.isSecure(request.node)) return true;
    this.#sendToSecureChannel(request, response);
    return false;
  }

  #sendToSecureChannel(request: ContainerRequest, response: HttpServletResponse): void {
    if (this.#redirectPort <= 0) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    const port = this.#redirectPort === HTTPS_PORT ? '' : `:${this.#redirectPort}`;
    const query = request.getQueryString();
    response.sendRedirect(
      `https://${request.getServerName()}${port}${request.getRequestURI()}` +
        (query === null ? '' : `?${query}`),
    );
  }

  #createFormLogin(): FormLogin | undefined {
    const { authMethod, formLoginPage, formErrorPage } = this.#login;
    if (authMethod !== 'FORM' || formLoginPage === undefined) return undefined;
    return new FormLogin({
      loginPage: formLoginPage,
      errorPage: formErrorPage ?? formLoginPage,
      dispatcherFor: (path) => this.#host.dispatcherFor(path),
      authenticate: (name, password) => this.#check(name, password),
      remember: (request, principal) => rememberCaller(request, principal, authMethod),
    });
  }
}

/** Below the context path; for a folder, its welcome file. */
function mappedPath(request: ContainerRequest): string {
  return request.getServletPath() + (request.getPathInfo() ?? '');
}

/** What is only for some must not stay in caches for all. */
function keepFromProxies(request: ContainerRequest, response: HttpServletResponse): void {
  if (request.getMethod() === 'POST') return;
  response.setHeader('Cache-Control', 'private');
  response.setHeader('Expires', LONG_AGO);
}

function checkLogin(config: LoginConfig): LoginConfig {
  const { authMethod, formLoginPage, formErrorPage } = config;
  if (!['FORM', 'BASIC', 'NONE'].includes(authMethod)) {
    throw new OptionError(
      'security.loginConfig.authMethod',
      authMethod,
      "'FORM', 'BASIC' or 'NONE'; the others are not supported",
    );
  }
  if (authMethod === 'FORM') {
    checkPage('security.loginConfig.formLoginPage', formLoginPage);
    checkPage('security.loginConfig.formErrorPage', formErrorPage);
  }
  return config;
}

function checkPage(option: string, page: string | undefined): void {
  if (page?.startsWith('/') === true) return;
  throw new OptionError(option, page, 'a path of the application that begins with a slash');
}
