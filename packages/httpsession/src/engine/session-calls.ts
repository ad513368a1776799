import { andThen, type MaybePromise } from '../common/maybe-promise.ts';
import type { HttpSession, HttpSessionAccessor } from '../servlet-api/http-session.ts';
import type { ServletContext } from '../servlet-api/servlet-context.ts';
import { type AtomicChange, mustNotWait } from './atomic-updates.ts';
import type { AttributeChanges } from './attribute-changes.ts';
import { attributeNames } from './attributes.ts';
import { Computations } from './computations.ts';
import type { LiveSession } from './live-session.ts';
import type { SessionLocking } from './session-locking.ts';
import type { SessionOperations } from './session-operations.ts';

/** What the calls ask of a store that other processes write to. */
interface AtomicStorage {
  update(live: LiveSession, name: string, change: AtomicChange): Promise<unknown>;
}

/** What the calls need beside attributes. */
export interface SessionCallTools {
  readonly context: ServletContext;
  readonly changes: AttributeChanges;
  readonly locking: SessionLocking;
  /** Undefined where this process is the only one that changes sessions. */
  readonly storage: AtomicStorage | undefined;
  end(live: LiveSession, session: HttpSession): void;
  setMaxInactiveSeconds(live: LiveSession, seconds: number): void;
  setPrincipal(live: LiveSession, principal: string | undefined): void;
  accessorOf(live: LiveSession): HttpSessionAccessor;
  handleOf(live: LiveSession): string;
}

/** What the servlet face of a session asks for, carried out. */
export class SessionCalls implements SessionOperations {
  readonly context: ServletContext;
  readonly #tools: SessionCallTools;
  readonly #changes: AttributeChanges;
  readonly #computations = new Computations();

  constructor(tools: SessionCallTools) {
    this.context = tools.context;
    this.#tools = tools;
    this.#changes = tools.changes;
  }

  getAttribute(live: LiveSession, name: string): unknown {
    return this.#changes.read(live, name);
  }

  getAttributeNames(live: LiveSession): string[] {
    return attributeNames(live.attributes);
  }

  setAttribute(
    live: LiveSession,
    session: HttpSession,
    to: { name: string; value: unknown },
  ): void {
    throwIfFailed(this.#changes.bind(live, session, to));
  }

  removeAttribute(live: LiveSession, session: HttpSession, name: string): void {
    throwIfFailed(this.#changes.unbind(live, session, name));
  }

  update(
    live: LiveSession,
    session: HttpSession,
    { name, change }: { name: string; change: (value: unknown) => unknown },
  ): MaybePromise<unknown> {
    if (this.#tools.storage === undefined) {
      const value = change(this.#changes.read(live, name));
      mustNotWait(value);
      this.#setOrRemove(live, session, { name, value });
      return value;
    }
    return this.#tools.storage.update(live, name, {
      change,
      apply: (value) => {
        this.#setOrRemove(live, session, { name, value });
      },
    });
  }

  computeIfAbsent(
    live: LiveSession,
    session: HttpSession,
    { name, make }: { name: string; make: () => MaybePromise<unknown> },
  ): MaybePromise<unknown> {
    const present = this.#changes.read(live, name);
    if (present !== undefined) return present;
    return this.#computations.run(live, name, () =>
      andThen(make(), (value) => {
        // What was set while the value was made is present, and stays.
        const meanwhile = this.#changes.read(live, name);
        if (meanwhile !== undefined) return meanwhile;
        session.setAttribute(name, value);
        return value;
      }),
    );
  }

  invalidate(live: LiveSession, session: HttpSession): void {
    this.#tools.end(live, session);
  }

  setMaxInactiveSeconds(live: LiveSession, seconds: number): void {
    this.#tools.setMaxInactiveSeconds(live, seconds);
  }

  setPrincipal(live: LiveSession, principal: string | undefined): void {
    this.#tools.setPrincipal(live, principal);
  }

  accessorOf(live: LiveSession): HttpSessionAccessor {
    return this.#tools.accessorOf(live);
  }

  handleOf(live: LiveSession): string {
    return this.#tools.handleOf(live);
  }

  synchronized<T>(live: LiveSession, timeoutMs: number, fn: () => MaybePromise<T>): Promise<T> {
    return this.#tools.locking.run(live, timeoutMs, fn);
  }

  #setOrRemove(
    live: LiveSession,
    session: HttpSession,
    { name, value }: { name: string; value: unknown },
  ): void {
    if (value === null || value === undefined) this.removeAttribute(live, session, name);
    else this.setAttribute(live, session, { name, value });
  }
}

/** The change is complete; now the caller hears what a listener threw. */
export function throwIfFailed(failure: { readonly error: unknown } | undefined): void {
  if (failure !== undefined) throw failure.error;
}
