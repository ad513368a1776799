import type { Clock } from '../common/clock.ts';
import type { SessionListener } from '../servlet-api/listeners.ts';
import type { ServletContext } from '../servlet-api/servlet-context.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ListenerErrors } from './listener-dispatch.ts';
import type { PersistenceOptions } from './persistence-host.ts';
import type { PrincipalLimit } from './principals.ts';
import type { Culling } from './residency.ts';

/** What the engine needs to know, checked and complete. */
export interface EngineOptions {
  readonly clock: Clock;
  readonly context: ServletContext;
  readonly diagnostics: Diagnostics;
  /** `isTaken` tells whether a session in memory has an id already. */
  readonly generateId: (isTaken: (id: string) => boolean) => string;
  /** Seconds; zero or less: never. */
  readonly maxInactiveSeconds: number;
  /** Milliseconds of a whole life; Infinity: no limit. */
  readonly maxLifetimeMs: number;
  readonly sessionMax: number;
  readonly culling: Culling;
  readonly listeners: readonly SessionListener[];
  readonly listenerErrors: ListenerErrors;
  readonly principalLimit: PrincipalLimit | undefined;
  /** Undefined: sessions live in this process only. */
  readonly persistence: PersistenceOptions | undefined;
}
