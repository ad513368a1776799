// Measures httpsession beside its peers. See docs/explanation/performance.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verdicts as judge } from './lib/budgets.mjs';
import { measureCalls } from './lib/calls.mjs';
import { canPin } from './lib/child.mjs';
import { measureHeap } from './lib/heap.mjs';
import { hasJfinal } from './lib/jfinal.mjs';
import { wrkVersion } from './lib/load.mjs';
import { measureLoop } from './lib/loop.mjs';
import { machine } from './lib/machine.mjs';
import { withMeasurements } from './lib/page.mjs';
import { measureRates } from './lib/rates.mjs';
import { report } from './lib/report.mjs';
import { settingsFrom, USAGE } from './lib/settings.mjs';
import { hasTomcat } from './lib/tomcat.mjs';

const PAGE = new URL('../docs/explanation/performance.md', import.meta.url);

const settings = settingsFrom(process.argv.slice(2));
if (settings.help) {
  process.stdout.write(USAGE);
  process.exit();
}

const say = (text) => process.stderr.write(`${text}\n`);
leaveOut(['tomcat', 'tomcat-alone'], hasTomcat, 'default-jdk-headless and libtomcat10-embed-java');
leaveOut(['jfinal'], hasJfinal, 'default-jdk-headless, libjetty9-java and scripts/get-jfinal.sh');

if (wrkVersion === undefined || !canPin) {
  say('without wrk and taskset the numbers are not for the page');
  settings.writesPage = false;
}

const folder = mkdtempSync(join(tmpdir(), 'httpsession-bench-'));
try {
  const results = {};
  if (settings.parts.includes('calls')) results.calls = await measureCalls(settings, say);
  if (settings.parts.includes('rates')) results.rates = await measureRates(settings, folder, say);
  if (settings.parts.includes('heap')) results.heap = await measureHeap(settings, say);
  if (settings.parts.includes('loop')) results.loop = await measureLoop(settings, folder, say);

  // After a smoke run, nobody should read a verdict.
  const verdicts = settings.quick ? [] : judge(results);
  const text = `${machine(settings)}\n\n${report(results, settings.subjects, verdicts)}`;
  process.stdout.write(`${text}\n`);
  if (settings.writesPage) {
    writeFileSync(PAGE, withMeasurements(readFileSync(PAGE, 'utf8'), text));
    say('written into docs/explanation/performance.md');
  }
  if (verdicts.some(({ holds }) => !holds)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A page with rows of some peers would say less than it seems to. */
function leaveOut(names, isHere, needs) {
  const isAsked = settings.subjects.some(({ name }) => names.includes(name));
  if (!isAsked || isHere()) return;
  say(`no ${names[0]} here (it needs ${needs}): its rows are left out`);
  settings.subjects = settings.subjects.filter(({ name }) => !names.includes(name));
  settings.writesPage = false;
}
