import { readFileSync } from 'node:fs';

/** How many rows each document has. */
export const COUNTS = { S0: 31, S1: 37, S2: 47, S3: 48, S4: 51 };

/** What a row may wait for: the packages with stores, and nothing else. */
export const WAITS = ['stores'];

const KNOWN = new Set(['id', 'of', 'call', 'says', 'ours', 'docs', 'waitsFor']);
const TEXTS = ['id', 'says', 'ours'];

export function readCatalogue(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** The ids of all rows, in their order. */
export function allIds() {
  return Object.entries(COUNTS).flatMap(([document, count]) =>
    Array.from(
      { length: count },
      (_, index) => `${document}-${String(index + 1).padStart(2, '0')}`,
    ),
  );
}

/** What is wrong with the form of the rows, one sentence each. */
export function formProblems({ documents, rows, conflicts }) {
  const ids = rows.map(({ id }) => id);
  const expected = allIds();
  return [
    ...expected.filter((id) => !ids.includes(id)).map((id) => `${id}: is missing`),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id}: is there twice`),
    ...ids.filter((id) => !expected.includes(id)).map((id) => `${id}: is no row of the documents`),
    ...Object.keys(COUNTS)
      .filter((document) => !isText(documents[document]))
      .map((document) => `${document}: has no title`),
    ...rows.flatMap(rowProblems),
    ...conflicts.flatMap((conflict) => conflictProblems(conflict, ids)),
  ];
}

/** What is wrong between the rows and the tests, a map from ids to files. */
export function testProblems({ rows }, tests) {
  const ids = new Set(rows.map(({ id }) => id));
  const unknown = [...tests].flatMap(([id, files]) =>
    ids.has(id) ? [] : [`${id}: there is no such row, but a test in ${files.join(', ')}`],
  );
  const bare = rows
    .filter((row) => !tests.has(row.id) && row.docs === undefined && row.waitsFor === undefined)
    .map(
      ({ id }) => `${id}: is in no title of a test, has no place in the docs, waits for nothing`,
    );
  return [...unknown, ...bare];
}

/** The code in a text that stands between backticks. */
export function codeOf(text) {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
}

function rowProblems(row) {
  const problems = [];
  const wrong = (what) => problems.push(`${row.id}: ${what}`);
  for (const key of Object.keys(row)) if (!KNOWN.has(key)) wrong(`has an unknown ${key}`);
  for (const key of TEXTS) if (!isText(row[key])) wrong(`needs a text as its ${key}`);
  for (const key of ['of', 'call', 'docs']) {
    if (row[key] !== undefined && !isText(row[key])) wrong(`has an empty text as its ${key}`);
  }
  if ((row.of === undefined) !== (row.call === undefined)) wrong('needs both of and call, or none');
  if (isText(row.call) && isText(row.ours) && codeOf(row.ours).length === 0) {
    wrong('has a call, and no call of ours beside it');
  }
  if (row.waitsFor !== undefined && !WAITS.includes(row.waitsFor)) {
    wrong(`waits for ${row.waitsFor}, which is none of ${WAITS.join(', ')}`);
  }
  return problems;
}

function conflictProblems({ about, rows, ours, docs }, ids) {
  const problems = [about, ours, docs].every(isText) ? [] : [`${about}: needs texts, docs too`];
  const unknown = (rows ?? []).filter((id) => !ids.includes(id));
  if (unknown.length > 0) problems.push(`${about}: there is no row ${unknown.join(', ')}`);
  if ((rows ?? []).length < 2) problems.push(`${about}: needs two rows that disagree`);
  return problems;
}

function isText(value) {
  return typeof value === 'string' && value.trim() !== '';
}
