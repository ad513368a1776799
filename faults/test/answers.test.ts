import { describe, expect, it } from '@jest/globals';
import { check } from '../src/checks/checker.ts';
import type { RuleName, Rules } from '../src/checks/rules.ts';
import type { Entry } from '../src/history/entries.ts';
import { failed, op, phase, rulesBroken, start } from './support/histories.ts';

/** Requests that took 40 ms before, and so long while a fault lasted. */
const slowed = (ms: number): Entry[] => [
  phase('before', 0),
  op('free', 1, { ended: 41 }),
  phase('away', 50),
  op('free', 60, { ended: 60 + ms }),
];
const asBefore = { phase: 'before', times: 3 };
const bounded: Rules = {
  bounds: [{ phase: 'away', of: 'free', share: 1, ms: 50, orTimes: asBefore }],
};

describe('Answers beside a fault', () => {
  it.each<[string, Entry[], Rules?]>([
    [
      'a failure that a fault met on its way',
      [phase('before', -1), start, op('read', 10, { ...failed, ended: 90 }), phase('down', 50)],
      { success: [{ phase: 'before', least: 1, isOver: true }] },
    ],
    ['what is slow, but was so before the fault', slowed(110), bounded],
  ])('are not complained of: %s', (...[, history, rules]) => {
    expect(check(history, rules)).toEqual([]);
  });

  it.each<[RuleName, string, Entry[], Rules?]>([
    [
      'too few',
      'failures before a fault',
      [phase('before', -1), start, op('read', 10, failed), phase('down', 50)],
      { success: [{ phase: 'before', least: 1, isOver: true }] },
    ],
    ['too slow', 'what is slower than before the fault', slowed(130), bounded],
  ])('are found wrong, %s: %s', (...[rule, , history, rules]) => {
    expect(rulesBroken(history, rules)).toEqual([rule]);
  });
});
