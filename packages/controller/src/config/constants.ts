import { inspect } from 'node:util';

import type { SessionOptions } from 'httpsession';

import type { ActionReports } from '../common/action-reports.ts';
import type { LogLevel } from '../common/config.ts';
import type { CookieDefaults } from '../common/cookie-defaults.ts';
import { ConfigError } from '../common/errors.ts';
import type { AnswerConfig } from '../common/exchange.ts';
import type { TokenCache } from '../common/token-cache.ts';
import type { ViewEngine } from '../common/view-engine.ts';
import { ActionReporter } from './action-reporter.ts';
import { checkCookieDefaults } from './check-cookie-defaults.ts';
import { ErrorPages } from './error-pages.ts';
import { FactoryConstants } from './factory-constants.ts';
import { UploadConfig } from './upload-config.ts';

/** Writes what the application has to say. */
export type Log = (level: LogLevel, message: string, error?: unknown) => void;

/** How sessions are kept, but for what the application itself decides. */
export type ApplicationSession = Omit<SessionOptions, 'contextPath' | 'servletContext' | 'server'>;

/** When `configPlugin` is called: 1 is after the constants, 5 after the handlers. */
export type PluginOrder = 1 | 2 | 3 | 4 | 5;

/** The settings of an application, made in `configConstant`. */
export class Constants extends FactoryConstants implements AnswerConfig {
  devMode = false;
  encoding = 'UTF-8';
  urlParaSeparator = '-';
  viewEngine: ViewEngine | undefined;
  viewExtension = '.html';
  baseDownloadPath = 'download';
  baseUploadPath = 'upload';
  maxPostSize: number = 10 * 1024 * 1024;
  jsonDatePattern: string | undefined;
  resolveJsonRequest = false;
  tokenCache: TokenCache | undefined;
  cookieDefaults: CookieDefaults = {};
  actionReporter: ActionReports = new ActionReporter();
  reportAfterInvocation = true;
  /** When `configPlugin` is called; see {@link Constants.setConfigPluginOrder}. */
  configPluginOrder: PluginOrder = 3;
  /** How sessions are kept; see {@link Constants.setSession}. `undefined`: nothing was said. */
  session: ApplicationSession | undefined;
  /** Which kinds of files are taken as uploads. */
  readonly uploads: UploadConfig = new UploadConfig();
  readonly #views: ErrorPages = new ErrorPages();
  readonly #html: ErrorPages = new ErrorPages();
  readonly #json: ErrorPages = new ErrorPages();
  #log: Log | undefined;

  get uploadExtensions(): ReadonlySet<string> {
    return this.uploads.extensions;
  }

  /** Whether actions are reported as they run, and their table at the start; default `false`. */
  setDevMode(on: boolean): this {
    this.devMode = on;
    return this;
  }

  /** Whether actions are reported, as `setDevMode` has said. */
  getDevMode(): boolean {
    return this.devMode;
  }

  /**
   * The charset of what is written; default `UTF-8`.
   * @throws ConfigError for a blank one
   */
  setEncoding(charset: string): this {
    this.encoding = notBlank('The encoding', charset);
    return this;
  }

  /** The charset of what is written, as `setEncoding` has said. */
  getEncoding(): string {
    return this.encoding;
  }

  /**
   * What stands between the parameters in a URL; default `-`.
   * @throws ConfigError for an empty one, and for one with a slash
   */
  setUrlParaSeparator(separator: string): this {
    if (separator === '' || separator.includes('/')) {
      throw new ConfigError('The separator of URL parameters must not be empty or contain a slash');
    }
    this.urlParaSeparator = separator;
    return this;
  }

  /** What renders views; without one `render(view)` is an error. Also in `configEngine`. */
  setViewEngine(engine: ViewEngine): this {
    this.viewEngine = engine;
    return this;
  }

  /**
   * JFinal chooses here among the engines that it has. There is no list of them in Node.
   * @throws ConfigError always
   */
  setViewType(type: string): never {
    throw new ConfigError(
      `setViewType(${inspect(type)}): views have no types here; give the engine itself: ` +
        "setViewEngine(engine), such as the one of '@httpsession/controller/views'",
    );
  }

  /** Added to the default view of an action; a missing leading dot is added. Default `.html`. */
  setViewExtension(extension: string): this {
    this.viewExtension = extension.startsWith('.') ? extension : `.${extension}`;
    return this;
  }

  /**
   * The largest body in bytes; default 10 MiB.
   * @throws ConfigError for anything but a positive integer
   */
  setMaxPostSize(bytes: number): this {
    if (!Number.isSafeInteger(bytes) || bytes <= 0)
      throw new ConfigError('maxPostSize must be a positive integer');
    this.maxPostSize = bytes;
    return this;
  }

  /**
   * The folder for uploads; default `upload` below the working directory.
   * @throws ConfigError for a blank one
   */
  setBaseUploadPath(path: string): this {
    this.baseUploadPath = notBlank('The folder for uploads', path);
    return this;
  }

  /**
   * The folder that `renderFile` looks in; default `download` below the working directory.
   * @throws ConfigError for a blank one
   */
  setBaseDownloadPath(path: string): this {
    this.baseDownloadPath = notBlank('The folder for downloads', path);
    return this;
  }

  /**
   * How dates are written in JSON, such as `yyyy-MM-dd HH:mm:ss`; default is ISO 8601.
   * @throws ConfigError for a blank one
   */
  setJsonDatePattern(pattern: string): this {
    this.jsonDatePattern = notBlank('The pattern for dates', pattern);
    return this;
  }

  /** Whether the keys of a JSON body count as parameters; default `false`. */
  setResolveJsonRequest(on: boolean): this {
    this.resolveJsonRequest = on;
    return this;
  }

  /**
   * What `setCookie` and `removeCookie` use where the action does not say it; a ready-made `Cookie` is
   * sent as it is. Not in JFinal, whose cookies are neither HttpOnly nor Secure unless each one says
   * so. The cookie of the session has settings of its own, in `setSession`.
   * @throws ConfigError for names and values that are none, and for `None` without `secure`
   */
  setCookieDefaults(defaults: CookieDefaults): this {
    checkCookieDefaults(defaults);
    this.cookieDefaults = { ...defaults };
    return this;
  }

  /** Where form tokens live; default is the session. */
  setTokenCache(cache: TokenCache): this {
    this.tokenCache = cache;
    return this;
  }

  /**
   * How sessions are kept. Only for `createServer` and `createHandler`: who puts a ControllerFilter
   * into a WebApplication says it there.
   */
  setSession(options: ApplicationSession): this {
    this.session = options;
    return this;
  }

  /** After which stage `configPlugin` is called: constants (1), interceptors, routes (3, the default), engine, handlers (5). */
  setConfigPluginOrder(order: PluginOrder): this {
    if (!Number.isInteger(order) || order < 1 || order > 5) {
      throw new ConfigError('The order of configPlugin goes from 1 to 5');
    }
    this.configPluginOrder = order;
    return this;
  }

  /** What reports actions in development mode; default: an `ActionReporter`, to standard output. */
  setActionReporter(reporter: ActionReports): this {
    this.actionReporter = reporter;
    return this;
  }

  /** Whether an action is reported when it has returned (the default), or before it runs. */
  setReportAfterInvocation(on: boolean): this {
    this.reportAfterInvocation = on;
    return this;
  }

  /**
   * Where messages go. Default: errors to `process.emitWarning`, in development mode all messages;
   * else what clients have done wrong, and what is only worth knowing, is dropped.
   */
  setLog(log: Log): this {
    this.#log = log;
    return this;
  }

  /** The view for an error status, for all but JSON requests. */
  setErrorView(status: number, view: string): this {
    this.#views.set(status, view);
    return this;
  }

  /** The view of the error page for status 400, as `setErrorView(400, view)`. */
  setError400View(view: string): this {
    return this.setErrorView(400, view);
  }

  /** The view of the error page for status 401, as `setErrorView(401, view)`. */
  setError401View(view: string): this {
    return this.setErrorView(401, view);
  }

  /** The view of the error page for status 403, as `setErrorView(403, view)`. */
  setError403View(view: string): this {
    return this.setErrorView(403, view);
  }

  /** The view of the error page for status 404, as `setErrorView(404, view)`. */
  setError404View(view: string): this {
    return this.setErrorView(404, view);
  }

  /** The view of the error page for status 500, as `setErrorView(500, view)`. */
  setError500View(view: string): this {
    return this.setErrorView(500, view);
  }

  /** The HTML for an error status, for all but JSON requests. */
  setErrorHtmlContent(status: number, html: string): this {
    this.#html.set(status, html);
    return this;
  }

  /** The JSON text for an error status, for JSON requests. */
  setErrorJsonContent(status: number, json: string): this {
    this.#json.set(status, json);
    return this;
  }

  errorView(status: number): string | undefined {
    return this.#views.get(status);
  }

  errorHtmlContent(status: number): string | undefined {
    return this.#html.get(status);
  }

  errorJsonContent(status: number): string | undefined {
    return this.#json.get(status);
  }

  log(level: LogLevel, message: string, error?: unknown): void {
    if (this.#log !== undefined) this.#log(level, message, error);
    // A developer's own 400 and 404 look like those of clients, and say nothing on the page.
    else if (level === 'error' || this.devMode)
      process.emitWarning(logged(message, error), { type: 'ControllerWarning' });
  }
}

function notBlank(what: string, text: string): string {
  if (text.trim() === '') throw new ConfigError(`${what} is blank`);
  return text;
}

function logged(message: string, error: unknown): string {
  return error === undefined ? message : `${message}: ${inspect(error)}`;
}
