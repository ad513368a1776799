// Measures httpsession on its stores, beside what is written by hand and beside peers. See
// docs/explanation/store-performance.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { canPin } from './lib/child.mjs';
import { withMeasurements } from './lib/page.mjs';
import { storeMachine } from './stores/machine.mjs';
import { measureCost } from './stores/cost.mjs';
import { report, verdicts } from './stores/report.mjs';
import { countRoundTrips } from './stores/round-trips.mjs';
import { startServices } from './stores/services.mjs';
import { LOADS, subjects as all } from './stores/subjects.mjs';

const PAGE = new URL('../docs/explanation/store-performance.md', import.meta.url);
const FULL = { starts: 3, turns: 7, perTurn: 2048, warmUp: 16_384, sessions: 1000 };
/** Long enough to see that everything runs, far too short to be believed. */
const QUICK = { starts: 1, turns: 1, perTurn: 128, warmUp: 128, sessions: 20 };

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    loads: { type: 'string', default: LOADS.join() },
    subjects: { type: 'string' },
    'no-page': { type: 'boolean', default: false },
  },
});
const wanted = values.subjects?.split(',');
const subjects = all.filter(({ name }) => wanted?.includes(name) ?? true);
const folder = mkdtempSync(join(tmpdir(), 'httpsession-bench-stores-'));
const settings = {
  ...(values.quick ? QUICK : FULL),
  loads: LOADS.filter((load) => values.loads.split(',').includes(load)),
  serverCore: 0,
  storeCore: 1,
  folder,
};
const say = (text) => process.stderr.write(`${text}\n`);

const services = await startServices(subjects, settings.storeCore);
try {
  const cost = await measureCost(subjects, settings, services, say);
  const trips = await countRoundTrips(subjects, settings, services, say);
  const results = { cost, trips };
  const text = `${storeMachine(settings, services)}\n\n${report(results, subjects)}`;
  process.stdout.write(`${text}\n`);
  const isWhole = wanted === undefined && settings.loads.length === LOADS.length;
  if (canPin && !values.quick && !values['no-page'] && isWhole) {
    writeFileSync(PAGE, withMeasurements(readFileSync(PAGE, 'utf8'), text, 'stores'));
    say('written into docs/explanation/store-performance.md');
  }
  if (!values.quick && verdicts(results, subjects).some(({ holds }) => !holds)) {
    process.exitCode = 1;
  }
} finally {
  await services.stop();
  rmSync(folder, { recursive: true, force: true });
}
