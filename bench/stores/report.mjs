import { callCost } from '../lib/arithmetic.mjs';

/** Ours against a floor: at most so many times as much. */
const MAX_RATIO = 1.15;
const RATIO_BUDGETS = [
  { name: 'redis', load: 'read' },
  { name: 'redis', load: 'write' },
  { name: 'ioredis', load: 'read' },
  { name: 'ioredis', load: 'write' },
];
/** Ours on LMDB above ours without a store, in microseconds of CPU. */
const MICROS_BUDGETS = [
  { name: 'lmdb', load: 'read', max: 5 },
  { name: 'lmdb', load: 'write', max: 15 },
];
const TRIPS = { read: 1, write: 2, create: 1 };

/**
 * @param {any} results
 * @param {readonly import('./subjects.mjs').StoreSubject[]} subjects
 */
export function report({ cost, trips }, subjects) {
  const sections = Object.entries(cost).map(([load, turns]) => costSection(load, turns, subjects));
  sections.push(tripSection(trips, subjects), verdictSection(verdicts({ cost, trips }, subjects)));
  return sections.join('\n\n');
}

/**
 * Compares what was measured with what the stores promise.
 * @param {any} results
 * @param {readonly import('./subjects.mjs').StoreSubject[]} subjects
 */
export function verdicts({ cost, trips }, subjects) {
  const floorOf = (name) => subjects.find((subject) => subject.name === name)?.floor;
  const costOf = (load, name, key) => callCost(cost[load], name, { base: floorOf(name), key });
  const isThere = ({ name, load }) =>
    cost[load]?.[name] !== undefined && cost[load][floorOf(name)] !== undefined;
  return [
    ...RATIO_BUDGETS.filter(isThere).flatMap(({ name, load }) =>
      ['cpu', 'micros'].map((key) => {
        const { ratio } = costOf(load, name, key);
        return {
          budget: `${name}, ${load}: at most ${MAX_RATIO} × by hand, ${key === 'cpu' ? 'CPU' : 'time'}`,
          measured: ratio.toFixed(2),
          holds: ratio <= MAX_RATIO,
        };
      }),
    ),
    ...MICROS_BUDGETS.filter(isThere).map(({ name, load, max }) => {
      const { above } = costOf(load, name, 'cpu');
      return {
        budget: `${name}, ${load}: at most ${max} µs of CPU above no store`,
        measured: `${above.toFixed(2)} µs`,
        holds: above <= max,
      };
    }),
    ...['redis', 'ioredis', 'postgres', 'mariadb'].flatMap((name) =>
      Object.entries(trips[name] ?? {}).map(([load, count]) => ({
        budget: `${name}, ${load}: at most ${TRIPS[load]} round trips`,
        measured: String(count),
        holds: count <= TRIPS[load],
      })),
    ),
  ];
}

function costSection(load, turns, subjects) {
  const rows = subjects
    .filter(({ name, floor }) => turns[name] !== undefined && turns[floor] !== undefined)
    .map(({ name, title, floor }) => [
      title,
      ...['cpu', 'micros'].flatMap((key) => {
        const { micros, ratio = 1 } = callCost(turns, name, { base: floor, key });
        return [micros.toFixed(1), ratio.toFixed(2)];
      }),
    ]);
  const head = ['', 'CPU, µs', '÷ its floor', 'time, µs', '÷ its floor'];
  return [`### ${load[0].toUpperCase()}${load.slice(1)}`, '', table(head, rows)].join('\n');
}

function tripSection(trips, subjects) {
  const loads = Object.keys(Object.values(trips)[0] ?? {});
  const rows = subjects
    .filter(({ name }) => trips[name] !== undefined)
    .map(({ name, title }) => [title, ...loads.map((load) => String(trips[name][load]))]);
  return ['### Round trips of a request', '', table(['', ...loads], rows)].join('\n');
}

function verdictSection(list) {
  const rows = list.map(({ budget, measured, holds }) => [
    budget,
    measured,
    holds ? 'yes' : '**no**',
  ]);
  return ['### Budgets', '', table(['budget', 'measured', 'holds'], rows)].join('\n');
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
