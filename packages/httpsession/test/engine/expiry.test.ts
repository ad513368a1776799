import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SessionManager } from 'httpsession';
import { isAlive, type LiveSession } from '../../src/engine/live-session.ts';
import type { EngineOptions } from '../../src/engine/engine-options.ts';
import type { SessionEngine } from '../../src/engine/session-engine.ts';
import { createEngine } from '../support/engine.ts';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { WatchedClock } from '../support/watched-clock.ts';

const DAY_MS = 86_400_000;
/** An expired session is noticed this much later at most when nobody asks for it. */
const NOTICED_WITHIN_MS = 250;

/** An engine whose sessions end only by time, and what it says about their ends. */
class Place {
  readonly clock: FakeClock;
  readonly engine: SessionEngine;
  readonly ended: string[] = [];

  constructor(options: Partial<EngineOptions> = {}, clock = new FakeClock()) {
    this.clock = clock;
    this.engine = createEngine({
      clock,
      // Little room: a list of a hundred thousand takes longer to make than all else here.
      sessionMax: 1000,
      listeners: [
        {
          sessionDestroyed: (event) => {
            this.ended.push(`${event.getSession().getId()} ${String(event.getReason())}`);
          },
        },
      ],
      ...options,
    });
  }

  /** A session that nobody uses, with this interval in seconds. */
  leave(interval?: number): LiveSession {
    const live = this.engine.create();
    if (interval !== undefined) this.setInterval(live, interval);
    this.engine.release(live);
    return live;
  }

  setInterval(live: LiveSession, interval: number): void {
    this.engine.faceOf(live).setMaxInactiveInterval(interval);
  }

  /** A request of the session, which goes on; whether it is there. */
  open(live: LiveSession): boolean {
    return this.engine.open(live.id) === live;
  }

  /** A request of the session; whether it is there. */
  touch(live: LiveSession): boolean {
    const isThere = this.open(live);
    if (isThere) this.engine.release(live);
    return isThere;
  }

  get active(): number {
    return this.engine.metrics.activeSessions;
  }
}

describe('Idle sessions', () => {
  it('P-14 end when their interval is exceeded, for all intervals and times, and never otherwise', () => {
    const seconds = fc.oneof(
      fc.constantFrom(0, -1, 1, 1.5, 60, 66.00000000000001, 2_147_483, 2_147_484, 2 ** 31 - 1),
      fc.constantFrom(-(2 ** 31), 2 ** 53, -(2 ** 53), 1e300, 0.0001, 5e-324),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const nearTheLimit = fc.integer({ min: -2, max: 2 });
    fc.assert(
      fc.property(seconds, nearTheLimit, fc.nat({ max: 2 ** 31 }), (interval, off, other) => {
        for (const idleMs of [Math.round(interval * 1000) + off, other]) {
          // Beyond this a double has no milliseconds any more.
          if (idleMs < 0 || idleMs > 2 ** 52) continue;
          const { clock, engine, ...place } = new Place();
          const live = engine.create();
          engine.faceOf(live).setMaxInactiveInterval(interval);
          engine.release(live);
          clock.pass(idleMs);
          const isOver = interval > 0 && idleMs > interval * 1000;
          expect([interval, idleMs, engine.open(live.id) === undefined]).toEqual([
            interval,
            idleMs,
            isOver,
          ]);
          expect(place.ended).toEqual(isOver ? [`${live.id} timeout`] : []);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([1, 1.5, 60, 2_147_483, 2_147_484, 2 ** 31 - 1])(
    'S-52 an interval of %d s ends nothing early, and is noticed by itself',
    (interval) => {
      const place = new Place();
      const live = place.leave(interval);
      // A timer of all days between would take long even on a clock that is not real.
      place.clock.pass(interval * 1000 - 10);
      place.clock.advance(10);
      expect(place.active).toBe(1);
      place.clock.advance(NOTICED_WITHIN_MS + 1);
      expect([place.active, place.ended]).toEqual([0, [`${live.id} timeout`]]);
    },
  );

  it.each([0, -1, -1e300, 2 ** 53, 1e300, Number.MAX_VALUE])(
    'S-52 an interval of %d s ends nothing within ten years',
    (interval) => {
      const clock = new WatchedClock();
      const place = new Place({}, clock);
      const live = place.leave(interval);
      clock.advance(3650 * DAY_MS);
      expect([place.active, place.touch(live)]).toEqual([1, true]);
      expect(clock.slices.length).toBeLessThan(200);
    },
  );

  it.each([NaN, Infinity, -Infinity, '60', null, undefined, 60n, {}])(
    'S-52 %p is no interval, and changes nothing',
    (interval) => {
      const place = new Place();
      const face = place.engine.faceOf(place.leave(60));
      expect(() => face.setMaxInactiveInterval(interval as number)).toThrow(
        expect.objectContaining({ code: 'HTTPSESSION_BAD_ARGUMENT' }),
      );
      expect(face.getMaxInactiveInterval()).toBe(60);
    },
  );

  it.each([NaN, Infinity, '30', null, 1e12])(
    'S-52 %p is no sessionTimeout in minutes',
    (sessionTimeout) => {
      expect(() => new SessionManager({ sessionTimeout: sessionTimeout as number })).toThrow(
        expect.objectContaining({ option: 'sessionTimeout' }),
      );
    },
  );

  it.each([NaN, Infinity, 0, -1, '30', null])(
    'S-52 %p is no maxLifetime in seconds',
    (maxLifetime) => {
      expect(() => new SessionManager({ maxLifetime: maxLifetime as number })).toThrow(
        expect.objectContaining({ option: 'maxLifetime' }),
      );
    },
  );

  it('SES-061 is over to the millisecond for who asks, long before it would be noticed', () => {
    const place = new Place();
    const [first, second] = [place.leave(60), place.leave(60)];
    place.clock.pass(60_000);
    expect(place.touch(first)).toBe(true);
    place.clock.pass(1);
    expect(place.touch(second)).toBe(false);
    expect(place.ended).toEqual([`${second.id} timeout`]);
  });

  it('SES-062 every use starts the interval again', () => {
    const place = new Place();
    const live = place.leave(60);
    for (let i = 0; i < 20; i += 1) {
      place.clock.advance(60_000);
      expect(place.touch(live)).toBe(true);
    }
    place.clock.advance(60_000 + NOTICED_WITHIN_MS + 1);
    expect(place.active).toBe(0);
  });

  it('R4 the interval starts when the last of several uses ends, however long these took', () => {
    const place = new Place();
    const live = place.leave(60);
    expect(place.open(live)).toBe(true);
    expect(place.open(live)).toBe(true);
    place.clock.advance(10 * 60_000);
    place.engine.release(live);
    place.clock.advance(10 * 60_000);
    expect(place.active).toBe(1);
    place.engine.release(live);
    place.clock.advance(60_000);
    expect(place.active).toBe(1);
    place.clock.advance(NOTICED_WITHIN_MS + 1);
    expect(place.active).toBe(0);
  });

  it('R10 a shorter interval counts at once, from the last use', () => {
    const place = new Place();
    const live = place.leave(1800);
    place.clock.advance(30_000);
    place.setInterval(live, 60);
    place.clock.advance(30_000);
    expect(place.active).toBe(1);
    place.clock.advance(NOTICED_WITHIN_MS + 1);
    expect(place.active).toBe(0);
  });

  it('R10 an interval that is over already ends the session at the next moment', () => {
    const place = new Place();
    const live = place.leave(1800);
    place.clock.advance(120_000);
    place.setInterval(live, 60);
    place.clock.advance(1);
    expect(place.active).toBe(0);
  });

  it.each([0, -1])('R10 from %d, which is never, to a minute counts at once', (never) => {
    const place = new Place();
    const live = place.leave(never);
    place.clock.advance(DAY_MS);
    expect(place.clock.pendingTimers).toBe(0);
    expect(place.open(live)).toBe(true);
    place.setInterval(live, 60);
    place.engine.release(live);
    place.clock.advance(60_000 + NOTICED_WITHIN_MS + 1);
    expect(place.active).toBe(0);
  });

  it('R10 from a minute to never counts at once, and needs no timer', () => {
    const place = new Place();
    const live = place.leave(60);
    place.setInterval(live, 0);
    place.clock.advance(DAY_MS);
    expect([place.active, place.clock.pendingTimers]).toEqual([1, 0]);
  });

  it('R10 a longer interval counts at once', () => {
    const place = new Place();
    const live = place.leave(60);
    place.clock.advance(59_000);
    place.setInterval(live, 120);
    place.clock.advance(60_000);
    expect(place.touch(live)).toBe(true);
  });

  it('S-38 a wall clock that is set ends nothing and keeps nothing alive', () => {
    const place = new Place();
    const [early, late] = [place.leave(60), place.leave(60)];
    place.clock.jumpWall(10 * 365 * DAY_MS);
    place.clock.advance(60_000);
    expect(place.touch(early)).toBe(true);
    place.clock.jumpWall(-20 * 365 * DAY_MS);
    place.clock.advance(NOTICED_WITHIN_MS + 1);
    expect(place.touch(late)).toBe(false);
  });

  it.each([
    ['a minute', 60_000],
    ['ten days', 10 * DAY_MS],
  ])(
    'R10 a process that stood still for %s finds its sessions over, in use or not',
    (_time, ms) => {
      const place = new Place();
      const [over, never] = [place.leave(30), place.leave(0)];
      const used = place.engine.create();
      place.setInterval(used, 30);
      place.clock.pass(ms);
      expect(place.touch(over)).toBe(false);
      place.clock.advance(NOTICED_WITHIN_MS);
      expect([isAlive(used), isAlive(never)]).toEqual([true, true]);
      place.engine.release(used);
      place.clock.advance(30_000);
      expect(isAlive(used)).toBe(true);
      place.clock.advance(NOTICED_WITHIN_MS + 1);
      expect(isAlive(used)).toBe(false);
    },
  );

  it('S-38 an id that ended is dead for ever, also for a session of the same client', () => {
    const place = new Place();
    const live = place.leave(60);
    place.clock.advance(61_000);
    expect(place.touch(live)).toBe(false);
    place.setInterval(live, 1_000_000);
    place.clock.advance(1_800_000);
    expect(place.touch(live)).toBe(false);
    expect(place.clock.pendingTimers).toBe(0);
  });

  it('S-36 a use that goes on behind the end does not bring the session back', () => {
    const place = new Place();
    const live = place.engine.create();
    const face = place.engine.faceOf(live);
    place.engine.faceOf(live).invalidate();
    expect(() => face.setAttribute('a', 1)).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' }),
    );
    place.engine.release(live);
    expect([place.touch(live), place.active]).toEqual([false, 0]);
  });

  it('no timer waits when there are no sessions left, or the manager is closed', async () => {
    const place = new Place();
    for (let i = 0; i < 100; i += 1) place.leave(i + 1);
    place.clock.advance(1_801_000);
    expect([place.active, place.clock.pendingTimers]).toEqual([0, 0]);
    place.leave();
    await place.engine.close();
    expect(place.clock.pendingTimers).toBe(0);
  });
});

describe('A whole life', () => {
  it('R5 ends a session by maxLifetime, however busy it is', () => {
    const place = new Place({ maxLifetimeMs: 60_000 });
    const live = place.leave();
    for (let i = 0; i < 11; i += 1) {
      place.clock.advance(5000);
      expect(place.touch(live)).toBe(true);
    }
    place.clock.pass(5000);
    expect(place.touch(live)).toBe(false);
    expect(place.ended).toEqual([`${live.id} timeout`]);
  });

  it('R5 ends a session by maxLifetime also while it is in use', () => {
    const place = new Place({ maxLifetimeMs: 60_000 });
    const live = place.engine.create();
    const face = place.engine.faceOf(live);
    place.clock.advance(60_000 + NOTICED_WITHIN_MS);
    expect(() => face.getAttributeNames()).toThrow(
      expect.objectContaining({ code: 'HTTPSESSION_INVALIDATED' }),
    );
    place.engine.release(live);
    expect([place.active, place.ended]).toEqual([0, [`${live.id} timeout`]]);
  });

  it('maxLifetime ends sessions that never time out', () => {
    const place = new Place({ maxLifetimeMs: 60_000 });
    place.leave(0);
    place.clock.advance(60_000 + NOTICED_WITHIN_MS);
    expect(place.active).toBe(0);
  });
});
