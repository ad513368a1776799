import type { Bytes, SessionChange, SessionRecord } from '../store/store.ts';
import { UNREADABLE_KEPT_MS } from '../store/store-rules.ts';

/** So long before the moment at which somebody ends it, a record is made to have expired. */
const BEFORE_MS = UNREADABLE_KEPT_MS / 2;
/** Clocks of machines and of stores are not further apart than this. */
const TOLERANCE_MS = 3_600_000;
/** The attribute that is the mark. Only whoever claims the record sees it: it has expired with the same change. */
const NAME = 'httpsession.ended';
/** The value of no text: an attribute of the application that has this name is no mark. */
const VALUE: Bytes = Uint8Array.of(0xff, 0x65, 0x6e, 0x64);

/**
 * What ends the life of a record now, and says that somebody did. It expires by that at once, before what expires by
 * itself; and one that cannot be read is kept for half a day more by then.
 */
export function markOfEnd(now: number): Pick<SessionChange, 'set' | 'endsAt'> {
  return { set: new Map([[NAME, VALUE]]), endsAt: now - BEFORE_MS };
}

/** Whether somebody has ended it, and not its time. */
export function isMarkedEnded({ attributes }: SessionRecord): boolean {
  const value = attributes.get(NAME);
  return value !== undefined && Buffer.compare(value, VALUE) === 0;
}

/** The record as it was before somebody ended it. */
export function withoutMark(record: SessionRecord): SessionRecord {
  if (!isMarkedEnded(record)) return record;
  const attributes = new Map(record.attributes);
  attributes.delete(NAME);
  return { ...record, attributes };
}

/** Whether no record comes behind this one, in the order of their expiry, that somebody had ended by then. */
export function isBehindMarked(record: SessionRecord, then: number): boolean {
  const { expiresAt = Infinity } = record;
  return !isMarkedEnded(record) && expiresAt > then - BEFORE_MS + TOLERANCE_MS;
}
