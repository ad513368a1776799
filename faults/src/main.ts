// Rehearses the faults of the plan: `npm run faults`, `-- --small` for the short form, `-- --only F-5a` for one,
// `-- --share 0.1` for a tenth of what is long. The whole plan writes its page; `--page` has others write it, too.
// Ends with 0 when everything holds, 1 when something does not, 2 when it was called wrongly, 130 when interrupted.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { runPlan } from './run/run-plan.ts';
import { tableOf, withTable } from './run/table.ts';
import { SCENARIOS } from './scenarios/catalogue.ts';

const PAGE = new URL('../../docs/explanation/faults.md', import.meta.url);

const { values } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    share: { type: 'string', default: '1' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    page: { type: 'boolean', default: false },
  },
});
const { small: isSmall } = values;
const only = values.only?.split(',');
const chosen = SCENARIOS.filter(({ id }) => only?.includes(id) ?? true);
const [seed, share] = [Number(values.seed), Number(values.share)];
const say = (text: string): void => void process.stderr.write(`${text}\n`);
if (chosen.length < (only?.length ?? 1) || !Number.isInteger(seed) || !(share > 0 && share <= 1)) {
  say(`--only takes ${SCENARIOS.map(({ id }) => id).join()}; --share is above 0 and at most 1`);
  process.exit(2);
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait: children end with this process.
    if (interruption.signal.aborted) process.exit(130);
    say(`${signal}: ending what has begun`);
    interruption.abort();
  });
}

const before = loadavg()[0] ?? 0;
const rows = await runPlan(chosen, { isSmall, seed, share, signal: interruption.signal }, say);
const form = isSmall
  ? 'The short form: few repetitions, five times the times, 15 in 100 more failures. '
  : '';
const conditions =
  `${form}Node ${process.version.slice(1)}, ${availableParallelism()} cores shared by clients, workers and ` +
  `servers, load average ${before.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after, seed ${seed}.`;
const text = `${conditions}\n\n${tableOf(rows)}`;
process.stdout.write(`${text}\n`);
if (interruption.signal.aborted) process.exit(130);
if (values.page || (!isSmall && share === 1 && only === undefined)) {
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), text));
  say('written into docs/explanation/faults.md');
}
// Not by itself: one that was given up may still wait for something.
process.exit(rows.some(({ result }) => result.violations.length > 0) ? 1 : 0);
