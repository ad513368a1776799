import type { HttpSession } from './http-session.ts';

/** Why a session ended. */
export type SessionEndReason = 'invalidated' | 'timeout' | 'culled' | 'shutdown';

/** Java's `HttpSessionEvent`. */
export class HttpSessionEvent {
  readonly #session: HttpSession;
  readonly #reason: SessionEndReason | undefined;

  constructor(session: HttpSession, reason?: SessionEndReason) {
    this.#session = session;
    this.#reason = reason;
  }

  /** The session. In `sessionDestroyed` its attributes can still be read. */
  getSession(): HttpSession {
    return this.#session;
  }

  /** Java's `EventObject.getSource`: the session. */
  getSource(): HttpSession {
    return this.#session;
  }

  /** Why the session ended, in `sessionDestroyed`; otherwise undefined. Not in Java. */
  getReason(): SessionEndReason | undefined {
    return this.#reason;
  }
}

/** Java's `HttpSessionBindingEvent`: an attribute was bound, unbound or replaced. */
export class HttpSessionBindingEvent extends HttpSessionEvent {
  readonly #name: string;
  readonly #value: unknown;

  constructor(session: HttpSession, name: string, value: unknown = null) {
    super(session);
    this.#name = name;
    this.#value = value;
  }

  /** The name of the attribute. */
  getName(): string {
    return this.#name;
  }

  /** The new value when added or bound, the old one when removed, unbound or replaced (SES-168). */
  getValue(): unknown {
    return this.#value;
  }
}
