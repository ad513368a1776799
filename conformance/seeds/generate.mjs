// node conformance/seeds/generate.mjs [--check] [root]
//
// Writes docs/reference/origins.md from conformance/seeds.json and the tests and docs that its rows are shown by. With
// --check it writes nothing and fails when it would.
import { join, resolve } from 'node:path';
import {
  countRows,
  findTitles,
  problemsOf,
  publicNames,
  readCatalogue,
  toPage,
} from './checks.mjs';
import { isUpToDate, writeGenerated } from '../generated-file.mjs';

const ROWS = 'conformance/seeds.json';
const PAGE = 'docs/reference/origins.md';

const options = process.argv.slice(2);
const root = resolve(options.find((option) => !option.startsWith('--')) ?? repository());
const isCheck = options.includes('--check');

const catalogue = readCatalogue(join(root, ROWS));
const tests = findTitles(root);
const problems = problemsOf(catalogue, { root, tests, names: publicNames(root) });

if (problems.length === 0) {
  const { tested, told, waiting } = countRows(catalogue.rows, tests);
  keep(PAGE, toPage(catalogue, tests, root));
  if (!isCheck) console.log(`${tested} by tests, ${told} by the docs, ${waiting} wait`);
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function keep(file, text) {
  const path = join(root, file);
  if (!isCheck) writeGenerated(path, text);
  else if (!isUpToDate(path, text)) {
    problems.push(`${file} is not up to date: run node conformance/seeds/generate.mjs`);
  }
}

function repository() {
  return join(import.meta.dirname, '../..');
}
