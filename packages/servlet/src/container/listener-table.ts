import { IllegalArgumentException, type SessionListener } from 'httpsession';
import type {
  HttpServletRequest,
  ServletContext,
  ServletContextAttributeListener,
  ServletContextListener,
  ServletListener,
  ServletListenerClass,
  ServletRequestAttributeListener,
  ServletRequestListener,
} from '../api/index.ts';
import {
  ServletContextAttributeEvent,
  ServletRequestAttributeEvent,
  ServletRequestEvent,
} from '../api/index.ts';
import type { AttributeChange } from '../http/contracts.ts';
import { kindsOf, type ListenerKind } from './listener-kinds.ts';

/** An attribute that was changed; the value is the new one when it was added, else the old one. */
export interface ChangedAttribute {
  readonly kind: AttributeChange;
  readonly name: string;
  readonly value: unknown;
}

/** A context listener, and whether code added it, which limits what it may do. */
export interface ContextListener {
  readonly listener: ServletContextListener;
  readonly isAddedByCode: boolean;
}

const METHODS = {
  added: 'attributeAdded',
  removed: 'attributeRemoved',
  replaced: 'attributeReplaced',
} as const satisfies Record<AttributeChange, string>;

/**
 * The listeners of one application: the declared ones in their order, then those that code added
 * (SES-152). What one of them throws is reported, and the others are told all the same.
 */
export class ListenerTable {
  readonly contextListeners: ContextListener[] = [];
  readonly sessionListeners: SessionListener[] = [];
  readonly #contextAttributes: ServletContextAttributeListener[] = [];
  readonly #requests: ServletRequestListener[] = [];
  readonly #requestAttributes: ServletRequestAttributeListener[] = [];
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** Whether requests have to be told to anybody. */
  get hasRequestListeners(): boolean {
    return this.#requests.length > 0;
  }

  /**
   * Adds a listener for every kind that it is of.
   * @throws IllegalArgumentException when it is of none, or of one that comes too late
   */
  add(listener: ServletListener, options: { isAddedByCode: boolean; isStarting: boolean }): void {
    const kinds = kindsOf(listener);
    checkKinds(kinds, listener);
    if (kinds.has('ServletContextListener') && options.isStarting) {
      throw new IllegalArgumentException(
        'A ServletContextListener comes too late in contextInitialized(); add it in an initializer',
      );
    }
    if (kinds.has('ServletContextListener')) {
      this.contextListeners.push({
        listener: listener as ServletContextListener,
        isAddedByCode: options.isAddedByCode,
      });
    }
    if (kinds.has('ServletContextAttributeListener')) {
      this.#contextAttributes.push(listener as ServletContextAttributeListener);
    }
    if (kinds.has('ServletRequestListener')) {
      this.#requests.push(listener as ServletRequestListener);
    }
    if (kinds.has('ServletRequestAttributeListener')) {
      this.#requestAttributes.push(listener as ServletRequestAttributeListener);
    }
    const session = sessionPartOf(listener as SessionListener, kinds);
    if (session !== undefined) this.sessionListeners.push(session);
  }

  contextAttributeChanged(context: ServletContext, change: ChangedAttribute): void {
    if (this.#contextAttributes.length === 0) return;
    const event = new ServletContextAttributeEvent(context, change.name, change.value);
    const method = METHODS[change.kind];
    for (const listener of this.#contextAttributes) {
      this.#tell(() => listener[method]?.(event));
    }
  }

  requestAttributeChanged(
    context: ServletContext,
    request: HttpServletRequest,
    change: ChangedAttribute,
  ): void {
    if (this.#requestAttributes.length === 0) return;
    const event = new ServletRequestAttributeEvent(context, request, change.name, change.value);
    const method = METHODS[change.kind];
    for (const listener of this.#requestAttributes) {
      this.#tell(() => listener[method]?.(event));
    }
  }

  /** In the order of registration. */
  requestInitialized(context: ServletContext, request: HttpServletRequest): void {
    const event = new ServletRequestEvent(context, request);
    for (const listener of this.#requests) {
      this.#tell(() => listener.requestInitialized?.(event));
    }
  }

  /** In reverse order. */
  requestDestroyed(context: ServletContext, request: HttpServletRequest): void {
    const event = new ServletRequestEvent(context, request);
    for (const listener of this.#requests.toReversed()) {
      this.#tell(() => listener.requestDestroyed?.(event));
    }
  }

  #tell(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#report(error);
    }
  }
}

/** Makes a listener, unless it is one already. */
export function listenerOf(listener: ServletListener | ServletListenerClass): ServletListener {
  return typeof listener === 'function' ? new listener() : listener;
}

/** @throws IllegalArgumentException unless the listener is of a kind that can be registered */
export function checkListener(listener: ServletListener): void {
  checkKinds(kindsOf(listener), listener);
}

function checkKinds(kinds: ReadonlySet<ListenerKind>, listener: ServletListener): void {
  if (kinds.size > 0) return;
  throw new IllegalArgumentException(
    `${listener.constructor.name} has no method of a listener that can be registered. Attribute ` +
      'values are told by themselves: HttpSessionBindingListener and HttpSessionActivationListener ' +
      'are not registered',
  );
}

/** What the session manager is to call; it looks for methods, and does not know of kinds. */
function sessionPartOf(
  listener: SessionListener,
  kinds: ReadonlySet<ListenerKind>,
): SessionListener | undefined {
  const hasSessions = kinds.has('HttpSessionListener') || kinds.has('HttpSessionIdListener');
  if (kinds.has('HttpSessionAttributeListener')) return listener;
  if (!hasSessions) return undefined;
  if (!('attributeAdded' in listener || 'attributeRemoved' in listener)) {
    if (!('attributeReplaced' in listener)) return listener;
  }
  // Its attribute methods are for contexts or requests.
  return {
    sessionCreated: (event) => listener.sessionCreated?.(event),
    sessionDestroyed: (event) => listener.sessionDestroyed?.(event),
    sessionIdChanged: (event, oldId) => listener.sessionIdChanged?.(event, oldId),
  };
}
