// Rehearses the faults of the plan: `npm run faults`, `-- --small` for the short form, `-- --only F-5a` for one. The
// whole plan writes its page; `--page` has others write it, too.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { SCENARIOS } from './scenarios/catalogue.ts';
import { runScenario } from './run/run-scenario.ts';
import { type Row, tableOf, withTable } from './run/table.ts';

const PAGE = new URL('../../docs/explanation/faults.md', import.meta.url);
/** So many lines of what is wrong are enough to see what it is. */
const MOST_LINES = 10;

const { values } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    page: { type: 'boolean', default: false },
  },
});
const only = values.only?.split(',');
const chosen = SCENARIOS.filter(({ id }) => only?.includes(id) ?? true);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const rows: Row[] = [];
const before = loadavg()[0] ?? 0;
for (const scenario of chosen) {
  say(`${scenario.id} ${scenario.title}`);
  const begun = performance.now();
  const result = await runScenario(scenario, { isSmall: values.small, seed: Number(values.seed) });
  rows.push({ scenario, result, seconds: (performance.now() - begun) / 1000 });
  for (const figure of result.figures) say(`  ${figure}`);
  for (const { rule, what } of result.violations.slice(0, MOST_LINES))
    say(`  VIOLATION ${rule}: ${what}`);
  say(result.violations.length === 0 ? '  holds' : `  ${result.violations.length} violations`);
}
const conditions =
  `${values.small ? 'The short form: few repetitions, five times the times, 15 in 100 more failures. ' : ''}Node ${process.version.slice(1)}, ${availableParallelism()} cores shared by clients, workers and servers, load ` +
  `average ${before.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after, seed ${values.seed}.`;
const text = `${conditions}\n\n${tableOf(rows)}`;
process.stdout.write(`${text}\n`);
if (values.page || (!values.small && only === undefined)) {
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), text));
  say('written into docs/explanation/faults.md');
}
if (rows.some(({ result }) => result.violations.length > 0)) process.exitCode = 1;
