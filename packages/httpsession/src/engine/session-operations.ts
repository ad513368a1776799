import type { MaybePromise } from '../common/maybe-promise.ts';
import type { HttpSession, HttpSessionAccessor } from '../servlet-api/http-session.ts';
import type { ServletContext } from '../servlet-api/servlet-context.ts';
import type { LiveSession } from './live-session.ts';

/** What the servlet face of a session asks of the engine. The face has checked that it may ask. */
export interface SessionOperations {
  readonly context: ServletContext;
  getAttribute(live: LiveSession, name: string): unknown;
  getAttributeNames(live: LiveSession): string[];
  /** `session` is what listeners are shown. */
  setAttribute(live: LiveSession, session: HttpSession, to: { name: string; value: unknown }): void;
  removeAttribute(live: LiveSession, session: HttpSession, name: string): void;
  update(
    live: LiveSession,
    session: HttpSession,
    by: { name: string; change: (value: unknown) => unknown },
  ): MaybePromise<unknown>;
  computeIfAbsent(
    live: LiveSession,
    session: HttpSession,
    by: { name: string; make: () => MaybePromise<unknown> },
  ): MaybePromise<unknown>;
  invalidate(live: LiveSession, session: HttpSession): void;
  setMaxInactiveSeconds(live: LiveSession, seconds: number): void;
  setPrincipal(live: LiveSession, principal: string | undefined): void;
  accessorOf(live: LiveSession): HttpSessionAccessor;
  handleOf(live: LiveSession): string;
  /** One holder of the session at a time; see `synchronized`. */
  synchronized<T>(live: LiveSession, timeoutMs: number, fn: () => MaybePromise<T>): Promise<T>;
}
