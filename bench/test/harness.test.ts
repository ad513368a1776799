import { describe, expect, test } from '@jest/globals';
import {
  callCost,
  lowDecile,
  median,
  pairedDifference,
  pairedRatio,
  roundOf,
  type Round,
  type Turn,
} from '../lib/arithmetic.mjs';
import { thousands, verdicts } from '../lib/budgets.mjs';
import { parseResult } from '../lib/load.mjs';
import { withMeasurements } from '../lib/page.mjs';
import { report } from '../lib/report.mjs';

const round = (rate: number, cpu: number, p99 = 1000): Round => ({ rate, cpu, p99, busy: 1 });

/** Turns of so many microseconds, of which bare took so many right before. */
const turnsOf = (cpu: number[], beside?: number[]): Turn[] =>
  cpu.map((micros, nth) => ({
    cpu: micros,
    ...(beside === undefined ? {} : { beside: { cpu: beside[nth] ?? NaN } }),
  }));

const BARE = { name: 'bare', title: 'bare', base: 'bare' };
const OURS = { name: 'httpsession', title: 'ours', base: 'bare' };

describe('the arithmetic of rounds', () => {
  test('the median is the middle value, by size and not as text', () => {
    expect(median([10, 9, 100])).toBe(10);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow(RangeError);
  });

  test('a round that was slow for both sides does not move the ratio', () => {
    expect(pairedRatio([90, 45, 9], [100, 50, 10])).toEqual({ median: 0.9, low: 0.9, high: 0.9 });
  });

  test('differences are taken round by round too', () => {
    expect(pairedDifference([12, 31, 21], [10, 30, 20])).toEqual({ median: 1, low: 1, high: 2 });
  });

  test('rounds that do not pair up are refused', () => {
    expect(() => pairedRatio([1, 2], [1])).toThrow(RangeError);
  });

  test('a round is a rate, a cost per request and how busy the server was', () => {
    const load = { requests: 50_000, micros: 2_000_000, p99Micros: 900 };
    expect(roundOf(load, 1_000_000)).toEqual({ rate: 25_000, cpu: 20, p99: 900, busy: 0.5 });
  });
});

describe("the load generator's result", () => {
  const line = (errors: number, requests = 10) =>
    `Running 1s test\nresult {"requests":${requests},"micros":5,"p99Micros":7,"errors":${errors}}\n`;

  test('is found among what else it prints', () => {
    expect(parseResult(line(0))).toEqual({ requests: 10, micros: 5, p99Micros: 7 });
  });

  test('with an error, without an answer or without a result is no measurement', () => {
    expect(() => parseResult(line(1))).toThrow('1 of 10 requests failed');
    expect(() => parseResult(line(0, 0))).toThrow('no answer');
    expect(() => parseResult('unable to connect')).toThrow('unable to connect');
  });
});

describe('the budgets', () => {
  const measured = (rate: number, cpu: number) => ({
    calls: { read: { bare: turnsOf([10]), httpsession: turnsOf([cpu]) } },
    rates: { read: { bare: [round(100, 1)], httpsession: [round(rate, 1)] } },
  });

  test('hold up to their limit and not beyond', () => {
    const holds = (rate: number, cpu: number) =>
      verdicts(measured(rate, cpu)).map((verdict) => verdict.holds);
    expect(holds(85, 12)).toEqual([true, true]);
    expect(holds(84, 12.1)).toEqual([false, false]);
  });

  test('a request of bare costs what it does in the tenth of the turns that the machine disturbed least', () => {
    const turns = [30, 11, 50, 12, 13, 14, 15, 16, 17, 18, 10.5];
    expect(lowDecile(turns)).toBe(11);
    expect(callCost({ bare: turnsOf(turns) }, 'bare')).toEqual({ micros: 11 });
    expect(() => lowDecile([])).toThrow(RangeError);
  });

  test('a turn that was slow for both sides does not move what a request costs above bare', () => {
    const bare = turnsOf([10, 40, 20]);
    const httpsession = turnsOf([12, 48, 24], [10, 40, 20]);
    expect(callCost({ bare, httpsession }, 'httpsession')).toEqual({
      micros: 12,
      above: 2,
      ratio: 1.2,
    });
    const [cpu] = verdicts({ calls: { create: { bare, httpsession } } });
    expect(cpu).toMatchObject({ measured: '2.00 µs', holds: true });
  });

  test('without bare a request costs what it takes', () => {
    expect(callCost({ httpsession: turnsOf([12, 30]) }, 'httpsession')).toEqual({ micros: 12 });
  });

  test('hold the action of a controller to its own', () => {
    const actionOf = (controller: number) =>
      verdicts({
        calls: {
          action: { bare: turnsOf([10]), controller: turnsOf([controller]), nest: turnsOf([99]) },
        },
      });
    expect(actionOf(16)).toEqual([
      {
        budget:
          'controller action with two interceptors and a session read: at most 6 µs of CPU above bare',
        measured: '6.00 µs',
        holds: true,
      },
    ]);
    expect(actionOf(16.01)[0]?.holds).toBe(false);
    expect(
      verdicts({ calls: { action: { bare: turnsOf([10]), httpsession: turnsOf([11]) } } }),
    ).toEqual([]);
  });

  test('leave out what was not measured', () => {
    expect(verdicts({ calls: { read: { bare: turnsOf([1]) } } })).toEqual([]);
    expect(verdicts({ rates: { read: { bare: [round(1, 1)] } } })).toEqual([]);
    const create = { bare: [round(9, 1)], httpsession: [round(1, 9)] };
    expect(verdicts({ rates: { create } })).toEqual([]);
  });

  test('count what sessions add to the delay of the event loop, beside as many in a Map that nothing looks at', () => {
    const delay = { p50: 1, max: 9 };
    const phases = [
      { subject: 'bare', phase: 'read', ...delay, p99: 1 },
      { subject: 'map-untouched', phase: 'live', ...delay, p99: 3 },
      { subject: 'httpsession', phase: 'expire', ...delay, p99: 8.5 },
      { subject: 'httpsession', phase: 'cull', ...delay, p99: 7 },
    ];
    const loop = { count: 1000, phases, heap: { empty: 1, after: 1 } };
    expect(verdicts({ loop }).map(({ measured: text, holds }) => [text, holds])).toEqual([
      ['5.50 ms', false],
      ['4.00 ms', true],
      ['1.000', true],
    ]);
  });

  test('cover the heap and the event loop of httpsession alone', () => {
    const phase = { phase: 'live', p50: 1, max: 9 };
    const results = {
      heap: [
        { subject: 'map', count: 1000, bytes: 2000 },
        { subject: 'httpsession', count: 1000, bytes: 851 },
      ],
      loop: {
        count: 1000,
        phases: [
          { subject: 'map', ...phase, p99: 100 },
          { subject: 'httpsession', ...phase, p99: 5 },
        ],
        heap: { empty: 100, after: 116 },
      },
    };
    expect(verdicts(results).map(({ holds }) => holds)).toEqual([false, true, false]);
  });

  test('are printed with counts that a person can read', () => {
    expect(['0', '1 000', '200 000', '1 000 000']).toEqual(
      [0, 1000, 200_000, 1_000_000].map(thousands),
    );
  });
});

describe('the report', () => {
  test('shows what a request costs without a network', () => {
    const calls = {
      read: { bare: turnsOf([10]), httpsession: turnsOf([12]) },
      write: { bare: turnsOf([10]), httpsession: turnsOf([13]) },
    };
    const text = report({ calls }, [BARE, OURS], []);
    expect(text).toContain('| server | read | write |');
    expect(text).toContain('12.00 (+2.00, ×1.20) | 13.00 (+3.00, ×1.30) |');
  });

  test('leaves a cell empty where a server does not take a load', () => {
    const calls = {
      read: { bare: turnsOf([10]), httpsession: turnsOf([12]) },
      action: { bare: turnsOf([11]) },
    };
    expect(report({ calls }, [BARE, OURS], []).split('\n').slice(-2)).toEqual([
      '| bare | 10.00 | 11.00 |',
      '| ours | 12.00 (+2.00, ×1.20) |  |',
    ]);
  });

  test('divides by bare and says what bare was', () => {
    const rates = {
      read: { bare: [round(40_000, 20, 800)], httpsession: [round(38_000, 21, 1000)] },
    };
    const text = report({ rates }, [BARE, OURS], []);
    expect(text).toContain(
      '1.00 is 40 000 requests a second, 20.0 µs of CPU each and a p99 of 0.80 ms here. Every server kept its core busy for at least 100 %',
    );
    expect(text).toContain('| ours | 0.95 (0.95–0.95) | 1.05 | +1.0 (+1.0 to +1.0) |  | 1.25 |');
  });

  test('compares with what bare did beside each round, where that was measured', () => {
    const ours = [{ ...round(30, 12), beside: round(40, 10) }];
    const rates = { read: { bare: [round(100, 1)], httpsession: ours } };
    expect(report({ rates }, [BARE, OURS], [])).toContain(
      '| ours | 0.75 (0.75–0.75) | 1.20 | +2.0 (',
    );
    expect(verdicts({ rates })[0]?.measured).toBe('0.750');
  });

  test('compares a package with its framework as well', () => {
    const subjects = [
      BARE,
      { name: 'koa', title: 'Koa', base: 'bare' },
      { name: 'koa-session', title: 'koa-session', base: 'koa' },
    ];
    const read = { bare: [round(10, 10)], koa: [round(5, 20)], 'koa-session': [round(2, 50)] };
    expect(report({ rates: { read } }, subjects, [])).toContain(
      '| +40.0 (+40.0 to +40.0) | +30.0 (',
    );
  });

  test('replaces what is between the markers of the page and nothing else', () => {
    const page = 'before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter';
    expect(withMeasurements(page, 'new')).toBe(
      'before\n<!-- bench:begin -->\n\nnew\n\n<!-- bench:end -->\nafter',
    );
    expect(() => withMeasurements('no markers', 'new')).toThrow('lacks');
  });
});
