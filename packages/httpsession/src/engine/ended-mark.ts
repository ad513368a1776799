import { UNREADABLE_KEPT_MS } from '../store/store-rules.ts';
import type { SessionRecord } from '../store/store.ts';

/** So long before the moment at which somebody ends it, a record is made to have expired. */
const BEFORE_MS = UNREADABLE_KEPT_MS / 2;
/** Clocks of machines and of stores are not further apart than this. */
const TOLERANCE_MS = 3_600_000;

/**
 * The end of the life of a record that somebody ends now, in epoch milliseconds. It expires by that at once, before what
 * expires by itself; and one that cannot be read is kept for half a day more by then.
 */
export function endedAt(now: number): number {
  return now - BEFORE_MS;
}

/**
 * Whether somebody has ended it. What expires by itself does so when it was idle for long enough, or at the end of its
 * whole life: long before neither does.
 */
export function isMarkedEnded(record: SessionRecord, maxLifetimeMs: number): boolean {
  const { createdAt, lastAccessedAt, maxInactiveMs, expiresAt } = record;
  if (expiresAt === undefined) return false;
  const idleEnd = maxInactiveMs > 0 ? lastAccessedAt + maxInactiveMs : Infinity;
  const lifeEnd = createdAt + maxLifetimeMs;
  return expiresAt < idleEnd - BEFORE_MS / 2 && Math.abs(expiresAt - lifeEnd) > TOLERANCE_MS;
}
