import { IllegalStateException, UnsupportedOperationException } from 'httpsession';

/**
 * Where an application is in its life, as far as it matters to what may still be configured.
 * `restricted`: in `contextInitialized` of a listener that was itself added by code.
 */
export type Phase = 'configuring' | 'restricted' | 'started' | 'stopped';

/** The guard of everything that can only be set up before the application has started. */
export class ContextPhase {
  current: Phase = 'configuring';

  /** Whether the application has been set up, and cannot be changed. */
  get isInitialized(): boolean {
    return this.current === 'started' || this.current === 'stopped';
  }

  /**
   * @throws UnsupportedOperationException in a listener that was added by code; this comes first
   * @throws IllegalStateException when the application has started
   */
  checkOpen(method: string): void {
    this.checkUnrestricted(method);
    if (!this.isInitialized) return;
    throw new IllegalStateException(
      'HTTPSESSION_CONTEXT_INITIALIZED',
      `${method}: the application has started. Call it before, in an initializer or in ` +
        'contextInitialized()',
    );
  }

  /** @throws UnsupportedOperationException in a listener that was added by code */
  checkUnrestricted(method: string): void {
    if (this.current !== 'restricted') return;
    throw new UnsupportedOperationException(
      `${method} is not for context listeners that were added by addListener(); declare the ` +
        "listener in the application's options or in web.xml",
    );
  }
}
