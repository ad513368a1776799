import type { SessionChange, SessionRecord } from './store.ts';

/** A record stays at most this share of its idle time longer than that, whatever `graceMs` says. */
export const GRACE_SHARE: number = 1 / 10;

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
  return end === Infinity ? undefined : Math.ceil(end);
}

function idleEnd(
  idleMs: number,
  { inUseAt, graceMs }: Pick<SessionChange, 'inUseAt' | 'graceMs'>,
): number {
  return inUseAt + idleMs + Math.min(graceMs, idleMs * GRACE_SHARE);
}
