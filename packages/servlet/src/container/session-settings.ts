import {
  IllegalArgumentException,
  type SessionCookieConfig,
  type SessionOptions,
  type SessionTrackingMode,
  toCookieConfig,
} from 'httpsession';
import type { ContextPhase } from './registration/context-phase.ts';

/** Whatever else finds ids, beside the modes of the specification: see `headerTracker`. */
type Trackers = NonNullable<SessionOptions['trackingModes']>;

const DEFAULT_TIMEOUT_MINUTES = 30;
const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;

/**
 * What a ServletContext says of sessions, which may be changed until the application has started; then
 * the session manager is made of it.
 */
export class SessionSettings {
  readonly #phase: ContextPhase;
  readonly #cookieConfig: SessionCookieConfig;
  readonly #trackers: Trackers;
  readonly #declaredModes: ReadonlySet<SessionTrackingMode>;
  #modes: ReadonlySet<SessionTrackingMode> | undefined;
  #timeout: number;

  /** @throws OptionError when the cookie of the options is wrong */
  constructor(phase: ContextPhase, options: SessionOptions) {
    const modes = options.trackingModes ?? ['COOKIE'];
    this.#phase = phase;
    this.#cookieConfig = toCookieConfig(options.cookie);
    this.#trackers = modes.filter((mode) => typeof mode === 'object');
    this.#declaredModes = new Set(modes.filter((mode) => typeof mode === 'string'));
    this.#timeout = options.sessionTimeout ?? DEFAULT_TIMEOUT_MINUTES;
  }

  get cookieConfig(): SessionCookieConfig {
    this.#phase.checkUnrestricted('getSessionCookieConfig');
    return this.#cookieConfig;
  }

  /** Minutes; zero or less: sessions do not time out. */
  get timeout(): number {
    return this.#timeout;
  }

  /**
   * @throws UnsupportedOperationException in a listener that was added by code
   * @throws IllegalStateException when the application has started
   */
  setTimeout(minutes: number): void {
    this.#phase.checkOpen('setSessionTimeout');
    if (!Number.isInteger(minutes) || minutes < INT_MIN || minutes > INT_MAX) {
      throw new IllegalArgumentException('A session timeout is a whole number of minutes');
    }
    this.#timeout = minutes;
  }

  /**
   * Replaces the modes that hold so far.
   * @throws UnsupportedOperationException in a listener that was added by code
   * @throws IllegalStateException when the application has started
   * @throws IllegalArgumentException for SSL, with others or alone, and for what is no mode
   */
  setModes(modes: Iterable<SessionTrackingMode>): void {
    this.#phase.checkOpen('setSessionTrackingModes');
    const chosen = new Set(modes);
    if (chosen.has('SSL')) {
      const why = chosen.size > 1 ? 'does not go with others' : 'is not supported';
      throw new IllegalArgumentException(`The session tracking mode SSL ${why}`);
    }
    for (const mode of chosen) {
      if (mode === 'COOKIE' || mode === 'URL') continue;
      throw new IllegalArgumentException('Session tracking modes are COOKIE and URL');
    }
    this.#modes = chosen;
  }

  /** What was set, or else declared: a new set each time. */
  effectiveModes(): Set<SessionTrackingMode> {
    return new Set(this.#modes ?? this.#declaredModes);
  }

  /** What holds where nothing is set: a new set each time. */
  defaultModes(): Set<SessionTrackingMode> {
    return new Set<SessionTrackingMode>(['COOKIE']);
  }

  /** What the session manager is told. */
  toOptions(): Pick<SessionOptions, 'cookie' | 'sessionTimeout' | 'trackingModes'> {
    const modes = [...this.effectiveModes()].filter((mode) => mode !== 'SSL');
    return {
      cookie: this.#cookieConfig,
      sessionTimeout: this.#timeout,
      trackingModes: [...modes, ...this.#trackers],
    };
  }
}
