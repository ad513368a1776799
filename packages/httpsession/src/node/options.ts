import type { ServerOptions } from 'node:http';
import type { Clock } from '../common/clock.ts';
import type { ListenerErrors } from '../engine/listener-dispatch.ts';
import type { PrincipalLimit } from '../engine/principals.ts';
import type { Culling } from '../engine/residency.ts';
import type { SessionListener } from '../servlet-api/listeners.ts';
import type { ServletContext } from '../servlet-api/servlet-context.ts';
import type { SessionCookieConfig } from '../servlet-api/session-cookie-config.ts';
import type { SessionCodec } from '../store/codec.ts';
import type { RecordLimits } from '../store/record-limits.ts';
import type { SessionStore } from '../store/store.ts';
import type { CookieOptions } from '../tracking/cookie-options.ts';
import type { TrustProxyOption } from '../tracking/forwarded.ts';
import type { SessionTracker } from '../tracking/tracker.ts';
import type { HttpRequest } from './contracts.ts';

/** What a session manager can be told. All of it is optional, checked at construction, and frozen. */
export interface SessionOptions {
  /** Minutes without a request after which a session ends: 30. Fractions are allowed; 0 or less: never. */
  readonly sessionTimeout?: number | undefined;
  /** The most sessions that are kept in memory: 100 000. From 1 to 16 000 000. */
  readonly sessionMax?: number | undefined;
  /**
   * Which session goes when there are `sessionMax`: `'segmented'` (clients that never came back, then
   * those without a principal, the least recently used first), `'lru'` (the least recently used) or
   * `'reject'` (none: a new one is refused with 503).
   */
  readonly culling?: Culling | undefined;
  /** How the session cookie looks. */
  readonly cookie?: CookieOptions | SessionCookieConfig | undefined;
  /** How ids travel: `['COOKIE']`. Add `'URL'`, or a tracker of your own such as `headerTracker(name)`. */
  readonly trackingModes?: readonly ('COOKIE' | 'URL' | SessionTracker)[] | undefined;
  /** The path that the application is mounted at: `''`, the root. Such as `/shop`. */
  readonly contextPath?: string | undefined;
  /**
   * The application, as `HttpSession.getServletContext` gives it: an object of one's own, for a container.
   * What it says of cookies, timeouts and modes is told there; what is done is in the other options.
   */
  readonly servletContext?: ServletContext | undefined;
  /** Signs ids. The first secret signs, all of them verify. At least 32 random bytes each. */
  readonly secrets?: readonly string[] | undefined;
  /** Names this process to a load balancer: ids travel as `id.route` (Java's jvmRoute). */
  readonly route?: string | undefined;
  /** `'lazy'`: a session is made when the application asks for one. `'eager'`: for every request. */
  readonly creation?: 'lazy' | 'eager' | undefined;
  /** Makes ids: 192 random bits. Your own must give 16 to 128 characters of `A-Z a-z 0-9 - _`. */
  readonly idGenerator?: (() => string) | undefined;
  /**
   * Where sessions are kept beside memory. Without one they live in this process only, of which a warning
   * tells in production; `'memory'` says that this is meant.
   */
  readonly store?: SessionStore | 'memory' | undefined;
  /** How attributes become bytes for the store: tagged JSON. */
  readonly codec?: SessionCodec | undefined;
  /** How much a session may hold in a store. */
  readonly limits?: Partial<RecordLimits> | undefined;
  /** Objects with the methods of any of the session listeners, in the order of declaration. */
  readonly listeners?: readonly SessionListener[] | undefined;
  /** What a listener throws is reported (`'isolate'`), or thrown by the call that caused it. */
  readonly listenerErrors?: ListenerErrors | undefined;
  /** Seconds after which a session ends however busy it is. None. */
  readonly maxLifetime?: number | undefined;
  /** Seconds that the store's last accessed time may lag: a tenth of the timeout, 60 at most. */
  readonly touchInterval?: number | undefined;
  /** The most sessions of one principal. A number refuses one more. None. A store needs an index for it. */
  readonly maxSessionsPerPrincipal?: number | PrincipalLimit | undefined;
  /** Requests that have nothing to do with sessions: their session is neither loaded nor accessed. */
  readonly skip?: ((request: HttpRequest) => boolean) | undefined;
  /** Whose `X-Forwarded-Proto` and `Forwarded` are believed: nobody's (`false`), `'loopback'`, addresses. */
  readonly trustProxy?: TrustProxyOption | undefined;
  /** Told of what a handler throws: writes it to standard error. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Node's own options for the server that `createServer` makes, but for its two classes. */
  readonly server?: ServerOptions | undefined;
  /** Where time comes from, for tests. */
  readonly clock?: Clock | undefined;
}

/**
 * The options under which this package behaves as a servlet container does out of the box, where our
 * own defaults are safer: ids in URLs too, and no SameSite attribute.
 */
export const containerDefaults: SessionOptions = Object.freeze({
  trackingModes: Object.freeze(['COOKIE', 'URL'] as const),
  cookie: Object.freeze({ sameSite: false }),
});
