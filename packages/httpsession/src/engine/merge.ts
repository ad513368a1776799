import type { SessionCodec } from '../store/codec.ts';
import type { Bytes, SessionRecord } from '../store/store.ts';
import { getAttribute, withAttribute, withoutAttribute } from './attributes.ts';
import type { LiveSession } from './live-session.ts';
import { type StoredState, Undecoded } from './stored-state.ts';

/**
 * Takes over what others have changed: all that is clean here becomes what the store has; what was
 * changed here and is not written yet stays (R2). True when the session has another interval now.
 */
export function mergeRecord(
  live: LiveSession,
  stored: StoredState,
  { record, codec }: { record: SessionRecord; codec: SessionCodec },
): boolean {
  mergeAttributes(live, stored, { record, codec });
  stored.version = record.version;
  const accessedOffset = record.lastAccessedAt - record.createdAt;
  live.accessedOffset = Math.max(live.accessedOffset, accessedOffset);
  const before = live.maxInactiveSeconds;
  if (!stored.isIntervalChanged) live.maxInactiveSeconds = record.maxInactiveMs / 1000;
  return live.maxInactiveSeconds !== before;
}

function mergeAttributes(
  live: LiveSession,
  stored: StoredState,
  { record, codec }: { record: SessionRecord; codec: SessionCodec },
): void {
  for (const [name, bytes] of record.attributes) {
    const known = stored.bytes.get(name);
    if (known !== undefined && areEqual(known, bytes)) continue;
    if (isDirtyHere(live, stored, { name, codec })) continue;
    stored.bytes.set(name, bytes);
    stored.forgetHandedOut(name);
    live.attributes = withAttribute(live.attributes, name, new Undecoded(bytes));
  }
  for (const name of [...stored.bytes.keys()]) {
    if (record.attributes.has(name)) continue;
    if (isDirtyHere(live, stored, { name, codec })) continue;
    stored.bytes.delete(name);
    stored.forgetHandedOut(name);
    live.attributes = withoutAttribute(live.attributes, name);
  }
}

/** Whether two encoded values are the same. */
export function areEqual(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

function isDirtyHere(
  live: LiveSession,
  stored: StoredState,
  { name, codec }: { name: string; codec: SessionCodec },
): boolean {
  if (stored.changed.has(name)) return true;
  if (!stored.handedOut.has(name)) return false;
  const value = getAttribute(live.attributes, name);
  if (value === undefined || value instanceof Undecoded) return false;
  const known = stored.bytes.get(name);
  try {
    return known === undefined || !areEqual(codec.encode(name, value), known);
  } catch {
    // It was changed into something that cannot be stored: the commit of its request says so.
    return true;
  }
}
