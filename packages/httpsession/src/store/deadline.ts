import type { SessionChange, SessionRecord } from './store.ts';

/** A record stays at most this share of its idle time longer than that, whatever `graceMs` says. */
export const GRACE_SHARE: number = 1 / 10;

/** The last instant that a Date knows. What lasts longer lasts for ever. */
const LAST_MS = 8_640_000_000_000_000;

/**
 * An interval in seconds as records have it: whole milliseconds, within what a store can keep exactly. A
 * positive one stays positive.
 */
export function toIdleMs(seconds: number): number {
  const ms = Math.round(Math.max(-LAST_MS, Math.min(seconds * 1000, LAST_MS)));
  return seconds > 0 ? Math.max(1, ms) : ms;
}

/**
 * The deadline of a record after a change, in epoch milliseconds; undefined: it does not expire. The
 * record's own idle time counts, or the one that the change brings. Without one the deadline only moves
 * later: a process that does not know the present idle time can neither shorten a life nor prolong it
 * beyond what that idle time allows. Nothing outlives `endsAt`.
 */
export function deadlineAfter(
  record: Pick<SessionRecord, 'maxInactiveMs' | 'expiresAt'>,
  change: Pick<SessionChange, 'maxInactiveMs' | 'inUseAt' | 'graceMs' | 'endsAt'>,
): number | undefined {
  const idleMs = change.maxInactiveMs ?? record.maxInactiveMs;
  let end = idleMs > 0 ? idleEnd(idleMs, change) : Infinity;
  if (change.maxInactiveMs === undefined) end = Math.max(end, record.expiresAt ?? Infinity);
  end = Math.min(end, change.endsAt ?? Infinity);
  return end > LAST_MS ? undefined : Math.ceil(end);
}

function idleEnd(
  idleMs: number,
  { inUseAt, graceMs }: Pick<SessionChange, 'inUseAt' | 'graceMs'>,
): number {
  return inUseAt + idleMs + Math.min(graceMs, idleMs * GRACE_SHARE);
}
