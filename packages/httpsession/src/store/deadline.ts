import { GRACE_SHARE, LAST_INSTANT_MS } from './store-rules.ts';
import type { SessionChange, SessionRecord } from './store.ts';

/**
 * An interval in seconds as records have it: whole milliseconds, within what a store can keep exactly. A
 * positive one stays positive.
 */
export function toIdleMs(seconds: number): number {
  const ms = Math.round(Math.max(-LAST_INSTANT_MS, Math.min(seconds * 1000, LAST_INSTANT_MS)));
  return seconds > 0 ? Math.max(1, ms) : ms;
}

/** What of a change moves a deadline. */
interface DeadlineChange extends Pick<SessionChange, 'inUseAt' | 'graceMs' | 'endsAt'> {
  readonly maxInactiveMs?: number | undefined;
}

/**
 * The deadline of a record after a change, in epoch milliseconds; undefined: it does not expire. The
 * record's own idle time counts, or the one that the change brings. Without one the deadline only moves
 * later: a process that does not know the present idle time can neither shorten a life nor prolong it
 * beyond what that idle time allows. Nothing outlives `endsAt`.
 */
export function deadlineAfter(
  record: Pick<SessionRecord, 'maxInactiveMs' | 'expiresAt'>,
  change: DeadlineChange,
): number | undefined {
  const idleMs = change.maxInactiveMs ?? record.maxInactiveMs;
  let end = idleMs > 0 ? idleEnd(idleMs, change) : Infinity;
  if (change.maxInactiveMs === undefined) end = Math.max(end, record.expiresAt ?? Infinity);
  end = Math.min(end, change.endsAt ?? Infinity);
  return end > LAST_INSTANT_MS ? undefined : Math.ceil(end);
}

function idleEnd(
  idleMs: number,
  { inUseAt, graceMs }: Pick<SessionChange, 'inUseAt' | 'graceMs'>,
): number {
  return inUseAt + idleMs + Math.min(graceMs, idleMs * GRACE_SHARE);
}
