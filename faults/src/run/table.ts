import type { Result, Scenario } from './scenario.ts';

/** What came of a scenario; an error where it could not be run. */
export interface Row {
  readonly scenario: Scenario;
  readonly result: Result;
  readonly seconds: number;
}

/** The rows as a table of Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const head = ['scenario', 'what is done', 'what must hold', 'figures', 'verdict'];
  const lines = rows.map(({ scenario, result, seconds }) => [
    `${scenario.id} ${scenario.title}`,
    scenario.done,
    scenario.holds,
    [...result.figures, `${seconds.toFixed(0)} s`].join('; '),
    verdictOf(result),
  ]);
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function verdictOf({ violations }: Result): string {
  if (violations.length === 0) return 'holds';
  const rules = [...new Set(violations.map(({ rule }) => rule))];
  return `**${violations.length} violations**: ${rules.join(', ')}`;
}

/** The page with the text between two markers replaced. */
export function withTable(page: string, text: string): string {
  const [first, last] = ['<!-- faults:begin -->', '<!-- faults:end -->'];
  const begin = page.indexOf(first);
  const end = page.indexOf(last);
  if (begin === -1 || end < begin) throw new Error(`The page lacks ${first} or ${last}`);
  return `${page.slice(0, begin + first.length)}\n\n${text}\n\n${page.slice(end)}`;
}
