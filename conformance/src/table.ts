import type { Difference } from './compare.ts';

/** The table of differences as it stands in the README. */
function renderTable(differences: readonly Difference[]): string {
  const rows = differences.map(
    ({ id, title, rows: cited, decision }) =>
      `| \`${id}\` | ${title} | ${cited.join(', ')} | ${decision} |`,
  );
  return ['| id | difference | rows | why |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const BEGIN = '<!-- differences: begin, written by npm run conformance -- --table -->';
const END = '<!-- differences: end -->';

/** The text with the table between its two marks replaced. */
export function withTable(readme: string, differences: readonly Difference[]): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`The text has no ${BEGIN} before ${END}`);
  const head = readme.slice(0, begin + BEGIN.length);
  return `${head}\n\n${renderTable(differences)}\n\n${readme.slice(end)}`;
}
