import type { HttpServletRequest } from '@httpsession/servlet';

import type { ActionReports } from './action-reports.ts';
import type { ControllerFactory } from './controller-factory.ts';
import type { CookieDefaults } from './cookie-defaults.ts';
import type { JsonFactory } from './json.ts';
import type { TokenCache } from './token-cache.ts';
import type { ViewEngine } from './view-engine.ts';

/** How much a message of {@link ControllerConfig.log} matters. */
export type LogLevel = 'info' | 'warn' | 'error';

/** What the application has configured, as the request path reads it. Fixed once it has started. */
export interface ControllerConfig {
  /** Whether actions are reported to developers; default `false`. */
  readonly devMode: boolean;
  /** The charset of text that is written; default `UTF-8`. */
  readonly encoding: string;
  /** What stands between the parameters in the URL, such as `-` (the default) in `/blog/show/7-2`. */
  readonly urlParaSeparator: string;
  /** Renders views; `undefined` when none was configured. */
  readonly viewEngine: ViewEngine | undefined;
  /** Added to the default view of an action; default `.html`. */
  readonly viewExtension: string;
  /** The folder that `renderFile` looks in; default `download` (below the working directory). */
  readonly baseDownloadPath: string;
  /** The folder that uploads are written to; default `upload` (below the working directory). */
  readonly baseUploadPath: string;
  /** The kinds of files that are taken as uploads: in lower case, without a dot. */
  readonly uploadExtensions: ReadonlySet<string>;
  /** The largest body in bytes; default 10 MiB. */
  readonly maxPostSize: number;
  /** Pattern for dates in JSON, such as `yyyy-MM-dd`; `undefined` (the default) is ISO 8601. */
  readonly jsonDatePattern: string | undefined;
  /** Whether the keys of a JSON body count as parameters; default `false`. */
  readonly resolveJsonRequest: boolean;
  /** Makes the request whose parameters come from a JSON body; `undefined` (the default): the usual one. */
  readonly jsonRequestFactory:
    ((jsonText: string, request: HttpServletRequest) => HttpServletRequest) | undefined;
  /** Makes JSON of values; `undefined` (the default): the usual one. */
  readonly jsonFactory: JsonFactory | undefined;
  /** Makes controllers. */
  readonly controllerFactory: ControllerFactory;
  /** What cookies are that do not say it themselves. */
  readonly cookieDefaults: CookieDefaults;
  /** Where form tokens live; `undefined` (the default) is the session. */
  readonly tokenCache: TokenCache | undefined;

  /** The view for an error of this status, `undefined` when there is none. */
  errorView(status: number): string | undefined;
  /** The HTML for an error of this status, `undefined` when there is none. */
  errorHtmlContent(status: number): string | undefined;
  /** The JSON text for an error of this status, `undefined` when there is none. */
  errorJsonContent(status: number): string | undefined;
  /** Tells developers about actions, in development mode. */
  readonly actionReporter: ActionReports;
  /** Whether an action is reported when it has returned, else before it runs; default `true`. */
  readonly reportAfterInvocation: boolean;
  /** Passes a message to the application's log. */
  log(level: LogLevel, message: string, error?: unknown): void;
}
