import { describe, expect, it } from '@jest/globals';
import { Attempts } from '../src/limits/attempts.ts';

const MINUTE_MS = 60_000;

function attempts(settings: { free?: number; most?: number } = {}) {
  let now = 0;
  const of = new Attempts({ free: settings.free ?? 2, most: settings.most ?? 100, now: () => now });
  return { of, advance: (ms: number) => (now += ms) };
}

describe('Attempts', () => {
  it('asks for no wait as long as the failures are few', () => {
    const { of } = attempts({ free: 2 });
    of.add('ada');
    expect(of.waitFor('ada')).toBe(0);
    of.add('ada');
    expect(of.waitFor('ada')).toBe(1000);
    expect(of.waitFor('mei')).toBe(0);
  });

  it('doubles the wait with every failure, up to 30 seconds', () => {
    const { of, advance } = attempts({ free: 1 });
    const waits = Array.from({ length: 8 }, () => {
      of.add('ada');
      const wait = of.waitFor('ada');
      advance(wait);
      expect(of.waitFor('ada')).toBe(0);
      return wait / 1000;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });

  it('forgets 15 minutes after the last failure', () => {
    const { of, advance } = attempts({ free: 2 });
    of.add('ada');
    advance(15 * MINUTE_MS);
    of.add('ada');
    expect(of.waitFor('ada')).toBe(0);
  });

  it('takes one back, or all', () => {
    const { of } = attempts({ free: 2 });
    of.add('a');
    of.add('a');
    of.takeBack('a');
    expect(of.waitFor('a')).toBe(0);
    of.add('a');
    expect(of.waitFor('a')).toBe(1000);
    of.clear('a');
    of.takeBack('a');
    of.add('a');
    expect(of.waitFor('a')).toBe(0);
  });

  it('remembers a limited number of names, the latest ones', () => {
    const { of } = attempts({ free: 1, most: 2 });
    for (const name of ['a', 'b', 'a', 'c']) of.add(name);
    expect(['a', 'b', 'c'].map((name) => of.waitFor(name))).toEqual([2000, 0, 1000]);
  });
});
