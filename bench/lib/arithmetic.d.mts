export interface Summary {
  median: number;
  low: number;
  high: number;
}

export interface Round {
  rate: number;
  cpu: number;
  p99: number;
  busy: number;
}

/** One of the short turns without a network. */
export interface Turn {
  cpu: number;
  micros?: number;
  /** Of bare `node:http`, or what else it is compared with, right before. */
  beside?: { cpu: number; micros?: number } | undefined;
}

export function median(values: readonly number[]): number;
/** @throws RangeError for no values */
export function lowDecile(values: readonly number[]): number;
export function pairedRatio(values: readonly number[], bases: readonly number[]): Summary;
export function pairedDifference(values: readonly number[], bases: readonly number[]): Summary;
export function besides<R extends object>(
  rounds: Record<string, readonly (R & { beside?: R | undefined })[]>,
  name: string,
  base?: string,
): R[];
export function roundOf(
  load: { requests: number; micros: number; p99Micros: number },
  cpuMicros: number,
): Round;
export function callCost(
  turns: Record<string, readonly Turn[]>,
  name: string,
  of?: { base?: string; key?: 'cpu' | 'micros' },
): { micros: number; above?: number; ratio?: number };
