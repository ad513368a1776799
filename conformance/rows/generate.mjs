// node conformance/rows/generate.mjs [--check] [root]
//
// Looks for the tests of each row of conformance/rows.json, writes them into the rows, and writes
// docs/reference/conformance.md. With --check it writes nothing and fails when it would.
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { isUpToDate, writeGenerated } from '../generated-file.mjs';
import { formProblems, readCatalogue, testProblems } from './catalogue.mjs';
import { findTests } from './find-tests.mjs';
import { toPage } from './page.mjs';

const ROWS = 'conformance/rows.json';
const PAGE = 'docs/reference/conformance.md';

const options = process.argv.slice(2);
const root = resolve(options.find((option) => !option.startsWith('--')) ?? repository());
const isCheck = options.includes('--check');

const catalogue = readCatalogue(join(root, ROWS));
const tests = findTests(root);
const problems = [...formProblems(catalogue), ...testProblems(catalogue, tests)];

if (problems.length === 0) {
  const rows = catalogue.rows.map((row) => ({ ...row, tests: tests.get(row.id) ?? [] }));
  const found = { ...catalogue, rows };
  keep(ROWS, await pretty(JSON.stringify(found)));
  keep(PAGE, toPage(found));
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function keep(file, text) {
  const path = join(root, file);
  if (!isCheck) writeGenerated(path, text);
  else if (!isUpToDate(path, text)) {
    problems.push(`${file} is not up to date: run node conformance/rows/generate.mjs`);
  }
}

async function pretty(json) {
  // An object on one line would stay on it: each row begins a line of its own.
  const text = json.replaceAll('{"', '{\n"');
  return format(text, { ...(await resolveConfig(join(root, ROWS))), parser: 'json' });
}

function repository() {
  return join(import.meta.dirname, '../..');
}
