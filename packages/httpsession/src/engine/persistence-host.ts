import type { Clock } from '../common/clock.ts';
import type { SessionEndReason } from '../servlet-api/events.ts';
import type { HttpSession } from '../servlet-api/http-session.ts';
import type { SessionCodec } from '../store/codec.ts';
import type { RecordLimits } from '../store/record-limits.ts';
import type { IdSealer } from '../store/seal.ts';
import type { SessionStore } from '../store/store.ts';
import type { Copies } from './copies.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ListenerDispatch } from './listener-dispatch.ts';
import type { LiveSession } from './live-session.ts';
import type { Metrics } from './metrics.ts';
import type { PrincipalLimit } from './principals.ts';

/** What the application chose, checked and complete. */
export interface PersistenceOptions {
  readonly store: SessionStore;
  readonly codec: SessionCodec;
  readonly sealer: IdSealer | undefined;
  readonly limits: RecordLimits;
  /** Names the application in keys: two applications never share a session. */
  readonly contextName: string;
  /** Milliseconds; undefined: a tenth of the session's interval, 60 s at most. */
  readonly touchMs: number | undefined;
  /** Counted in the store, which has the index for it. */
  readonly principalLimit: PrincipalLimit | undefined;
}

/** What the store's side asks of the engine. */
export interface PersistenceHost {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly dispatch: ListenerDispatch;
  readonly metrics: Metrics;
  readonly maxLifetimeMs: number;
  faceOf(live: LiveSession): HttpSession;
  /** Makes a session that came from the store resident. */
  adopt(live: LiveSession): void;
  /** Takes over the principal that another process gave a session. */
  takePrincipal(live: LiveSession, principal: string | undefined): void;
  /** Watches a session that has another interval than before. */
  watch(live: LiveSession): void;
  /** Takes a session out of memory that lives on in the store. */
  leave(live: LiveSession): void;
  /** Takes a session out of memory that has ended elsewhere. */
  vanish(live: LiveSession): void;
  findResident(id: string): LiveSession | undefined;
  /** Ends a session with its listeners. False when its end has begun before. */
  end(live: LiveSession, reason: SessionEndReason): boolean;
}

/** What comes into memory and leaves it is known by its key as well. */
export function withCopies(host: PersistenceHost, copies: Copies): PersistenceHost {
  return {
    ...host,
    adopt: (live) => {
      copies.add(live);
      host.adopt(live);
    },
    leave: (live) => {
      copies.remove(live);
      host.leave(live);
    },
    vanish: (live) => {
      copies.remove(live);
      host.vanish(live);
    },
  };
}
