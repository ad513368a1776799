import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { replay, runCampaign, runScripts, type Comparison, type Finding } from './campaign.ts';
import { newTally, type Tally } from './conversation.ts';
import { differences } from './differences.ts';
import { handWritten } from './hand-written.ts';
import { startOurs } from './ours.ts';
import { withTable } from './table.ts';
import { startTomcat } from './tomcat.ts';

const HELP = `Compares httpsession with Tomcat, script by script.

  --scripts N          random scripts, beside those written by hand (10000)
  --seed N             where they come from (the time of day)
  --lanes N            scripts under way at a time (6)
  --replay SEED:PATH   one random script again, as a mismatch names it
  --twin               two Tomcats instead, which tests the runner itself
  --table              write the table of differences into the README
`;

const FOLDER = join(import.meta.dirname, '..');

const { values: options } = parseArgs({
  options: {
    scripts: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    lanes: { type: 'string', default: '6' },
    replay: { type: 'string' },
    twin: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) print(HELP);
else if (options.table) await writeTable();
else process.exitCode = (await compare()) === 0 ? 0 : 1;

async function writeTable(): Promise<void> {
  const file = join(FOLDER, 'README.md');
  await writeFile(file, withTable(await readFile(file, 'utf8'), differences));
}

/** Gives the number of mismatches. */
async function compare(): Promise<number> {
  const java = join(FOLDER, 'java');
  const [reference, subject] = await Promise.all([
    startTomcat(java),
    options.twin ? startTomcat(java, 'second Tomcat') : startOurs(),
  ]);
  const tally = newTally();
  const comparison = { reference, subject, tally, differences: options.twin ? [] : differences };
  const started = Date.now();
  try {
    const found =
      options.replay === undefined
        ? (await runByHand(comparison)) + (await runRandom(comparison))
        : report(await replayed(comparison, options.replay));
    printSummary(tally, (Date.now() - started) / 1000);
    print(found === 0 ? 'All agree.\n' : `${String(found)} mismatches.\n`);
    return found;
  } finally {
    await Promise.all([reference.close(), subject.close()]);
  }
}

async function runByHand(comparison: Comparison): Promise<number> {
  let found = 0;
  for (const [group, scripts] of Object.entries(handWritten)) {
    const mismatches = await runScripts(scripts, comparison, Number(options.lanes));
    for (const [title, { message }] of mismatches) print(`\n${group}: ${title}\n${message}\n`);
    found += mismatches.size;
  }
  print(`${String(comparison.tally.scripts)} scripts by hand agree\n`);
  return found;
}

async function runRandom(comparison: Comparison): Promise<number> {
  const scripts = Number(options.scripts);
  const seed = Number(options.seed);
  print(`${String(scripts)} random scripts from seed ${String(seed)}\n`);
  let done = 0;
  const findings = await runCampaign(comparison, {
    scripts,
    seed,
    lanes: Number(options.lanes),
    onScript() {
      done += 1;
      if (done % 1000 === 0) print(`${String(done)} random scripts agree\n`);
    },
  });
  return report(findings);
}

async function replayed(comparison: Comparison, place: string): Promise<Finding[]> {
  const colon = place.indexOf(':');
  const finding = await replay(comparison, {
    seed: Number(place.slice(0, colon)),
    path: place.slice(colon + 1),
  });
  return finding === undefined ? [] : [finding];
}

function report(findings: readonly Finding[]): number {
  for (const { place, mismatch } of findings) {
    print(`\n--replay ${String(place.seed)}:${place.path}\n${mismatch.message}\n`);
  }
  return findings.length;
}

function printSummary(tally: Tally, seconds: number): void {
  const { scripts, requests, operations, events } = tally;
  print(
    `\n${String(scripts)} scripts, ${String(requests)} requests, ${String(operations)} operations, ` +
      `${String(events)} events in ${seconds.toFixed(0)} s\n`,
  );
  if (options.twin) return;
  for (const { id } of differences) {
    print(`  ${id.padEnd(28)}${String(tally.differences.get(id) ?? 0).padStart(8)}\n`);
  }
}

function print(text: string): void {
  process.stdout.write(text);
}
