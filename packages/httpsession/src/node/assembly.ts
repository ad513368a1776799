import type { ServerOptions } from 'node:http';
import { systemClock } from '../common/clock.ts';
import { describeError } from '../common/describe-error.ts';
import { OptionError } from '../common/errors.ts';
import { isThenable } from '../common/maybe-promise.ts';
import { ApplicationContext } from '../engine/application-context.ts';
import { Diagnostics } from '../engine/diagnostics.ts';
import type { PersistenceOptions } from '../engine/persistence-host.ts';
import { SessionEngine } from '../engine/session-engine.ts';
import { freezeCookieConfig } from '../servlet-api/session-cookie-config.ts';
import type { ServletContext } from '../servlet-api/servlet-context.ts';
import type { SessionTrackingMode } from '../servlet-api/tracking-mode.ts';
import { JsonCodec } from '../store/json-codec.ts';
import { resolveRecordLimits } from '../store/record-limits.ts';
import { IdSealer } from '../store/seal.ts';
import { hasPrincipalIndex } from '../store/store.ts';
import { resolveCookie, toCookieConfig } from '../tracking/cookie-options.ts';
import { Proxies } from '../tracking/proxies.ts';
import { IdTracking } from '../tracking/id-tracking.ts';
import { KeyRing } from '../tracking/key-ring.ts';
import {
  createIdGenerator,
  isWellFormedRoute,
  verifyIdGenerator,
  watchedIdGenerator,
} from '../tracking/session-id.ts';
import { SetCookieWriter } from '../tracking/set-cookie.ts';
import type { SessionTracker } from '../tracking/tracker.ts';
import type { HttpRequest } from './contracts.ts';
import { createSessionServer } from './http-server.ts';
import { warnOfMemory } from './memory-warning.ts';
import { checkedOptions, toPrincipalLimit } from './option-rules.ts';
import type { SessionOptions } from './options.ts';
import { ResponseHead } from './response-head.ts';
import type { Services } from './contracts.ts';
import { UrlEncoding } from './url-encoding.ts';

/** A manager's parts, made from its options. */
export interface Assembly {
  readonly services: Services;
  readonly tracking: IdTracking;
  readonly context: ServletContext;
  /** The name of the path parameter, which is cut out of URLs in every mode (SES-098). */
  readonly parameterName: string;
  readonly isEager: boolean;
  readonly skip: ((request: HttpRequest) => boolean) | undefined;
  /** Node's own, for the servers that are made with this manager. */
  readonly serverOptions: ServerOptions | undefined;
}

/**
 * Checks the options and makes the parts.
 * @throws OptionError that names the option, what it is and what it must be
 */
export function assemble(given: SessionOptions): Assembly {
  const options = checkedOptions(given);
  // A trial: what Node does not take is found now, and not when the server is made.
  if (options.server !== undefined) createSessionServer(options.server);
  const clock = options.clock ?? systemClock;
  const diagnostics = new Diagnostics(clock);
  const contextPath = options.contextPath ?? '';
  const modes = options.trackingModes ?? ['COOKIE'];
  const usesCookies = modes.includes('COOKIE');
  const isUrlTracked = modes.includes('URL');
  const trackers = modes.filter((mode): mode is SessionTracker => typeof mode === 'object');
  const cookieConfig = toCookieConfig(options.cookie);
  const cookie = resolveCookie(cookieConfig, contextPath);
  const cookieName = usesCookies ? cookie.name : undefined;
  const route = checkRoute(options.route);
  const tracking = new IdTracking({
    cookieName,
    isUrlTracked,
    trackers,
    keyRing: options.secrets === undefined ? undefined : new KeyRing(options.secrets, cookie.name),
    route,
  });
  const proxies = new Proxies(options.trustProxy);
  const context =
    options.servletContext ??
    new ApplicationContext({
      contextPath,
      cookieConfig,
      sessionTimeout: options.sessionTimeout ?? 30,
      trackingModes: new Set<SessionTrackingMode>([
        ...(usesCookies ? (['COOKIE'] as const) : []),
        ...(isUrlTracked ? (['URL'] as const) : []),
      ]),
    });
  const head = new ResponseHead({
    clock,
    tracking,
    cookie: usesCookies
      ? { name: cookie.name, path: cookie.path, writer: new SetCookieWriter(cookie) }
      : undefined,
    trackers,
  });
  const urls = new UrlEncoding({
    isOn: isUrlTracked,
    parameterName: cookie.parameterName,
    contextPath,
    tracking,
    isSecure: secureTest('auto', proxies),
  });
  // Last, for it starts things: all that can be refused has been looked at.
  const engine = new SessionEngine({
    clock,
    context,
    diagnostics,
    generateId: idGeneratorOf(options.idGenerator),
    maxInactiveSeconds: (options.sessionTimeout ?? 30) * 60,
    maxLifetimeMs: options.maxLifetime === undefined ? Infinity : options.maxLifetime * 1000,
    sessionMax: options.sessionMax ?? 100_000,
    culling: options.culling ?? 'segmented',
    listeners: [...(options.listeners ?? [])],
    listenerErrors: options.listenerErrors ?? 'isolate',
    principalLimit: toPrincipalLimit(options.maxSessionsPerPrincipal),
    persistence: persistenceOf(options, contextPath),
  });
  freezeCookieConfig(cookieConfig);
  warnOfMemory(options.store);
  return {
    tracking,
    context,
    parameterName: cookie.parameterName,
    isEager: options.creation === 'eager',
    skip: options.skip,
    serverOptions: options.server,
    services: {
      engine,
      head,
      urls,
      cookieName,
      cookiePath: cookie.path,
      route,
      needsHead: usesCookies || trackers.length > 0,
      isSecure: secureTest(cookie.secure, proxies),
      clock,
      report: reporter(options.onError ?? printError, diagnostics),
    },
  };
}

function checkRoute(route: string | undefined): string | undefined {
  if (route === undefined || isWellFormedRoute(route)) return route;
  throw new OptionError('route', route, '1 to 32 letters, digits, - and _');
}

function idGeneratorOf(
  generate: (() => string) | undefined,
): (isTaken: (id: string) => boolean) => string {
  if (generate === undefined) return createIdGenerator();
  verifyIdGenerator(generate);
  return watchedIdGenerator(generate);
}

function persistenceOf(
  options: SessionOptions,
  contextPath: string,
): PersistenceOptions | undefined {
  const { store, codec, limits, secrets, touchInterval } = options;
  const resolvedLimits = resolveRecordLimits(limits);
  if (store === undefined || store === 'memory') return undefined;
  if (options.maxSessionsPerPrincipal !== undefined && !hasPrincipalIndex(store)) {
    throw new OptionError(
      'maxSessionsPerPrincipal',
      options.maxSessionsPerPrincipal,
      'left out with a store that cannot find the sessions of a principal (PrincipalIndex)',
    );
  }
  return {
    store,
    codec: codec ?? new JsonCodec(),
    limits: resolvedLimits,
    sealer: secrets === undefined ? undefined : new IdSealer(secrets),
    contextName: contextPath,
    touchMs: touchInterval === undefined ? undefined : touchInterval * 1000,
    principalLimit: toPrincipalLimit(options.maxSessionsPerPrincipal),
  };
}

/** Whether the cookie for a request is marked Secure. */
function secureTest(secure: 'auto' | boolean, proxies: Proxies): (request: HttpRequest) => boolean {
  return secure === 'auto' ? (request) => proxies.isSecure(request) : () => secure;
}

/** Errors are reported while a request is answered: that the report fails must not stop that. */
function reporter(
  onError: (error: unknown) => unknown,
  diagnostics: Diagnostics,
): (error: unknown) => void {
  const failed = (failure: unknown): void => diagnostics.failure('The option onError', failure);
  return (error) => {
    try {
      const reported = onError(error);
      if (isThenable(reported)) reported.then(undefined, failed);
    } catch (failure) {
      failed(failure);
    }
  };
}

/** Standard error, with the stack: what a developer needs to see when nobody asked for errors. */
function printError(error: unknown): void {
  process.stderr.write(`${describeError(error, 'stack')}\n`);
}
