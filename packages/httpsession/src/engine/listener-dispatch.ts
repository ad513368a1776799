import type { Clock } from '../common/clock.ts';
import { isThenable } from '../common/maybe-promise.ts';
import { HttpSessionBindingEvent, HttpSessionEvent } from '../servlet-api/events.ts';
import type { SessionEndReason } from '../servlet-api/events.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import type {
  HttpSessionActivationListener,
  HttpSessionBindingListener,
  SessionListener,
} from '../servlet-api/listeners.ts';
import type { Diagnostics } from './diagnostics.ts';

/** What to do with an error that a listener throws. */
export type ListenerErrors = 'isolate' | 'propagate';

/** The first error of a change, kept until the change is complete. */
export interface Failure {
  readonly error: unknown;
}

/** A listener that takes longer is reported. */
const SLOW_MS = 100;

/**
 * Calls listeners. Nothing that one does stops a state change: errors are reported and forgotten
 * (`isolate`, as Tomcat does), or kept as the `Failure` that the caller throws once the change is
 * complete (`propagate`, Servlet 6.1 section 11.6).
 */
export class ListenerDispatch {
  readonly #created: readonly SessionListener[];
  readonly #destroyed: readonly SessionListener[];
  readonly #added: readonly SessionListener[];
  readonly #removed: readonly SessionListener[];
  readonly #replaced: readonly SessionListener[];
  readonly #idChanged: readonly SessionListener[];
  readonly #errors: ListenerErrors;
  readonly #clock: Clock;
  readonly #diagnostics: Diagnostics;

  constructor(
    listeners: readonly SessionListener[],
    errors: ListenerErrors,
    tools: { clock: Clock; diagnostics: Diagnostics },
  ) {
    this.#created = listeners.filter((listener) => has(listener, 'sessionCreated'));
    this.#destroyed = listeners.filter((listener) => has(listener, 'sessionDestroyed')).reverse();
    this.#added = listeners.filter((listener) => has(listener, 'attributeAdded'));
    this.#removed = listeners.filter((listener) => has(listener, 'attributeRemoved'));
    this.#replaced = listeners.filter((listener) => has(listener, 'attributeReplaced'));
    this.#idChanged = listeners.filter((listener) => has(listener, 'sessionIdChanged'));
    this.#errors = errors;
    this.#clock = tools.clock;
    this.#diagnostics = tools.diagnostics;
  }

  /** Whether anybody wants to know of removed attributes. */
  get hearsRemoved(): boolean {
    return this.#removed.length > 0;
  }

  created(session: HttpSession): Failure | undefined {
    if (this.#created.length === 0) return undefined;
    const event = new HttpSessionEvent(session);
    return this.#callAll(this.#created, 'sessionCreated', (one) => one.sessionCreated?.(event));
  }

  destroyed(session: HttpSession, reason: SessionEndReason): Failure | undefined {
    if (this.#destroyed.length === 0) return undefined;
    const event = new HttpSessionEvent(session, reason);
    return this.#callAll(this.#destroyed, 'sessionDestroyed', (one) =>
      one.sessionDestroyed?.(event),
    );
  }

  idChanged(session: HttpSession, oldId: string): Failure | undefined {
    if (this.#idChanged.length === 0) return undefined;
    const event = new HttpSessionEvent(session);
    return this.#callAll(this.#idChanged, 'sessionIdChanged', (one) =>
      one.sessionIdChanged?.(event, oldId),
    );
  }

  attributeAdded(session: HttpSession, name: string, value: unknown): Failure | undefined {
    if (this.#added.length === 0) return undefined;
    const event = new HttpSessionBindingEvent(session, name, value);
    return this.#callAll(this.#added, 'attributeAdded', (one) => one.attributeAdded?.(event));
  }

  attributeReplaced(session: HttpSession, name: string, old: unknown): Failure | undefined {
    if (this.#replaced.length === 0) return undefined;
    const event = new HttpSessionBindingEvent(session, name, old);
    return this.#callAll(this.#replaced, 'attributeReplaced', (one) =>
      one.attributeReplaced?.(event),
    );
  }

  attributeRemoved(session: HttpSession, name: string, value: unknown): Failure | undefined {
    if (this.#removed.length === 0) return undefined;
    const event = new HttpSessionBindingEvent(session, name, value);
    return this.#callAll(this.#removed, 'attributeRemoved', (one) => one.attributeRemoved?.(event));
  }

  valueBound(session: HttpSession, name: string, value: unknown): Failure | undefined {
    if (!isBindingListener(value, 'valueBound')) return undefined;
    const event = new HttpSessionBindingEvent(session, name, value);
    return this.#call('valueBound', () => value.valueBound?.(event));
  }

  valueUnbound(session: HttpSession, name: string, value: unknown): Failure | undefined {
    if (!isBindingListener(value, 'valueUnbound')) return undefined;
    const event = new HttpSessionBindingEvent(session, name, value);
    return this.#call('valueUnbound', () => value.valueUnbound?.(event));
  }

  willPassivate(session: HttpSession, value: HttpSessionActivationListener): void {
    const event = new HttpSessionEvent(session);
    this.#call('sessionWillPassivate', () => value.sessionWillPassivate?.(event));
  }

  didActivate(session: HttpSession, value: HttpSessionActivationListener): void {
    const event = new HttpSessionEvent(session);
    this.#call('sessionDidActivate', () => value.sessionDidActivate?.(event));
  }

  /** With 'propagate' the listeners behind one that threw are not called any more (SES-161). */
  #callAll(
    listeners: readonly SessionListener[],
    what: string,
    call: (listener: SessionListener) => unknown,
  ): Failure | undefined {
    for (const listener of listeners) {
      const failure = this.#call(what, () => call(listener));
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  #call(what: string, callback: () => unknown): Failure | undefined {
    const began = this.#clock.monotonic();
    try {
      const result = callback();
      if (isThenable(result)) this.#watch(what, result);
    } catch (error) {
      // Not rethrown here: the state change around this call has to be completed first.
      if (this.#errors === 'propagate') return { error };
      this.#diagnostics.failure(`Listener method ${what}`, error);
    }
    const took = this.#clock.monotonic() - began;
    if (took > SLOW_MS) this.#diagnostics.slowListener(what, took);
    return undefined;
  }

  /** Listeners are synchronous. A promise all the same must not become an unhandled rejection. */
  #watch(what: string, result: PromiseLike<unknown>): void {
    result.then(undefined, (error: unknown) => {
      this.#diagnostics.failure(`Listener method ${what}`, error);
    });
  }
}

/** Whether a value has one of the methods of an activation listener. */
export function isActivationListener(value: unknown): value is HttpSessionActivationListener {
  return has(value, 'sessionWillPassivate') || has(value, 'sessionDidActivate');
}

function isBindingListener(
  value: unknown,
  method: 'valueBound' | 'valueUnbound',
): value is HttpSessionBindingListener {
  return has(value, method);
}

/** Looks with care: a value may be a Proxy or have a getter that throws. */
function has(value: unknown, method: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return typeof (value as Record<string, unknown>)[method] === 'function';
  } catch {
    // What cannot be looked at has no listener methods.
    return false;
  }
}
