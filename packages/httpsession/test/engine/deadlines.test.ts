import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_TIMER_MS } from '../../src/common/clock.ts';
import { type DeadlineNode, Deadlines } from '../../src/engine/deadlines.ts';
import { WatchedClock } from '../support/watched-clock.ts';

/** The longest that something due may wait until it is noticed. */
const NOTICED_WITHIN_MS = 250;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

class Guest implements DeadlineNode {
  previous: DeadlineNode | undefined = undefined;
  next: DeadlineNode | undefined = undefined;
  deadlineMs: number;
  /** When it was found to be over. */
  readonly noticedAt: number[] = [];
  /** How often it was looked at before that. */
  early = 0;

  constructor(deadlineMs: number) {
    this.deadlineMs = deadlineMs;
  }
}

/** Deadlines whose guests may stay longer by having their `deadlineMs` moved, as sessions do. */
class Inn {
  readonly clock = new WatchedClock();
  readonly deadlines: Deadlines<Guest>;
  /** Milliseconds that looking at one guest takes. */
  costMs = 0;

  constructor() {
    this.deadlines = new Deadlines<Guest>(this.clock, (guest) => {
      this.clock.worked(this.costMs);
      const nowMs = this.clock.monotonic();
      if (guest.deadlineMs <= nowMs) guest.noticedAt.push(nowMs);
      else {
        guest.early += 1;
        this.deadlines.schedule(guest, guest.deadlineMs, nowMs);
      }
    });
  }

  get nowMs(): number {
    return this.clock.monotonic();
  }

  /** A guest who has to go after so many milliseconds. */
  admit(ms: number): Guest {
    const guest = new Guest(this.nowMs + ms);
    this.deadlines.schedule(guest, guest.deadlineMs, this.nowMs);
    return guest;
  }

  admitMany(count: number, ms: number): Guest[] {
    return Array.from({ length: count }, () => this.admit(ms));
  }
}

function expectNoticedInTime(guest: Guest): void {
  expect(guest.noticedAt).toHaveLength(1);
  const late = (guest.noticedAt[0] ?? NaN) - guest.deadlineMs;
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(NOTICED_WITHIN_MS);
}

describe('Deadlines', () => {
  it.each([
    ['at once', 0],
    ['in a millisecond', 1],
    ['in half an hour', HOUR_MS / 2],
    ['in two hours', 2 * HOUR_MS],
    ['just behind two hours', 2 * HOUR_MS + 1],
    ['in four days', 4 * DAY_MS],
    ['just behind four days', 4 * DAY_MS + 1],
    ['in 25 days, more than a timer can wait', 25 * DAY_MS],
    ['in a year', 365 * DAY_MS],
  ])('R10 notices once, and within a quarter of a second, what is due %s', (_when, ms) => {
    const inn = new Inn();
    inn.clock.pass(137);
    const guest = inn.admit(ms);
    inn.clock.advance(Math.max(0, ms - 1));
    expect(guest.noticedAt).toEqual([]);
    inn.clock.advance(NOTICED_WITHIN_MS + 1);
    inn.clock.advance(DAY_MS);
    expectNoticedInTime(guest);
  });

  it('S-52 never asks for a timer that would fire at once because it is too long', () => {
    const inn = new Inn();
    const deadlines = [25 * DAY_MS, 1000 * DAY_MS, 2 ** 31 * 1000, 2 ** 53 * 1000, 1e300];
    for (const ms of deadlines) inn.admit(ms);
    inn.clock.advance(200 * DAY_MS);
    expect(Math.min(...inn.clock.delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...inn.clock.delays)).toBeLessThanOrEqual(MAX_TIMER_MS);
    // 200 days at three or so a day, not one in each millisecond.
    expect(inn.clock.slices.length).toBeLessThan(1000);
  });

  it('R10 waits for what is far away with few timers and few looks', () => {
    const inn = new Inn();
    const guest = inn.admit(365 * DAY_MS);
    inn.clock.advance(365 * DAY_MS + NOTICED_WITHIN_MS);
    expectNoticedInTime(guest);
    expect(guest.early).toBeLessThan(40);
    expect(inn.clock.slices.length).toBeLessThan(100);
  });

  it('notices in time whatever was moved, cancelled or hung again', () => {
    const delay = fc.oneof(
      fc.integer({ min: 0, max: 1000 }),
      fc.integer({ min: 0, max: 3 * HOUR_MS }),
      fc.integer({ min: 0, max: 10 * DAY_MS }),
    );
    const deed = fc.record({
      kind: fc.constantFrom('admit', 'stay', 'reschedule', 'cancel', 'advance', 'late'),
      who: fc.nat(),
      ms: delay,
    });
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40, size: 'max' }), (deeds) => {
        const inn = new Inn();
        const guests: Guest[] = [];
        const cancelled = new Set<Guest>();
        for (const { kind, who, ms } of deeds) {
          const guest = guests[who % Math.max(1, guests.length)];
          const isHere = guest?.noticedAt.length === 0;
          if (kind === 'admit') guests.push(inn.admit(ms));
          else if (kind === 'advance') inn.clock.advance(ms);
          else if (kind === 'late') {
            // Nothing here is late by more than the clock was.
            const now = inn.nowMs + ms;
            for (const one of guests.filter(({ noticedAt }) => noticedAt.length === 0)) {
              one.deadlineMs = Math.max(one.deadlineMs, cancelled.has(one) ? 0 : now);
            }
            inn.clock.pass(ms);
            inn.clock.advance(0);
          } else if (isHere && kind === 'stay' && !cancelled.has(guest)) {
            guest.deadlineMs += ms;
          } else if (isHere && kind === 'reschedule') {
            guest.deadlineMs = inn.nowMs + ms;
            cancelled.delete(guest);
            inn.deadlines.schedule(guest, guest.deadlineMs, inn.nowMs);
          } else if (isHere && kind === 'cancel') {
            cancelled.add(guest);
            inn.deadlines.cancel(guest);
          }
        }
        inn.clock.advance(400 * DAY_MS);
        for (const guest of guests) {
          if (cancelled.has(guest)) expect(guest.noticedAt).toEqual([]);
          else expectNoticedInTime(guest);
        }
        expect(inn.clock.pendingTimers).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('R10 costs nothing for a deadline that moves away: one look for each time it was due', () => {
    const inn = new Inn();
    const guest = inn.admit(HOUR_MS / 2);
    for (let minute = 0; minute < 300; minute += 1) {
      inn.clock.advance(60_000);
      guest.deadlineMs = inn.nowMs + HOUR_MS / 2;
    }
    expect(guest.noticedAt).toEqual([]);
    expect(guest.early).toBeLessThanOrEqual(11);
  });

  it('a nearer deadline than all others is not kept waiting for them', () => {
    const inn = new Inn();
    inn.admit(HOUR_MS);
    const near = inn.admit(1000);
    const nearest = inn.admit(10);
    inn.clock.advance(1000 + NOTICED_WITHIN_MS);
    for (const guest of [nearest, near]) expectNoticedInTime(guest);
  });

  it('one that hangs nowhere can be cancelled, before and after', () => {
    const inn = new Inn();
    const guest = new Guest(0);
    inn.deadlines.cancel(guest);
    const due = inn.admit(1);
    inn.clock.advance(NOTICED_WITHIN_MS);
    inn.deadlines.cancel(due);
    inn.deadlines.cancel(due);
    expectNoticedInTime(due);
  });

  it('one that takes out its neighbours while it is looked at harms nobody else', () => {
    const clock = new WatchedClock();
    const seen: number[] = [];
    const deadlines: Deadlines<Guest> = new Deadlines<Guest>(clock, (guest) => {
      seen.push(guests.indexOf(guest));
      for (const at of [1, 2, 5]) deadlines.cancel(guests[at] as Guest);
    });
    const guests = Array.from({ length: 6 }, () => new Guest(0));
    for (const guest of guests) deadlines.schedule(guest, clock.monotonic(), clock.monotonic());
    clock.advance(NOTICED_WITHIN_MS);
    expect(seen).toEqual([0, 3, 4]);
  });

  it('one that is hung into the past while another is looked at comes next, and none is lost', () => {
    const inn = new Inn();
    const [first, second, third] = [inn.admit(1000), inn.admit(HOUR_MS), inn.admit(2000)];
    let seen = 0;
    inn.clock.pass(60_000);
    const look = inn.clock.worked.bind(inn.clock);
    inn.clock.worked = (ms) => {
      look(ms);
      seen += 1;
      if (seen > 1) return;
      second.deadlineMs = inn.nowMs - 59_500;
      inn.deadlines.schedule(second, second.deadlineMs, inn.nowMs);
    };
    inn.clock.advance(HOUR_MS);
    for (const guest of [first, second, third]) expect(guest.noticedAt).toHaveLength(1);
    expect(inn.clock.pendingTimers).toBe(0);
  });

  it('after close nothing is called and no timer waits', () => {
    const inn = new Inn();
    const guests = inn.admitMany(3, 1000);
    inn.deadlines.close();
    inn.deadlines.close();
    guests.push(inn.admit(10));
    expect(inn.clock.pendingTimers).toBe(0);
    inn.clock.advance(DAY_MS);
    expect(guests.map(({ noticedAt }) => noticedAt)).toEqual([[], [], [], []]);
  });

  it('closed while it works, it stops', () => {
    const clock = new WatchedClock();
    let seen = 0;
    const deadlines: Deadlines<Guest> = new Deadlines<Guest>(clock, () => {
      seen += 1;
      deadlines.close();
    });
    for (let i = 0; i < 100; i += 1) deadlines.schedule(new Guest(0), 6000 + i, 5000);
    clock.advance(DAY_MS);
    expect(seen).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('Deadlines under load', () => {
  it.each([0.002, 0.1, 1, 2])(
    'S-51 holds the event loop for at most 5 ms at a time when each takes %d ms',
    (costMs) => {
      const inn = new Inn();
      inn.costMs = costMs;
      const guests = inn.admitMany(5000, 1000);
      inn.clock.advance(60_000);
      expect(Math.max(...inn.clock.slices.map(({ ms }) => ms))).toBeLessThanOrEqual(5);
      expect(guests.filter(({ noticedAt }) => noticedAt.length === 1)).toHaveLength(5000);
    },
  );

  it('S-51 does what it can in a slice, and not one thing a turn', () => {
    const inn = new Inn();
    inn.costMs = 0.01;
    inn.admitMany(10_000, 1000);
    inn.clock.advance(60_000);
    expect(inn.clock.slices.length).toBeLessThan(100);
  });

  it('S-51 something that takes longer than a slice has one to itself', () => {
    const inn = new Inn();
    inn.costMs = 50;
    inn.admitMany(20, 1000);
    inn.clock.advance(60_000);
    expect(inn.clock.slices.filter(({ steps }) => steps > 0).map(({ steps }) => steps)).toEqual(
      new Array<number>(20).fill(1),
    );
  });

  it('S-51 what comes between two slices is not forgotten', () => {
    const inn = new Inn();
    inn.costMs = 1;
    const many = inn.admitMany(100, 1000);
    const wait = inn.clock.nextTurn.bind(inn.clock);
    const between: Guest[] = [];
    inn.clock.nextTurn = (callback) => {
      if (between.length < 20) between.push(inn.admit(10), inn.admit(5000));
      return wait(callback);
    };
    inn.clock.advance(60_000);
    for (const guest of [...many, ...between]) expect(guest.noticedAt).toHaveLength(1);
    expect(between).toHaveLength(20);
  });

  it.each([
    ['a minute', 60_000],
    ['ten days', 10 * DAY_MS],
  ])('S-51 a process that stood still for %s catches up in slices', (_time, ms) => {
    const inn = new Inn();
    inn.costMs = 0.05;
    const over = Array.from({ length: 2000 }, (_, i) => inn.admit(1 + ((i * 31) % 59_000)));
    const stays = inn.admit(ms + HOUR_MS);
    inn.clock.pass(ms);
    inn.clock.advance(NOTICED_WITHIN_MS);
    for (const guest of over) expect(guest.noticedAt).toHaveLength(1);
    expect(stays.noticedAt).toEqual([]);
    expect(Math.max(...inn.clock.slices.map((slice) => slice.ms))).toBeLessThanOrEqual(5);
  });

  it('S-51 thousands of moments at which nobody is due any more are passed in slices too', () => {
    const inn = new Inn();
    for (let i = 1; i <= 20_000; i += 1) inn.deadlines.cancel(inn.admit(i * NOTICED_WITHIN_MS));
    const last = inn.admit(20_001 * NOTICED_WITHIN_MS);
    // Time goes by with each look at the clock, so that work without nodes is seen as well.
    const look = inn.clock.monotonic.bind(inn.clock);
    inn.clock.pass(10 * DAY_MS);
    inn.clock.monotonic = () => {
      inn.clock.pass(0.001);
      return look();
    };
    inn.clock.advance(NOTICED_WITHIN_MS);
    expect(last.noticedAt).toHaveLength(1);
    expect(Math.max(...inn.clock.slices.map(({ ms }) => ms))).toBeLessThanOrEqual(5);
  });
});

describe('What deadlines keep in memory', () => {
  it('cancelled ones leave no timers behind once their time is over', () => {
    const inn = new Inn();
    for (let i = 0; i < 1000; i += 1) inn.deadlines.cancel(inn.admit(i * 100));
    inn.clock.advance(HOUR_MS);
    expect(inn.clock.pendingTimers).toBe(0);
    expect(inn.clock.delays.length).toBeLessThan(1000);
  });

  it('one node hung up again and again is looked at once', () => {
    const inn = new Inn();
    const guest = inn.admit(1000);
    for (let i = 0; i < 1000; i += 1) {
      inn.deadlines.schedule(guest, guest.deadlineMs, inn.nowMs);
    }
    inn.clock.advance(HOUR_MS);
    expect(guest.early).toBe(0);
    expectNoticedInTime(guest);
  });

  it('intervals of all lengths share a bounded number of moments', () => {
    const inn = new Inn();
    const guest = inn.admit(1);
    // Each interval a day longer than the last, for three hundred years.
    for (let day = 1; day < 100_000; day += 1) {
      inn.deadlines.schedule(guest, inn.nowMs + day * DAY_MS, inn.nowMs);
    }
    inn.deadlines.cancel(guest);
    const before = inn.clock.slices.length;
    inn.clock.advance(100 * DAY_MS);
    expect(inn.clock.slices.length - before).toBeLessThan(60);
    expect(inn.clock.pendingTimers).toBe(0);
  });
});
