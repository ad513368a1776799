import { latenessOf, tellingsOf } from '../checks/events.ts';
import { livesOf } from '../checks/life.ts';
import type { Rules } from '../checks/rules.ts';
import type { Entry } from '../history/entries.ts';
import { inMs, quantile } from '../history/statistics.ts';

/** How many sessions ended by themselves, and how long after their time a listener was told. */
export function lateness(
  history: readonly Entry[],
  rules: Rules,
): { readonly count: number; readonly text: string } {
  const told = tellingsOf(history);
  const late = livesOf(history, rules).flatMap((life) => {
    const first = told.get(life.owner)?.[0];
    // Before the latest instant that its client knows of, it is not late at all.
    return first === undefined ? [] : (latenessOf(life, first, rules) ?? []);
  });
  const after = (share: number): string => inMs(Math.max(0, quantile(late, share)));
  return {
    count: late.length,
    text: `${late.length} sessions ended by themselves, told p50 ${after(0.5)}, p99 ${after(0.99)}, at most ${after(1)} after their time`,
  };
}

/** How often an end was told once more. */
export function toldTwice(history: readonly Entry[]): string {
  const more = [...tellingsOf(history).values()].filter(({ length }) => length > 1);
  return `${more.length} told twice`;
}
