import type { MaybePromise } from '../common/maybe-promise.ts';
import type { Enumeration } from './enumeration.ts';
import type { ServletContext } from './servlet-context.ts';
import type { SessionAttributes } from './session-attributes.ts';

/** The type of an attribute: what the application declared for a known name, else `unknown`. */
export type AttributeValue<K extends string> = K extends keyof SessionAttributes
  ? SessionAttributes[K]
  : unknown;

/** What `getAttribute` gives: `null` where Java gives `null`, and `any` for a name nobody declared. */
export type AttributeResult<K extends string> = K extends keyof SessionAttributes
  ? SessionAttributes[K] | null
  : // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Java's cast from Object, without the noise
    any;

/** Java's `HttpSessionContext`, which has exposed nothing since Servlet 2.1 (SES-031). */
export interface HttpSessionContext {
  /** Always `null`. */
  getSession(sessionId: string): null;
  /** Always empty. */
  getIds(): Enumeration<string>;
}

/** Reaches a session outside of its requests (Servlet 6.1, `HttpSession.Accessor`). */
export interface HttpSessionAccessor {
  /**
   * Calls `consumer` with the session, which counts as a request of it: the session is accessed and
   * is in use until the consumer, or the promise that it gives, is done. In memory this is
   * synchronous; with a store that answers later it gives a promise. Gives what `consumer` gives.
   * @throws IllegalStateException when the session has ended or its id has changed since
   */
  access<T>(consumer: (session: HttpSession) => MaybePromise<T>): MaybePromise<T>;
}

/**
 * Java's `jakarta.servlet.http.HttpSession` (Servlet 6.1), with the five methods that were removed
 * in 6.0 and a few additions at the end. Valid until the request that it was got from is over.
 */
export interface HttpSession {
  /** When the session was made, in epoch milliseconds. Throws IllegalStateException after its end. */
  getCreationTime(): number;
  /** The id, without route or signature. Works after the end as well. */
  getId(): string;
  /**
   * When the client's request before this one came in, in epoch milliseconds; in the request that
   * made the session, the time of creation. Throws IllegalStateException after its end.
   */
  getLastAccessedTime(): number;
  /** The application that this session belongs to. Never null. */
  getServletContext(): ServletContext;
  /** Seconds between requests after which the session ends; zero or less means never. */
  setMaxInactiveInterval(interval: number): void;
  /** As set by `setMaxInactiveInterval`, in seconds. */
  getMaxInactiveInterval(): number;
  /** The attribute, or `null`. Throws IllegalStateException after the end of the session. */
  getAttribute<K extends string>(name: K): AttributeResult<K>;
  /** A snapshot of the names. Throws IllegalStateException after the end of the session. */
  getAttributeNames(): Enumeration<string>;
  /**
   * Binds a value; `null` and `undefined` remove it. With a store, a value that cannot be encoded
   * is an IllegalArgumentException that names the attribute (SES-182).
   */
  setAttribute<K extends string>(
    name: K,
    value: K extends keyof SessionAttributes ? SessionAttributes[K] | null : unknown,
  ): void;
  /** Removes an attribute; an unknown name does nothing. */
  removeAttribute(name: string): void;
  /** Ends the session and unbinds everything. Throws IllegalStateException the second time. */
  invalidate(): void;
  /** Whether the client does not know the session yet. Throws IllegalStateException after its end. */
  isNew(): boolean;
  /** A way to this session outside of requests. Throws IllegalStateException after its end. */
  getAccessor(): HttpSessionAccessor;

  /** @deprecated since Servlet 2.1, there is no replacement; exposes nothing */
  getSessionContext(): HttpSessionContext;
  /** @deprecated since Servlet 2.2, use `getAttribute` */
  getValue<K extends string>(name: K): AttributeResult<K>;
  /** @deprecated since Servlet 2.2, use `getAttributeNames` */
  getValueNames(): string[];
  /** @deprecated since Servlet 2.2, use `setAttribute`; neither name nor value may be null here */
  putValue<K extends string>(name: K, value: AttributeValue<K>): void;
  /** @deprecated since Servlet 2.2, use `removeAttribute` */
  removeValue(name: string): void;

  /** The attributes as properties: `session.attributes.cart`. A missing one is `undefined`. */
  readonly attributes: AttributeView;
  /**
   * Replaces an attribute by what `change` makes of it, atomically, also against other processes.
   * `change` must be synchronous, and may be called again after a conflict. Gives the new value; in memory at
   * once, with a store as a promise.
   * @throws SessionConflictError after five conflicts
   */
  update<K extends string>(
    name: K,
    change: (value: AttributeResult<K>) => AttributeValue<K>,
  ): MaybePromise<AttributeValue<K>>;
  /**
   * The attribute, made by `make` when it is missing. Parallel requests share one run of `make`;
   * one that fails is run again by the next caller.
   */
  computeIfAbsent<K extends string>(
    name: K,
    make: (name: K) => MaybePromise<AttributeValue<K>>,
  ): MaybePromise<AttributeValue<K>>;
  /** Reads and removes an attribute: of several takers in one process, one gets it. */
  takeAttribute<K extends string>(name: K): AttributeResult<K>;
  /** Says whose session this is (`null`: nobody's). Such sessions are culled after anonymous ones. */
  setPrincipal(name: string | null): void;
  /** The name given to `setPrincipal`, or `null`. */
  getPrincipal(): string | null;
  /**
   * A short name of the session for logs and pages. Not the id, and no way to it; made from the id, so
   * that it is another one after a change of the id.
   */
  getHandle(): string;
}

/** Attributes as properties. Names of methods are attributes like any other here. */
export type AttributeView = {
  [K in keyof SessionAttributes]?: SessionAttributes[K];
} & Record<string, unknown>;
