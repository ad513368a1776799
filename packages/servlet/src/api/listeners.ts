import type { SessionListener } from 'httpsession';
import type { MaybePromise } from '../common/maybe-promise.ts';
import type {
  ServletContextAttributeEvent,
  ServletContextEvent,
  ServletRequestAttributeEvent,
  ServletRequestEvent,
} from './events.ts';

// The methods are optional, as Java's are `default` since Servlet 4.0.

/** Told when an application starts and stops. */
export interface ServletContextListener {
  /** Before all filters and servlets; in the order of registration. A promise is waited for. */
  contextInitialized?(event: ServletContextEvent): MaybePromise<void>;
  /** After all filters and servlets; in reverse order. A promise is waited for. */
  contextDestroyed?(event: ServletContextEvent): MaybePromise<void>;
}

/** Told about the attributes of an application. */
export interface ServletContextAttributeListener {
  /** An attribute was added. The event has its value. */
  attributeAdded?(event: ServletContextAttributeEvent): void;
  /** An attribute was removed. The event has the value that it had. */
  attributeRemoved?(event: ServletContextAttributeEvent): void;
  /** An attribute was replaced. The event has the old value. */
  attributeReplaced?(event: ServletContextAttributeEvent): void;
}

/** Told about each request. */
export interface ServletRequestListener {
  /** Before the first filter; in the order of registration. */
  requestInitialized?(event: ServletRequestEvent): void;
  /** After the last filter; in reverse order. */
  requestDestroyed?(event: ServletRequestEvent): void;
}

/** Told about the attributes of requests. */
export interface ServletRequestAttributeListener {
  /** An attribute was added. The event has its value. */
  attributeAdded?(event: ServletRequestAttributeEvent): void;
  /** An attribute was removed. The event has the value that it had. */
  attributeRemoved?(event: ServletRequestAttributeEvent): void;
  /** An attribute was replaced. The event has the old value. */
  attributeReplaced?(event: ServletRequestAttributeEvent): void;
}

/**
 * What can be registered as a listener. Java's compiler tells the three kinds of attribute listeners apart;
 * here such a listener is told of the attributes of sessions, unless it names what else it means.
 */
export type ServletListener = (
  | ServletContextListener
  | ServletContextAttributeListener
  | ServletRequestListener
  | ServletRequestAttributeListener
  | SessionListener
) & {
  /** The names of the attribute listeners that are meant, such as `ServletRequestAttributeListener`. */
  readonly listensTo?: readonly string[] | undefined;
};

/** A class of listeners that the container can make. */
export type ServletListenerClass = new () => ServletListener;
