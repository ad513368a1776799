import { FORCES } from './catalogue.mjs';

/** The page of the docs, from the rows with their tests. */
export function toPage({ sections, rows }) {
  return [
    ...intro(rows),
    ...Object.entries(sections).flatMap(([section, title]) => [
      `## ${section}. ${title}`,
      '',
      '| Row | Says | Force | Source | Tested in |',
      '| --- | --- | --- | --- | --- |',
      ...rows.filter((row) => row.section === section).map(toLine),
      '',
    ]),
  ].join('\n');
}

function intro(rows) {
  const tested = rows.filter(({ tests }) => tests.length > 0).length;
  return [
    '# Conformance',
    '',
    '<!-- Written by conformance/rows/generate.mjs. Change conformance/rows.json or the tests. -->',
    '',
    'What the Jakarta Servlet specification says about sessions, one statement a row, in our own words,',
    `and where it is tested: ${tested} of ${rows.length} rows have tests. The name of a test begins with its row.`,
    '',
    'In the column *Source*, § is a section of the specification text of Servlet 6.1 and a name stands for its',
    'Javadoc, with the version that brought the member or the rule. *Here:* is what this package does where',
    'that is open, and where it says more, or something else, than the row.',
    '',
    '| Force | Means | Rows |',
    '| --- | --- | ---: |',
    ...Object.entries(FORCES).map(
      ([force, meaning]) =>
        `| ${force} | ${meaning} | ${rows.filter((row) => row.force === force).length} |`,
    ),
    '',
  ];
}

function toLine(row) {
  const says = row.ours === undefined ? row.statement : `${row.statement} *Here:* ${row.ours}`;
  const cells = [row.id, `**${row.about}** — ${says}`, row.force, row.source, whereTested(row)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function whereTested({ tests, waitsFor }) {
  const links = tests.map((file) => `[${label(file)}](../../${file})`);
  if (waitsFor === 'servlet')
    links.push(links.length === 0 ? 'waits for servlet' : 'more: servlet');
  return links.length === 0 ? 'nothing to test' : links.join(', ');
}

/** `packages/servlet/test/conformance/g-modes.test.ts` as `servlet: g-modes`. */
function label(file) {
  const [, name, , , test] = file.split('/');
  return `${name}: ${test.slice(0, -'.test.ts'.length)}`;
}
