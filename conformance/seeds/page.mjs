import { headingAt } from './places.mjs';

/** The page of the docs, from the rows, the tests by id, and the repository for the headings of its pages. */
export function toPage({ documents, rows, conflicts }, tests, root) {
  const line = (row) => toLine(row, tests.get(row.id) ?? [], root);
  return [
    ...intro(rows, tests),
    '## Where they disagree',
    '',
    '| About | Rows | Here | Read on |',
    '| --- | --- | --- | --- |',
    ...conflicts.map(({ about, rows: ids, ours, docs }) =>
      toCells([about, ids.join(', '), ours, place(root, docs)]),
    ),
    '',
    ...Object.entries(documents).flatMap(([document, title]) => {
      const mine = rows.filter(({ id }) => id.startsWith(document));
      const calls = mine.filter(({ call }) => call !== undefined);
      const others = mine.filter(({ call }) => call === undefined);
      return [
        `## ${document}. ${title}`,
        '',
        ...table(
          '### Calls',
          ['Row', 'Of', 'There', 'Here', 'What it is', 'Shown by'],
          calls,
          line,
        ),
        ...table('### Statements', ['Row', 'Says', 'Here', 'Shown by'], others, line),
      ];
    }),
  ].join('\n');
}

/** How many rows are shown by tests, by the docs alone, and wait. */
export function countRows(rows, tests) {
  const tested = rows.filter(({ id }) => tests.has(id)).length;
  const rest = rows.filter(({ id }) => !tests.has(id));
  const waiting = rest.filter(({ waitsFor }) => waitsFor !== undefined).length;
  return { tested, waiting, told: rest.length - waiting };
}

function intro(rows, tests) {
  const { tested, told, waiting } = countRows(rows, tests);
  return [
    '# Where it comes from, row by row',
    '',
    '<!-- Written by conformance/seeds/generate.mjs. Change conformance/seeds.json, the tests or the docs. -->',
    '',
    'Five documents about sessions are what this project began from. Each call, setting, claim and example in them',
    `is a row here, in our own words, beside what it is called here: ${rows.length} rows. ${tested} are shown by tests whose title`,
    `has the id of the row, ${told} by a place in these pages, and ${waiting} come with the packages for stores.`,
    '',
    'What stands as code in the column *Here* is exported by one of the packages; a test checks that, and that no',
    'cell is empty.',
    '',
  ];
}

function table(heading, head, rows, toText) {
  if (rows.length === 0) return [];
  return [heading, '', toCells(head), toCells(head.map(() => '---')), ...rows.map(toText), ''];
}

function toLine(row, files, root) {
  const shown = shownBy(row, files, root);
  if (row.call === undefined) return toCells([row.id, row.says, row.ours, shown]);
  return toCells([row.id, row.of, `\`${row.call}\``, row.ours, row.says, shown]);
}

function shownBy({ docs, waitsFor }, files, root) {
  const links = files.map((file) => `[${label(file)}](../../${file})`);
  if (docs !== undefined) links.push(place(root, docs));
  if (waitsFor !== undefined)
    links.push(`${links.length === 0 ? 'comes' : 'more'} with the ${waitsFor}`);
  return links.join(', ');
}

function place(root, docs) {
  const path = docs.startsWith('reference/') ? docs.slice('reference/'.length) : `../${docs}`;
  return `[${headingAt(root, docs).replace(/^[A-Z\d]+\. /, '')}](${path})`;
}

/** `packages/servlet/test/seeds/resin.test.ts` as `servlet: resin`. */
function label(file) {
  const parts = file.split('/');
  const test = parts.at(-1).slice(0, -'.test.ts'.length);
  return `${parts[1] === 'test' ? parts[0] : parts[1]}: ${test}`;
}

function toCells(cells) {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
