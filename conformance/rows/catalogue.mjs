import { readFileSync } from 'node:fs';

export const FORCES = {
  M: 'mandated by the specification or its Javadoc',
  T: 'asked for by the compatibility tests (TCK) alone',
  I: 'inferred: not written down, but nothing else is consistent',
  R: 'recommended',
  O: 'left open to the container',
  D: 'removed from the API, kept for ports',
};

/** What a row may wait for: the package that has the rest of the servlet API, or a page of the docs. */
export const WAITS = ['servlet', 'docs'];

/** What must have a test, unless it waits for the servlet package. */
const DEMANDING = new Set(['M', 'T', 'I']);

const TEXTS = ['about', 'source', 'statement'];
const KNOWN = new Set(['id', 'section', 'force', ...TEXTS, 'ours', 'waitsFor', 'tests']);

export function readCatalogue(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** What is wrong with the form of the rows, one sentence each. */
export function formProblems({ sections, rows }) {
  return rows.flatMap((row, index) => {
    const problems = [];
    const wrong = (what) => problems.push(`${row.id ?? `Row ${index + 1}`}: ${what}`);
    const expected = `SES-${String(index + 1).padStart(3, '0')}`;
    if (row.id !== expected) wrong(`is where ${expected} should be`);
    if (!Object.hasOwn(sections, row.section)) wrong(`there is no section ${row.section}`);
    if (!Object.hasOwn(FORCES, row.force)) wrong(`there is no force ${row.force}`);
    for (const key of Object.keys(row)) if (!KNOWN.has(key)) wrong(`has an unknown ${key}`);
    for (const key of TEXTS) if (!isText(row[key])) wrong(`needs a text as its ${key}`);
    if (row.ours !== undefined && !isText(row.ours)) wrong('has an empty text as its ours');
    if (isOpen(row) && row.waitsFor === undefined && row.ours === undefined) {
      wrong('is open or recommended, and does not say what we do (ours)');
    }
    if (row.waitsFor !== undefined && !WAITS.includes(row.waitsFor)) {
      wrong(`waits for ${row.waitsFor}, which is none of ${WAITS.join(', ')}`);
    }
    if (!Array.isArray(row.tests)) wrong('needs a list as its tests, which may be empty');
    return problems;
  });
}

/** What is wrong between the rows and the tests, a map from ids to files. */
export function testProblems({ rows }, tests) {
  const ids = new Set(rows.map(({ id }) => id));
  const unknown = [...tests].flatMap(([id, files]) =>
    ids.has(id) ? [] : [`${id}: there is no such row, but a test in ${files.join(', ')}`],
  );
  const untested = rows
    .filter(({ id }) => !tests.has(id))
    .flatMap(({ id, force, waitsFor }) => {
      if (waitsFor === 'servlet') return [];
      if (waitsFor === undefined) return [`${id}: has no test`];
      return DEMANDING.has(force) ? [`${id}: has no test, and force ${force} asks for one`] : [];
    });
  return [...unknown, ...untested];
}

function isOpen({ force }) {
  return force === 'O' || force === 'R';
}

function isText(value) {
  return typeof value === 'string' && value.trim() !== '';
}
