export { createServer } from './node/create-server.ts';
export type { SessionHandler } from './node/create-server.ts';
export type { SessionServer } from './node/http-server.ts';
export { SessionManager } from './node/session-manager.ts';
export type { PrincipalSelection } from './node/session-manager.ts';
export { containerDefaults } from './node/options.ts';
export type { SessionOptions } from './node/options.ts';
export {
  http1Classes,
  http2Classes,
  Http2SessionRequest,
  Http2SessionResponse,
  SessionRequest,
  SessionResponse,
} from './node/message-classes.ts';
export type { HttpRequest, HttpResponse } from './node/contracts.ts';
export type { SessionRequestMethods } from './node/request-methods.ts';
export type { SessionResponseMethods } from './node/response-methods.ts';

export { synchronized } from './engine/synchronized.ts';
export type { SynchronizedOptions } from './engine/synchronized.ts';
export type { DiagnosticMessages } from './engine/diagnostics.ts';
export type { ListenerErrors } from './engine/listener-dispatch.ts';
export type { MetricsSnapshot, SessionMetrics } from './engine/metrics.ts';
export type { SessionSummary } from './engine/principal-sessions.ts';
export type { PrincipalLimit } from './engine/principals.ts';
export type { Culling } from './engine/residency.ts';
export type { CloseOptions } from './engine/shutdown.ts';

export { Enumeration } from './servlet-api/enumeration.ts';
export { HttpSessionBindingEvent, HttpSessionEvent } from './servlet-api/events.ts';
export type { SessionEndReason } from './servlet-api/events.ts';
export type {
  AttributeResult,
  AttributeValue,
  AttributeView,
  HttpSession,
  HttpSessionAccessor,
  HttpSessionContext,
} from './servlet-api/http-session.ts';
export type {
  HttpSessionActivationListener,
  HttpSessionAttributeListener,
  HttpSessionBindingListener,
  HttpSessionIdListener,
  HttpSessionListener,
  SessionListener,
} from './servlet-api/listeners.ts';
export type { ServletContext } from './servlet-api/servlet-context.ts';
// With a star, so that `declare module 'httpsession'` reaches the interface that is augmented.
export * from './servlet-api/session-attributes.ts';
export { SessionCookieConfig } from './servlet-api/session-cookie-config.ts';
export { SessionTrackingMode } from './servlet-api/tracking-mode.ts';

export { headerTracker } from './tracking/tracker.ts';
export type { HeaderLine, SessionTracker } from './tracking/tracker.ts';
export { toCookieConfig } from './tracking/cookie-options.ts';
export type { CookieOptions } from './tracking/cookie-options.ts';
export type { TrustProxyOption } from './tracking/forwarded.ts';
export { Proxies } from './tracking/proxies.ts';
export type { ForwardedRequest } from './tracking/proxies.ts';

export { deadlineAfter } from './store/deadline.ts';
export {
  CLAIM_BYTES,
  FORMER_KEY_MS,
  GRACE_SHARE,
  LAST_INSTANT_MS,
  UNREADABLE_KEPT_MS,
} from './store/store-rules.ts';
export { createStoreReport } from './store/store-report.ts';
export type { StoreReport } from './store/store-report.ts';
export type { SessionCodec } from './store/codec.ts';
export { EncryptedStore } from './store/encrypted-store.ts';
export type { EncryptedStoreOptions } from './store/encrypted-store.ts';
export { JsonCodec } from './store/json-codec.ts';
export type { JsonCodecLimits, JsonCodecOptions } from './store/json-codec.ts';
export { MemoryStore } from './store/memory-store.ts';
export type { MemoryStoreOptions } from './store/memory-store.ts';
export type { RecordLimits } from './store/record-limits.ts';
export type { BreakerOptions } from './store/circuit-breaker.ts';
export type { OutgoingCall } from './store/outgoing-call.ts';
export { StoreGuard } from './store/store-guard.ts';
export type { StoreGuardOptions } from './store/store-guard.ts';
export { hasListing, hasLocks, hasNotices, hasPrincipalIndex } from './store/store.ts';
export type {
  Bytes,
  PrincipalIndex,
  SessionChange,
  SessionListing,
  SessionLock,
  SessionLockRequest,
  SessionLocks,
  SessionNotice,
  SessionNotices,
  SessionRecord,
  SessionStore,
  StoredSessionSummary,
} from './store/store.ts';

export {
  AmbiguousSessionError,
  IllegalArgumentException,
  IllegalStateException,
  NoSuchElementException,
  NotEncodableError,
  NumberFormatException,
  OptionError,
  PrincipalLimitError,
  SessionConflictError,
  SessionError,
  SessionLockLostError,
  SessionLockTimeoutError,
  SessionStoreUnavailableError,
  TooManySessionsError,
  UnreadableRecordError,
  UnsupportedOperationException,
} from './common/errors.ts';
export type { AnswerableError, ErrorCode, StoreFailureOptions } from './common/errors.ts';
export { systemClock } from './common/clock.ts';
export type { Clock, Timer } from './common/clock.ts';
export type { MaybePromise } from './common/maybe-promise.ts';
