import { IllegalArgumentException, IllegalStateException } from '../common/errors.ts';
import type { MaybePromise } from '../common/maybe-promise.ts';
import { Enumeration } from '../servlet-api/enumeration.ts';
import type {
  AttributeResult,
  AttributeValue,
  AttributeView,
  HttpSession,
  HttpSessionAccessor,
  HttpSessionContext,
} from '../servlet-api/http-session.ts';
import type { ServletContext } from '../servlet-api/servlet-context.ts';
import { createAttributeView } from './attribute-view.ts';
import { isUsable, type LiveSession } from './live-session.ts';
import type { SessionOperations } from './session-operations.ts';

/** What belongs to one request of a session, not to the session (R9, SES-006, SES-019). */
export interface RequestView {
  /** Whether the client does not know the session yet. */
  readonly isNew: boolean;
  /** The start of the client's request before this one, in epoch milliseconds. */
  readonly lastAccessedAt: number;
}

/**
 * The servlet face of a session, one for each request that works with it. Checks what it is given
 * and whether the session lives, and passes on; it holds no state of the session.
 */
export class Session implements HttpSession {
  readonly #engine: SessionOperations;
  readonly #live: LiveSession;
  readonly #view: RequestView;
  #attributes: AttributeView | undefined = undefined;
  #hasInvalidated = false;

  constructor(engine: SessionOperations, live: LiveSession, view: RequestView) {
    this.#engine = engine;
    this.#live = live;
    this.#view = view;
  }

  getCreationTime(): number {
    this.#mustBeReadable('getCreationTime');
    return this.#live.createdAt;
  }

  getId(): string {
    return this.#live.id;
  }

  getLastAccessedTime(): number {
    this.#mustBeReadable('getLastAccessedTime');
    return this.#view.lastAccessedAt;
  }

  getServletContext(): ServletContext {
    return this.#engine.context;
  }

  setMaxInactiveInterval(interval: number): void {
    if (typeof interval !== 'number' || !Number.isFinite(interval)) {
      throw new IllegalArgumentException(
        'setMaxInactiveInterval takes a number of seconds; 0 means that the session never ends by itself',
      );
    }
    this.#engine.setMaxInactiveSeconds(this.#live, interval);
  }

  getMaxInactiveInterval(): number {
    return this.#live.maxInactiveSeconds;
  }

  getAttribute<K extends string>(name: K): AttributeResult<K> {
    this.#mustBeReadable('getAttribute');
    return (this.#engine.getAttribute(this.#live, name) ?? null) as AttributeResult<K>;
  }

  getAttributeNames(): Enumeration<string> {
    this.#mustBeReadable('getAttributeNames');
    return new Enumeration(this.#engine.getAttributeNames(this.#live));
  }

  setAttribute(name: string, value: unknown): void {
    mustBeName(name, 'setAttribute');
    this.#mustBeUsable('setAttribute');
    if (value === null || value === undefined) {
      this.#engine.removeAttribute(this.#live, this, name);
    } else {
      this.#engine.setAttribute(this.#live, this, { name, value });
    }
  }

  removeAttribute(name: string): void {
    this.#mustBeUsable('removeAttribute');
    this.#engine.removeAttribute(this.#live, this, name);
  }

  invalidate(): void {
    // A listener of this very end may call again; the end that is under way is the one that counts.
    if (this.#live.state === 'ending') return;
    this.#mustBeUsable('invalidate');
    this.#hasInvalidated = true;
    this.#engine.invalidate(this.#live, this);
  }

  isNew(): boolean {
    this.#mustBeReadable('isNew');
    return this.#view.isNew;
  }

  getAccessor(): HttpSessionAccessor {
    this.#mustBeReadable('getAccessor');
    return this.#engine.accessorOf(this.#live);
  }

  getSessionContext(): HttpSessionContext {
    return EMPTY_CONTEXT;
  }

  getValue<K extends string>(name: K): AttributeResult<K> {
    return this.getAttribute(name);
  }

  getValueNames(): string[] {
    this.#mustBeReadable('getValueNames');
    return this.#engine.getAttributeNames(this.#live);
  }

  putValue(name: string, value: unknown): void {
    if (value === null || value === undefined) {
      throw new IllegalArgumentException('putValue takes no null; use removeValue');
    }
    this.setAttribute(name, value);
  }

  removeValue(name: string): void {
    this.removeAttribute(name);
  }

  get attributes(): AttributeView {
    return (this.#attributes ??= createAttributeView(this));
  }

  update<K extends string>(
    name: K,
    change: (value: AttributeResult<K>) => AttributeValue<K>,
  ): MaybePromise<AttributeValue<K>> {
    mustBeName(name, 'update');
    mustBeFunction(change, 'update');
    this.#mustBeUsable('update');
    return this.#engine.update(this.#live, this, {
      name,
      change: (value) => change((value ?? null) as AttributeResult<K>),
    }) as MaybePromise<AttributeValue<K>>;
  }

  computeIfAbsent<K extends string>(
    name: K,
    make: (name: K) => MaybePromise<AttributeValue<K>>,
  ): MaybePromise<AttributeValue<K>> {
    mustBeName(name, 'computeIfAbsent');
    mustBeFunction(make, 'computeIfAbsent');
    this.#mustBeUsable('computeIfAbsent');
    return this.#engine.computeIfAbsent(this.#live, this, {
      name,
      make: () => make(name),
    }) as MaybePromise<AttributeValue<K>>;
  }

  takeAttribute<K extends string>(name: K): AttributeResult<K> {
    const value = this.getAttribute(name);
    if (value !== null) this.removeAttribute(name);
    return value;
  }

  setPrincipal(name: string | null): void {
    if (name !== null && (typeof name !== 'string' || name === '')) {
      throw new IllegalArgumentException('setPrincipal takes a name that is not empty, or null');
    }
    this.#mustBeUsable('setPrincipal');
    this.#engine.setPrincipal(this.#live, name ?? undefined);
  }

  getPrincipal(): string | null {
    this.#mustBeReadable('getPrincipal');
    return this.#live.principal ?? null;
  }

  getHandle(): string {
    return this.#engine.handleOf(this.#live);
  }

  /**
   * Runs `fn` as the only holder of a session. Behind `synchronized(session, fn)`; private to this
   * package by being reached through the class only.
   */
  static synchronized<T>(
    session: HttpSession,
    timeoutMs: number,
    fn: () => MaybePromise<T>,
  ): Promise<T> {
    if (!(#live in session)) {
      throw new IllegalArgumentException(
        'synchronized takes a session that getSession() gave, or a servlet context',
      );
    }
    session.#mustBeUsable('synchronized');
    return session.#engine.synchronized(session.#live, timeoutMs, fn);
  }

  /** The shared session behind a face; undefined for somebody else's implementation. */
  static liveOf(session: HttpSession): LiveSession | undefined {
    return #live in session ? session.#live : undefined;
  }

  /** Whether the session was ended through this face, and not by another request or by time. */
  static hasInvalidated(session: Session): boolean {
    return session.#hasInvalidated;
  }

  #mustBeReadable(method: string): void {
    if (this.#live.state === 'ended') throw invalidated(method);
  }

  #mustBeUsable(method: string): void {
    if (!isUsable(this.#live)) throw invalidated(method);
  }
}

const EMPTY_CONTEXT: HttpSessionContext = {
  getSession: () => null,
  getIds: () => new Enumeration<string>([]),
};

function invalidated(method: string): IllegalStateException {
  return new IllegalStateException(
    'HTTPSESSION_INVALIDATED',
    `${method}: this session has ended (logout, timeout, or its place was needed); ` +
      'get the session of the request again with request.getSession()',
  );
}

function mustBeName(name: unknown, method: string): void {
  if (typeof name === 'string') return;
  throw new IllegalArgumentException(`${method} takes a string as the name of an attribute`);
}

function mustBeFunction(fn: unknown, method: string): void {
  if (typeof fn === 'function') return;
  throw new IllegalArgumentException(`${method} takes a function as its second argument`);
}

/** How a session looks where no request is: to listeners, to accessors. */
export function viewFromOutside(live: LiveSession): RequestView {
  return {
    isNew: live.state === 'new',
    lastAccessedAt: live.createdAt + live.accessedOffset,
  };
}
