import { describe, expect, it } from '@jest/globals';
import { deadlineAfter } from '../../src/store/deadline.ts';

const use = { inUseAt: 100_000, graceMs: 60_000, endsAt: undefined };

describe('R11 the deadline after a change', () => {
  it.each([
    ['the idle time of the record and the grace', 3_600_000, 60_000, 100_000 + 3_660_000],
    ['a grace of a tenth at most', 10_000, 60_000, 100_000 + 11_000],
    ['no grace when there is none', 10_000, 0, 100_000 + 10_000],
    ['whole milliseconds', 10.5, 0, 100_011],
  ])('counts %s', (_what, maxInactiveMs, graceMs, deadline) => {
    expect(deadlineAfter({ maxInactiveMs, expiresAt: 1 }, { ...use, graceMs })).toBe(deadline);
  });

  it('counts the new idle time instead, also when that ends sooner', () => {
    const record = { maxInactiveMs: 3_600_000, expiresAt: 9_000_000 };
    expect(deadlineAfter(record, { ...use, maxInactiveMs: 1000 })).toBe(101_100);
  });

  it('never comes sooner without a new idle time', () => {
    expect(deadlineAfter({ maxInactiveMs: 1000, expiresAt: 500_000 }, use)).toBe(500_000);
    expect(deadlineAfter({ maxInactiveMs: 1000, expiresAt: undefined }, use)).toBeUndefined();
  });

  it.each([0, -1])('is never with an idle time of %d', (maxInactiveMs) => {
    expect(deadlineAfter({ maxInactiveMs, expiresAt: 5 }, use)).toBeUndefined();
    expect(
      deadlineAfter({ maxInactiveMs: 7, expiresAt: 5 }, { ...use, maxInactiveMs }),
    ).toBeUndefined();
  });

  it('is the end of the whole life at the latest', () => {
    const change = { ...use, endsAt: 100_500 };
    expect(deadlineAfter({ maxInactiveMs: 1000, expiresAt: 5 }, change)).toBe(100_500);
    expect(deadlineAfter({ maxInactiveMs: 0, expiresAt: undefined }, change)).toBe(100_500);
    expect(deadlineAfter({ maxInactiveMs: 1000, expiresAt: 100_900 }, change)).toBe(100_500);
  });
});
