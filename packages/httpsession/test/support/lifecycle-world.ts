import { expect } from '@jest/globals';
import { SessionManager } from 'httpsession';
import type { HttpSession } from 'httpsession';
import type { Culling } from '../../src/engine/residency.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import type { InProcessRequest } from './in-process-request.ts';
import { LifecycleModel, type ModelRequest, type ModelSession } from './lifecycle-model.ts';

/** How a manager is set up for one run. */
export interface LifecycleSetting {
  readonly sessionMax: number;
  readonly culling: Culling;
  /** Seconds. */
  readonly maxLifetime: number | undefined;
}

/** What the application has got of a session, as the model sees it. */
interface ModelFace {
  readonly session: ModelSession;
  readonly isNew: boolean;
  readonly lastAccessedAt: number;
}

/** A request that is under way in the model. */
export interface ModelSlot {
  readonly request: ModelRequest;
  face: ModelFace | undefined;
}

/** A request that is under way. */
export interface RealSlot {
  readonly exchange: InProcessRequest;
  face: HttpSession | undefined;
}

/** The model, and every id that clients know of. */
export interface Model {
  readonly sessions: LifecycleModel;
  readonly slots: Map<number, ModelSlot>;
  readonly ids: string[];
}

/** The manager, and the requests that are under way. */
export interface Real {
  readonly manager: SessionManager;
  readonly clock: FakeClock;
  readonly slots: Map<number, RealSlot>;
  readonly ends: string[];
}

export function createWorld({ sessionMax, culling, maxLifetime }: LifecycleSetting): {
  model: Model;
  real: Real;
} {
  const clock = new FakeClock();
  const ends: string[] = [];
  const manager = new SessionManager({
    clock,
    sessionMax,
    culling,
    maxLifetime,
    sessionTimeout: 1,
    onError: () => undefined,
    listeners: [
      {
        sessionDestroyed: (event) => {
          ends.push(`${String(event.getReason())} ${event.getSession().getId()}`);
        },
      },
    ],
  });
  const sessions = new LifecycleModel({
    interval: 60,
    maxLifetimeMs: maxLifetime === undefined ? Infinity : maxLifetime * 1000,
    sessionMax,
    culling,
    wallMs: clock.now(),
    monotonicMs: clock.monotonic(),
  });
  return {
    model: { sessions, slots: new Map(), ids: [] },
    real: { manager, clock, slots: new Map(), ends },
  };
}

/** What must be the same after whatever happened. */
export function expectSameState({ sessions }: Model, { manager, ends }: Real): void {
  const { metrics } = manager;
  expectSame(
    {
      active: metrics.activeSessions,
      created: metrics.createdSessions,
      timeout: metrics.timedOutSessions,
      invalidated: metrics.invalidatedSessions,
      culled: metrics.culledSessions,
      rejected: metrics.rejectedSessions,
      culledWhileFull: metrics.culledWhileFull,
      ends: ends.splice(0).sort(),
    },
    {
      active: sessions.sessions.size,
      created: sessions.created,
      ...sessions.ended,
      rejected: sessions.rejected,
      culledWhileFull: sessions.culling.culledWhileFull,
      ends: sessions.takeEnds().sort(),
    },
  );
}

/** Expects that the manager and the model give the same. */
export function expectSame(seen: unknown, wanted: unknown): void {
  expect(seen).toEqual(wanted);
}
