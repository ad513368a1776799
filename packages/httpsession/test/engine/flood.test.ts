import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { LRUCache } from 'lru-cache';
import type { LiveSession } from '../../src/engine/live-session.ts';
import type { SessionEngine } from '../../src/engine/session-engine.ts';
import { createEngine } from '../support/engine.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';

/** Clients of an engine, without sockets. */
class Crowd {
  readonly clock = new FakeClock();
  readonly engine: SessionEngine;

  constructor(sessionMax: number) {
    this.engine = createEngine({ clock: this.clock, sessionMax });
  }

  /** The first request of a client. */
  arrive(): LiveSession {
    const live = this.engine.create();
    this.engine.release(live);
    return live;
  }

  /** A later request. Undefined: the session is gone. */
  comeBack(id: string): LiveSession | undefined {
    const live = this.engine.open(id) as LiveSession | undefined;
    if (live === undefined) return undefined;
    this.engine.access(live);
    this.engine.join(live);
    this.engine.release(live);
    return live;
  }

  signIn(id: string, name: string): LiveSession | undefined {
    const live = this.comeBack(id);
    if (live !== undefined) this.engine.faceOf(live).setPrincipal(name);
    return live;
  }
}

describe('A flood of clients that come once', () => {
  it('S-46 does not sign out those who are at work, and somebody new can still sign in', () => {
    const crowd = new Crowd(10_000);
    const regulars = Array.from({ length: 5000 }, () => crowd.arrive().id);
    for (const [i, id] of regulars.entries()) crowd.signIn(id, `regular ${String(i)}`);
    // A million in ten minutes; the regulars come back once a minute, one after the other.
    for (let second = 0; second < 600; second += 1) {
      for (let i = 0; i < 1_000_000 / 600; i += 1) crowd.arrive();
      const turn = second % 60;
      for (let i = turn; i < regulars.length; i += 60) crowd.comeBack(regulars[i] as string);
      crowd.clock.advance(1000);
    }
    const { metrics } = crowd.engine;
    expect(metrics.createdSessions).toBeGreaterThan(1_000_000);
    expect(metrics.activeSessions).toBe(10_000);
    expect(regulars.filter((id) => crowd.comeBack(id) === undefined)).toEqual([]);

    const guest = crowd.arrive();
    for (let i = 0; i < 1000; i += 1) crowd.arrive();
    expect(crowd.signIn(guest.id, 'guest')).toBe(guest);
    for (let i = 0; i < 20_000; i += 1) crowd.arrive();
    expect(crowd.comeBack(guest.id)).toBe(guest);
  }, 60_000);

  it('S-46 that come twice each does not sign out those who are at work either', () => {
    const crowd = new Crowd(1000);
    const regulars = Array.from({ length: 500 }, () => crowd.arrive().id);
    for (const id of regulars) crowd.signIn(id, 'regular');
    for (let i = 0; i < 50_000; i += 1) {
      crowd.comeBack(crowd.arrive().id);
      if (i % 500 === 0) for (const id of regulars) crowd.comeBack(id);
    }
    expect(regulars.filter((id) => crowd.comeBack(id) === undefined)).toEqual([]);
  });
});

describe('The cost of one request', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** How often the lists of sessions are asked for something, for each of 4000 requests. */
  function listCallsPerRequest(sessionMax: number): number {
    const crowd = new Crowd(sessionMax);
    const ids = Array.from({ length: sessionMax }, () => crowd.arrive().id);
    // Half of them come back, and a part of all is in use for the whole time.
    for (let i = 0; i < sessionMax; i += 2) crowd.comeBack(ids[i] as string);
    for (let i = 0; i < sessionMax; i += 50) void crowd.engine.open(ids[i] as string);
    const methods = ['get', 'set', 'delete', 'pop'] as const;
    const spies = methods.map((method) => jest.spyOn(LRUCache.prototype, method));
    for (let i = 0; i < 2000; i += 1) {
      crowd.arrive();
      crowd.comeBack(ids[(i * 7919) % sessionMax] as string);
    }
    const calls = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    jest.restoreAllMocks();
    return calls / 4000;
  }

  it('P-13 S2-09 does not depend on how many sessions there are', () => {
    const [few, many] = [listCallsPerRequest(1000), listCallsPerRequest(100_000)];
    expect(many).toBeGreaterThan(1);
    expect(many).toBeLessThan(12);
    expect(many).toBeLessThan(few * 1.5);
  });
});
