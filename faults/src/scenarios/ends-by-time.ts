import { livesOf } from '../checks/life.ts';
import { tellingsOf } from '../checks/events.ts';
import type { Entry } from '../history/entries.ts';

/** How often each process asks its store for sessions whose time is over, at the latest. */
export const SWEEP_MS = 12_000;
/** For how long those that a process has claimed are hidden from others. */
export const LEASE_MS = 30_000;
/** What two busy cores add to the wait of a sweep: it is so much longer than that. */
export const BUSY_MS = 3000;

/** Whether all ends that somebody was told have happened are told to the listeners, too. */
export function areCertainEndsTold(history: readonly Entry[]): boolean {
  const told = tellingsOf(history);
  return livesOf(history, {})
    .filter(({ certainEnds }) => certainEnds.length > 0)
    .every(({ owner }) => told.has(owner));
}

/** Whether the ends of all sessions of a load are told, but of those that its client did not get. */
export function areAllTold(history: readonly Entry[], seed: number): boolean {
  const told = tellingsOf(history);
  return livesOf(history, {})
    .filter(({ owner, startedAt }) => startedAt !== undefined && owner.startsWith(`c${seed}.`))
    .every(({ owner }) => told.has(owner));
}
