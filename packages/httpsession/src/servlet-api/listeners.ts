import type { HttpSessionBindingEvent, HttpSessionEvent } from './events.ts';

// The methods are optional, as Java's are `default` since Servlet 4.0 (SES-159). They are
// synchronous; a promise that one returns is watched for rejection and never awaited.

/** Told about the beginning and the end of sessions. Registered with the option `listeners`. */
export interface HttpSessionListener {
  /** A session was made; called in the order of registration, before `getSession` returns. */
  sessionCreated?(event: HttpSessionEvent): void;
  /** A session is about to end and can still be read; called in reverse order of registration. */
  sessionDestroyed?(event: HttpSessionEvent): void;
}

/** Told about all attributes of all sessions. Registered with the option `listeners`. */
export interface HttpSessionAttributeListener {
  /** An attribute was added. The event has its value. */
  attributeAdded?(event: HttpSessionBindingEvent): void;
  /** An attribute was removed. The event has the value that it had. */
  attributeRemoved?(event: HttpSessionBindingEvent): void;
  /** An attribute was replaced. The event has the old value. */
  attributeReplaced?(event: HttpSessionBindingEvent): void;
}

/** Told about changes of ids. Registered with the option `listeners`. */
export interface HttpSessionIdListener {
  /** The session of the event has its new id already; `oldSessionId` is the one before. */
  sessionIdChanged(event: HttpSessionEvent, oldSessionId: string): void;
}

/** Implemented by attribute values that want to know when they are bound and unbound. */
export interface HttpSessionBindingListener {
  /** Called before the value can be read with `getAttribute`. */
  valueBound?(event: HttpSessionBindingEvent): void;
  /** Called once the value can no longer be read with `getAttribute`. */
  valueUnbound?(event: HttpSessionBindingEvent): void;
}

/** Implemented by attribute values that want to know when they leave and enter this process. */
export interface HttpSessionActivationListener {
  /** The value is about to be encoded and dropped from memory. */
  sessionWillPassivate?(event: HttpSessionEvent): void;
  /** The value was decoded and is in memory again. */
  sessionDidActivate?(event: HttpSessionEvent): void;
}

/** What the option `listeners` takes: an object with the methods of any of the three. */
export type SessionListener = HttpSessionListener &
  HttpSessionAttributeListener &
  Partial<HttpSessionIdListener>;
