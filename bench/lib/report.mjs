import { besides, callCost, pairedDifference, pairedRatio } from './arithmetic.mjs';
import { middle, thousands } from './budgets.mjs';
import { MAX_STOLEN } from './steal.mjs';

const LOOP_TITLES = {
  'map-untouched': 'bare Map without expiry',
  map: 'bare Map, scanned each second',
};

const PHASES = {
  read: 'reads, no sessions',
  create: 'the requests of the flood, no sessions',
  live: 'reads while they live',
  expire: 'reads while they all expire',
  cull: 'a flood of new sessions, each culling one',
};

/**
 * Everything that was measured, as markdown.
 * @param {any} results
 * @param {readonly import('../servers/index.mjs').Subject[]} subjects
 * @param {readonly import('./budgets.mjs').Verdict[]} verdicts
 */
export function report({ calls, rates, heap, loop }, subjects, verdicts) {
  const sections = [];
  if (calls) sections.push(callSection(calls, subjects));
  for (const [load, rounds] of Object.entries(rates ?? {})) {
    sections.push(rateSection(load, rounds, subjects));
  }
  if (heap?.length > 0) sections.push(heapSection(heap, subjects));
  if (loop) sections.push(loopSection(loop, subjects));
  if (verdicts.length > 0) sections.push(verdictSection(verdicts));
  return sections.join('\n\n');
}

function callSection(calls, subjects) {
  const loads = Object.keys(calls);
  const names = subjects.filter(({ name }) => loads.some((load) => calls[load][name]));
  const rows = names.map(({ name, title }) => [
    title,
    ...loads.map((load) => {
      if (calls[load][name] === undefined) return '';
      const { micros, above, ratio } = callCost(calls[load], name);
      return above === undefined
        ? micros.toFixed(2)
        : `${micros.toFixed(2)} (+${above.toFixed(2)}, ×${ratio.toFixed(2)})`;
    }),
  ]);
  return ['### CPU of a request without a network, µs', '', table(['server', ...loads], rows)].join(
    '\n',
  );
}

function rateSection(load, rounds, subjects) {
  const bare = rounds.bare;
  const lines = [`### ${load[0].toUpperCase()}${load.slice(1)}`, ''];
  if (bare === undefined) return [...lines, 'No ratios: bare `node:http` did not run.'].join('\n');
  const busy = Object.values(rounds).map((ofOne) => middle(ofOne, 'busy'));
  lines.push(
    `1.00 is ${thousands(Math.round(middle(bare, 'rate') / 100) * 100)} requests a second, ` +
      `${middle(bare, 'cpu').toFixed(1)} µs of CPU each and a p99 of ${(middle(bare, 'p99') / 1000).toFixed(2)} ms here. ` +
      `Every server kept its core busy for at least ${Math.floor(Math.min(...busy) * 100)} % of the time.` +
      disturbance(rounds),
    '',
  );
  const rows = subjects
    .filter(({ name }) => rounds[name] !== undefined)
    .map((subject) => rateRow(subject, rounds));
  const head = [
    'server',
    'rate ÷ bare',
    'CPU per request ÷ bare',
    'CPU above bare, µs',
    'CPU above its own base, µs',
    'p99 ÷ bare',
  ];
  return [...lines, table(head, rows)].join('\n');
}

/** Turns that the host disturbed are taken again; here is what that was good for. */
function disturbance(rounds) {
  const turns = Object.values(rounds).flat();
  const again = turns.reduce((sum, { tries = 1 }) => sum + tries - 1, 0);
  if (again === 0) return '';
  const disturbed = turns.filter(({ stolen = 0 }) => stolen > MAX_STOLEN).length;
  return (
    ` ${again} turns were taken again because the host took more than ${MAX_STOLEN * 100} % of the machine away; ` +
    `${disturbed} of ${turns.length} are still such.`
  );
}

function rateRow({ name, title, base }, rounds) {
  const own = (key) => rounds[name].map((round) => round[key]);
  const bare = (key) => besides(rounds, name).map((round) => round[key]);
  const above = name === 'bare' ? '' : signed(pairedDifference(own('cpu'), bare('cpu')));
  const apart = base !== 'bare' && rounds[base] !== undefined;
  const aboveBase = apart
    ? signed(
        pairedDifference(
          own('cpu'),
          rounds[base].map((round) => round.cpu),
        ),
      )
    : '';
  return [
    title,
    ranged(pairedRatio(own('rate'), bare('rate'))),
    pairedRatio(own('cpu'), bare('cpu')).median.toFixed(2),
    above,
    aboveBase,
    pairedRatio(own('p99'), bare('p99')).median.toFixed(2),
  ];
}

function heapSection(heap, subjects) {
  const counts = [...new Set(heap.map(({ count }) => count))];
  const names = subjects.filter(({ name }) => heap.some(({ subject }) => subject === name));
  const rows = names.map(({ name, title }) => [
    title,
    ...counts.map((count) => {
      const found = heap.find((row) => row.subject === name && row.count === count);
      return found === undefined ? '' : String(Math.round(found.bytes));
    }),
  ]);
  const head = ['bytes per session', ...counts.map((count) => `${thousands(count)} sessions`)];
  return ['### Heap', '', table(head, rows)].join('\n');
}

function loopSection({ count, phases, heap }, subjects) {
  const title = (name) => subjects.find((subject) => subject.name === name)?.title ?? name;
  const rows = phases.map(({ subject, phase, p50, p99, max, tookMs }) => [
    LOOP_TITLES[subject] ?? title(subject),
    PHASES[phase],
    p50.toFixed(2),
    p99.toFixed(2),
    max.toFixed(1),
    tookMs === undefined ? '' : (tookMs / 1000).toFixed(1),
  ]);
  const head = [
    'server',
    `${thousands(count)} sessions`,
    'p50, ms',
    'p99, ms',
    'max, ms',
    'all gone after, s',
  ];
  return [
    "### The event loop's delay",
    '',
    table(head, rows),
    '',
    `The heap of httpsession after all had expired was ${(heap.after / heap.empty).toFixed(2)} of what it was before they came.`,
  ].join('\n');
}

function verdictSection(verdicts) {
  const rows = verdicts.map(({ budget, measured, holds }) => [
    budget,
    measured,
    holds ? 'yes' : '**no**',
  ]);
  return ['### Budgets', '', table(['budget', 'measured', 'holds'], rows)].join('\n');
}

/** A markdown table; the first column is text, the others are numbers. */
function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function ranged({ median, low, high }) {
  return `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

function signed({ median, low, high }) {
  const sign = (value) => (value < 0 ? '−' : '+') + Math.abs(value).toFixed(1);
  return `${sign(median)} (${sign(low)} to ${sign(high)})`;
}
