import type { SessionRecord } from '../store/store.ts';

/**
 * The end of the life of a record that somebody has ended, in epoch milliseconds. It expires by that at once, before all
 * that expires by itself; and whoever claims it can tell why it is over.
 */
export const ENDED_AT: number = Date.UTC(2000, 0);

/** Stores that compare with a clock of their own give deadlines as far off as that clock is from ours. */
const TOLERANCE_MS = 10 * 365 * 86_400_000;

/** Whether somebody has ended it. Nothing of this package is as old as that. */
export function isMarkedEnded({ expiresAt }: SessionRecord): boolean {
  return expiresAt !== undefined && expiresAt < ENDED_AT + TOLERANCE_MS;
}
