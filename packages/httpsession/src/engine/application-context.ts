import { Enumeration } from '../servlet-api/enumeration.ts';
import type { ServletContext } from '../servlet-api/servlet-context.ts';
import type { SessionCookieConfig } from '../servlet-api/session-cookie-config.ts';
import type { SessionTrackingMode } from '../servlet-api/tracking-mode.ts';

/** What a context is made of. */
export interface ApplicationContextInit {
  readonly contextPath: string;
  readonly cookieConfig: SessionCookieConfig;
  /** Minutes. */
  readonly sessionTimeout: number;
  readonly trackingModes: ReadonlySet<SessionTrackingMode>;
}

/** The application that a manager keeps the sessions of. */
export class ApplicationContext implements ServletContext {
  readonly #init: ApplicationContextInit;
  readonly #attributes = new Map<string, unknown>();

  constructor(init: ApplicationContextInit) {
    this.#init = init;
  }

  getContextPath(): string {
    return this.#init.contextPath;
  }

  getAttribute(name: string): unknown {
    return this.#attributes.get(name) ?? null;
  }

  getAttributeNames(): Enumeration<string> {
    return new Enumeration(this.#attributes.keys());
  }

  setAttribute(name: string, value: unknown): void {
    if (value === null || value === undefined) this.#attributes.delete(name);
    else this.#attributes.set(name, value);
  }

  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }

  getSessionCookieConfig(): SessionCookieConfig {
    return this.#init.cookieConfig;
  }

  getSessionTimeout(): number {
    return this.#init.sessionTimeout;
  }

  getEffectiveSessionTrackingModes(): Set<SessionTrackingMode> {
    return new Set(this.#init.trackingModes);
  }

  getDefaultSessionTrackingModes(): Set<SessionTrackingMode> {
    return new Set<SessionTrackingMode>(['COOKIE']);
  }
}
