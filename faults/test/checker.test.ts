import { describe, expect, it } from '@jest/globals';
import { check } from '../src/checks/checker.ts';
import type { RuleName, Rules } from '../src/checks/rules.ts';
import type { Entry } from '../src/history/entries.ts';
import {
  failed,
  none,
  op,
  phase,
  rulesBroken,
  sample,
  seen,
  set,
  silent,
  start,
  told,
} from './support/histories.ts';

describe('A history in which all is well', () => {
  it.each<[string, Entry[], Rules?]>([
    ['nothing', []],
    [
      'all kinds of requests',
      [
        start,
        op('add', 10, seen(1)),
        set(20, 'x', seen(1, { a: 'x' })),
        op('read', 30, seen(1, { a: 'x' })),
        op('rename', 40, seen(1, { a: 'x' })),
        op('read', 50, { ...seen(1, { a: 'x' }), idNumber: 1 }),
        op('read', 60, none),
        op('end', 70, { ...seen(1, { a: 'x' }), idNumber: 1 }),
        told(70.5),
        op('read', 80, { ...none, idNumber: 1 }),
        op('free', 90),
      ],
    ],
    [
      'a change without an answer that was made',
      [start, op('add', 10, failed), set(20, 'x', silent), op('read', 30, seen(1, { a: 'x' }))],
      { crashes: true },
    ],
    [
      'a change without an answer that was not made',
      [start, op('add', 10, failed), set(20, 'x', silent), op('read', 30, seen(0))],
      { crashes: true },
    ],
    [
      'requests at the same time, in either order',
      [
        start,
        set(10, 'x', { ended: 20 }),
        set(11, 'y', { ended: 21 }),
        op('read', 30, seen(0, { a: 'x' })),
        op('read', 31, seen(0, { a: 'x' })),
      ],
    ],
    ['a reading during a change', [start, set(10, 'x', { ended: 30 }), op('read', 15, seen(0))]],
    [
      'an end without an answer',
      [start, op('end', 10, silent), op('read', 20, seen())],
      { crashes: true },
    ],
    [
      'a request that was under way at the end',
      [start, op('read', 9, { ...seen(), ended: 30 }), op('end', 10, seen()), told(10)],
    ],
    ['a session that its client never got', [op('start', 0, failed), op('read', 5, none)]],
    ['one that expired', [start, op('read', 200, none), told(110)], { idleMs: 100 }],
    [
      'one that was told twice after a crash',
      [start, op('end', 10, seen()), told(10), told(11)],
      { crashes: true },
    ],
    [
      'a loss where the store promises no more',
      [
        start,
        op('add', 10, seen(1)),
        op('rename', 11, seen(1)),
        op('add', 30, { ...seen(1), idNumber: 0 }),
      ],
      { losses: [{ from: 5, to: 20 }] },
    ],
    [
      'a client that goes on without knowing its id',
      [start, op('rename', 10, seen()), op('read', 30, { ...none, idNumber: 1 })],
      { losses: [{ from: 5, to: 20 }] },
    ],
    [
      'a worker that does not answer because it was stopped',
      [phase('stopped', 5), start, op('read', 10, { status: 0, problem: 'timeout' })],
      { unansweredIn: ['stopped'] },
    ],
  ])('is not complained of: %s', (...[, history, rules]) => {
    // Not as parameters: Jest would take one that a row leaves out for its callback.
    expect(check(history, rules)).toEqual([]);
  });
});

describe('What is wrong is found', () => {
  it.each<[RuleName, string, Entry[], Rules?]>([
    ['cross-talk', 'the session of somebody else', [start, op('read', 10, seen(0, {}, 'bob'))]],
    ['cross-talk', 'a new session that is an old one', [op('start', 0, seen(3, {}, 'bob'))]],
    ['cross-talk', 'a value of somebody else', [start, op('read', 10, seen(0, { a: 'bob=1' }))]],
    ['lost', 'an addition', [start, op('add', 10, seen(1)), op('read', 20, seen(0))]],
    ['lost', 'an addition between two', [start, op('add', 10, seen(1)), op('add', 20, seen(1))]],
    [
      'lost',
      'one of two additions at the same time',
      [start, op('add', 10, { ...seen(1), ended: 20 }), op('add', 11, { ...seen(1), ended: 21 })],
    ],
    ['invented', 'an addition that was made twice', [start, op('add', 10, seen(2))]],
    ['lost', 'an attribute', [start, set(10, 'x'), op('read', 20, seen())]],
    [
      'lost',
      'the newer one of two values',
      [start, set(10, 'x'), set(20, 'y'), op('read', 30, seen(0, { a: 'x' }))],
    ],
    [
      'lost',
      'one of two attributes',
      [
        start,
        set(10, 'x'),
        op('set', 10.5, { name: 'b', value: 'y' }),
        op('read', 20, seen(0, { b: 'y' })),
      ],
    ],
    ['lost', 'a session', [start, op('read', 10, none)]],
    ['lost', 'a session, by a change', [start, op('add', 10, none)]],
    [
      'lost',
      'a session after a change of its id',
      [start, op('rename', 10, seen()), op('read', 20, { ...none, idNumber: 1 })],
    ],
    [
      'lost',
      'a session before its time',
      [start, op('read', 90, none), told(100)],
      { idleMs: 100 },
    ],
    [
      'lost',
      'what was acknowledged before the span of losses',
      [start, op('add', 2, seen(1)), op('read', 30, seen(0))],
      { losses: [{ from: 5, to: 20 }] },
    ],
    [
      'resurrected',
      'a session after its end',
      [start, op('end', 10, seen()), told(10), op('read', 20, seen())],
    ],
    [
      'resurrected',
      'a session under its former id',
      [start, op('rename', 10, seen()), op('read', 20, seen())],
    ],
    [
      'immortal',
      'a session that is too old',
      [start, op('read', 200, seen())],
      { idleMs: 100, idleSlackMs: 10 },
    ],
    ['untold end', 'nobody is told of an end', [start, op('end', 10, seen())]],
    [
      'untold end',
      'nobody is told, also after a crash',
      [start, op('end', 10, seen())],
      { crashes: true },
    ],
    [
      'untold end',
      'nobody is told that one expired',
      [start, op('read', 200, none)],
      { idleMs: 100 },
    ],
    ['end told twice', 'an end is told twice', [start, op('end', 10, seen()), told(10), told(11)]],
    [
      'unanswered',
      'a request without an answer',
      [start, op('read', 10, { status: 0, problem: 'timeout' })],
    ],
    ['unanswered', 'a connection that nobody had a reason to cut', [start, op('read', 10, silent)]],
    [
      'unanswered',
      'a request without an answer, in another phase',
      [
        phase('stopped', 5),
        phase('running', 8),
        start,
        op('read', 10, { status: 0, problem: 'timeout' }),
      ],
      { unansweredIn: ['stopped'] },
    ],
    [
      'cookie of a failure',
      'a failure takes the cookie away',
      [start, op('read', 10, { ...failed, setsCookie: true })],
    ],
    [
      'too slow',
      'answers that take too long',
      [start, op('read', 10, { ...seen(), ended: 90 })],
      {
        bounds: [{ of: 'ok', share: 0.99, ms: 50 }],
      },
    ],
    [
      'too slow',
      'answers that began too late',
      [start, op('read', 90, { ...seen(), due: 10 })],
      {
        bounds: [{ of: 'ok', share: 0.99, ms: 50 }],
      },
    ],
    [
      'too slow',
      'failures that take too long',
      [phase('down', 5), start, op('read', 10, { ...failed, ended: 90 }), phase('up', 100)],
      { bounds: [{ phase: 'down', of: 'failed', share: 1, ms: 50 }] },
    ],
    [
      'too slow',
      'requests that need no session',
      [start, op('free', 10, { ended: 90 })],
      {
        bounds: [{ of: 'free', share: 1, ms: 50 }],
      },
    ],
    [
      'too few',
      'too many failures',
      [start, op('read', 10, failed)],
      {
        success: [{ least: 0.99 }],
      },
    ],
    [
      'too few',
      'nobody asked',
      [start, phase('after', 5)],
      {
        success: [{ phase: 'after', least: 0.99 }],
      },
    ],
    [
      'memory',
      'a worker that grows',
      [100, 100, 100, 100, 100, 100, 150, 150, 150].map((mb, at) => sample(at, mb)),
      {
        growthMb: 40,
      },
    ],
    [
      'trouble',
      'an error that nobody caught',
      [{ kind: 'trouble', worker: 1, what: 'unhandled rejection', at: 1 }],
    ],
    ['trouble', 'an answer of 500', [start, op('read', 10, { status: 500 })]],
  ])('%s: %s', (...[rule, , history, rules]) => {
    expect(rulesBroken(history, rules)).toEqual([rule]);
  });
});

describe('What is right is not found wrong', () => {
  it('of growth: the first third is for the compiler and the caches', () => {
    const history = [50, 80, 100, 100, 100, 100, 110, 110, 110].map((mb, at) => sample(at, mb));
    expect(check(history, { growthMb: 40 })).toEqual([]);
  });

  it('of phases: a bound holds in its own', () => {
    const history = [
      phase('down', 5),
      op('free', 10, { ended: 90 }),
      phase('up', 100),
      op('free', 110),
    ];
    expect(check(history, { bounds: [{ phase: 'up', of: 'all', share: 1, ms: 50 }] })).toEqual([]);
  });
});
