/** The value that `share` of the values do not exceed, from 0 to 1; 0 without values. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** As a text, for a table: `12.3 ms`. */
export function inMs(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toString()} ms`;
}
