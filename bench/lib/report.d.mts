import type { Results, Verdict } from './budgets.mjs';

export function report(
  results: Results,
  subjects: readonly { name: string; title: string; base: string }[],
  verdicts: readonly Verdict[],
): string;
