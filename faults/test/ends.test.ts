import { describe, expect, it } from '@jest/globals';
import { check } from '../src/checks/checker.ts';
import type { RuleName, Rules } from '../src/checks/rules.ts';
import type { Entry } from '../src/history/entries.ts';
import {
  adas,
  failed,
  logout,
  none,
  op,
  rulesBroken,
  seen,
  set,
  start,
  told,
} from './support/histories.ts';

describe('A history of ends in which all is well', () => {
  it.each<[string, Entry[], Rules?]>([
    [
      'one that expired, and was told in time',
      [start, op('read', 200, none), told(110)],
      { idleMs: 100, telling: { withinMs: 20 } },
    ],
    [
      'one that was told late because a process had died meanwhile',
      [start, op('read', 200, none), told(190)],
      { idleMs: 100, telling: { withinMs: 20, since: 180 }, crashes: true },
    ],
    [
      'one that expired while a last request was under way',
      [start, op('read', 90, { ...none, ended: 110 }), told(105)],
      { idleMs: 100 },
    ],
    [
      'one whose whole life was over',
      [start, op('read', 90, seen()), op('read', 110, none), told(102)],
      { lifeMs: 100, telling: { withinMs: 20 } },
    ],
    ['one in memory, when its process stops', [start, { ...told(10), reason: 'shutdown' }]],
    ['a person who was logged out', [adas, logout(10), told(10.5), op('read', 20, none)]],
    [
      'a request that was under way when its person was logged out',
      [adas, op('read', 9, { ...seen(), ended: 30 }), logout(10), told(10.5)],
    ],
    [
      'a session that was made while its person was logged out: it stays',
      [logout(0, { ended: 5 }), { ...adas, begun: 3, ended: 7 }, op('read', 20, seen())],
    ],
    [
      'a session that was made while its person was logged out: it ends',
      [logout(0, { ended: 5 }), { ...adas, begun: 3, ended: 7 }, told(4.5), op('read', 20, none)],
    ],
    [
      'a session that was made after its person was logged out',
      [logout(-5), adas, op('read', 20, seen())],
    ],
    [
      'a failure to log somebody out, which ended some sessions',
      [adas, logout(10, failed), told(10.5), op('read', 20, none)],
    ],
    [
      'an end by its client while its person is logged out, told by both',
      [adas, op('end', 10), logout(10), told(10.2), told(10.4)],
    ],
    [
      'a failure to log somebody out, which ended none',
      [adas, logout(10, failed), op('read', 20, seen())],
    ],
    [
      'another person who was logged out',
      [adas, logout(10, { person: 'eve' }), op('read', 20, seen())],
    ],
  ])('is not complained of: %s', (...[, history, rules]) => {
    expect(check(history, rules)).toEqual([]);
  });
});

describe('What is wrong with an end is found', () => {
  it.each<[RuleName, string, Entry[], Rules?]>([
    [
      'immortal',
      'a session in use whose whole life is over',
      [start, op('read', 90, seen()), op('read', 120, seen())],
      { lifeMs: 100 },
    ],
    [
      'lost',
      'a session before its whole life is over',
      [start, op('read', 90, none), told(100)],
      { lifeMs: 100 },
    ],
    [
      'untold end',
      'nobody is told that a whole life is over',
      [start, op('read', 200, none)],
      { lifeMs: 100 },
    ],
    [
      'end told twice',
      'a person is logged out after the client has ended the session',
      [adas, op('end', 10), logout(20), told(10.2), told(20.2)],
    ],
    [
      'end told twice',
      'the end of a whole life is told by two workers',
      [start, told(101), told(102)],
      { lifeMs: 100 },
    ],
    ['end told early', 'the end of a session that nobody ended', [start, told(50)]],
    [
      'end told early',
      'a session in use is told to have expired',
      [start, op('read', 90, seen()), told(120)],
      { idleMs: 100 },
    ],
    [
      'end told early',
      'a life is told to be over before it is',
      [start, told(80)],
      { lifeMs: 100, crashes: true },
    ],
    [
      'end told early',
      'an end is told before it was asked for',
      [start, told(5), op('end', 10, seen())],
    ],
    [
      'end told early',
      'a person is told to be logged out, and another one was',
      [adas, logout(10, { person: 'eve' }), told(10.5)],
    ],
    [
      'end told late',
      'one that expired is told too late',
      [start, told(150)],
      { idleMs: 100, telling: { withinMs: 20 } },
    ],
    [
      'end told late',
      'a life is told to be over too late',
      [start, told(150)],
      { lifeMs: 100, telling: { withinMs: 20 } },
    ],
    [
      'end told late',
      'one is told too late also after processes died',
      [start, told(150)],
      { idleMs: 100, telling: { withinMs: 20, since: 110 }, crashes: true },
    ],
    [
      'resurrected',
      'a session after its person was logged out',
      [adas, logout(10), told(10.5), op('read', 20, seen())],
    ],
    [
      'resurrected',
      'a session that a late write brought back',
      [
        adas,
        set(9, 'x', { ended: 30 }),
        logout(10),
        told(10.5),
        op('read', 40, seen(0, { a: 'x' })),
      ],
    ],
    [
      'lost',
      'a session when another person was logged out',
      [adas, logout(10, { person: 'eve' }), op('read', 20, none)],
    ],
    [
      'lost',
      'a session that was made after its person was logged out',
      [logout(-5), adas, op('read', 20, none)],
    ],
    [
      'untold end',
      'nobody is told that a person was logged out',
      [adas, logout(10), op('read', 20, none)],
    ],
    [
      'end told twice',
      'a person is told twice to be logged out',
      [adas, logout(10), told(10.5), told(10.7)],
    ],
  ])('%s: %s', (...[rule, , history, rules]) => {
    expect(rulesBroken(history, rules)).toEqual([rule]);
  });
});
