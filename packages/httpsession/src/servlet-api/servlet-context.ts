import type { Enumeration } from './enumeration.ts';
import type { SessionCookieConfig } from './session-cookie-config.ts';
import type { SessionTrackingMode } from './tracking-mode.ts';

/** The part of Java's `ServletContext` that sessions need: one application, and what it shares. */
export interface ServletContext {
  /** The path that the application is mounted at: empty for the root, else `/shop`. */
  getContextPath(): string;
  /** Something that the whole application shares, or `null`. */
  getAttribute(name: string): unknown;
  /** The names of what the application shares: a snapshot. */
  getAttributeNames(): Enumeration<string>;
  /** Shares something; `null` and `undefined` remove it. */
  setAttribute(name: string, value: unknown): void;
  /** Stops sharing something; an unknown name does nothing. */
  removeAttribute(name: string): void;
  /** How the session cookie looks: always the same object, read-only by now (SES-121, SES-123). */
  getSessionCookieConfig(): SessionCookieConfig;
  /** Minutes without a request after which a new session ends; zero or less means never. */
  getSessionTimeout(): number;
  /** The modes in effect, as a new set each time. */
  getEffectiveSessionTrackingModes(): Set<SessionTrackingMode>;
  /** The modes used where none are configured: COOKIE. A new set each time. */
  getDefaultSessionTrackingModes(): Set<SessionTrackingMode>;
}
