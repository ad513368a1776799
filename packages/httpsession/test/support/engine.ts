import { ApplicationContext } from '../../src/engine/application-context.ts';
import { Diagnostics } from '../../src/engine/diagnostics.ts';
import type { EngineOptions } from '../../src/engine/engine-options.ts';
import { SessionEngine } from '../../src/engine/session-engine.ts';
import { SessionCookieConfig } from '../../src/servlet-api/session-cookie-config.ts';
import { createIdGenerator } from '../../src/tracking/session-id.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';

/** An engine without a store, by itself. Its warnings go nowhere unless `diagnostics` is passed. */
export function createEngine(options: Partial<EngineOptions> = {}): SessionEngine {
  return new SessionEngine({
    clock: new FakeClock(),
    context: new ApplicationContext({
      contextPath: '',
      cookieConfig: new SessionCookieConfig(),
      sessionTimeout: 30,
      trackingModes: new Set(['COOKIE']),
    }),
    diagnostics: new SilentDiagnostics(),
    generateId: createIdGenerator(),
    maxInactiveSeconds: 1800,
    maxLifetimeMs: Infinity,
    sessionMax: 100_000,
    culling: 'segmented',
    listeners: [],
    listenerErrors: 'isolate',
    principalLimit: undefined,
    persistence: undefined,
    ...options,
  });
}

/** Keeps the warnings that the process would give. */
export class SilentDiagnostics extends Diagnostics {
  readonly warnings: string[] = [];

  override warnOnce(_topic: string, message: string): void {
    this.warnings.push(message);
  }
}
