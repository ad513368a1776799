import { deadlineAfter, type Bytes, type SessionChange, type SessionRecord } from 'httpsession';
import type { KeyPart } from '../format/entry-keys.ts';
import type { Head, StoredValue } from '../format/head.ts';
import type { SessionEntries } from './session-entries.ts';

/**
 * The head of a new session; its values are still to be kept. All of it is copied: what the caller changes
 * before the write has its turn does not show.
 */
export function headOf(record: SessionRecord): Head & { attributes: Map<string, Bytes> } {
  return {
    key: record.key,
    uid: record.uid,
    version: record.version,
    createdAt: record.createdAt,
    lastAccessedAt: record.lastAccessedAt,
    maxInactiveMs: record.maxInactiveMs,
    expiresAt: record.expiresAt ?? Infinity,
    isClaimed: false,
    leaseEnd: 0,
    indexedAt: Infinity,
    sealedId: record.sealedId && copyOf(record.sealedId),
    principal: record.principal,
    attributes: copyAll(record.attributes),
  };
}

/** A change that the caller cannot change any more. */
export function ownChange(change: SessionChange): SessionChange {
  const { removed } = change;
  return {
    ...change,
    set: copyAll(change.set),
    removed: removed.size === 0 ? NO_NAMES : new Set(removed),
  };
}

/** Most changes remove nothing. */
const NO_NAMES: ReadonlySet<string> = new Set<string>();

export function copyOf(bytes: Bytes): Bytes {
  return new Uint8Array(bytes);
}

/** How many bytes more the attributes take after a change; negative when they take less. */
export function growthOf(head: Head, change: SessionChange): number {
  let growth = 0;
  for (const [name, bytes] of change.set) {
    const old = head.attributes.get(name);
    growth += bytes.length - (old === undefined ? -name.length : sizeOf(old));
  }
  if (change.removed.size === 0) return growth;
  for (const name of change.removed) {
    const old = head.attributes.get(name);
    if (old !== undefined) growth -= sizeOf(old);
  }
  return growth;
}

/** How many bytes a new session takes. */
export function bytesOf({ attributes, sealedId }: SessionRecord): number {
  let total = sealedId?.length ?? 0;
  for (const [name, bytes] of attributes) total += name.length + bytes.length;
  return total;
}

/** What changes in a head with every write. */
interface Times {
  version: number;
  lastAccessedAt: number;
  maxInactiveMs: number;
  expiresAt: number;
  indexedAt: number;
}

/** What a change says of the times. */
interface Moves extends Pick<SessionChange, 'lastAccessedAt' | 'inUseAt' | 'graceMs' | 'endsAt'> {
  readonly maxInactiveMs?: number | undefined;
}

/** Makes of a change what is not in the attributes or the principal: the next version, and when it ends. */
export function moveTimes(
  entries: SessionEntries,
  { part, head }: { readonly part: KeyPart; readonly head: Times },
  change: Moves,
): void {
  const { maxInactiveMs, expiresAt } = head;
  const before = { maxInactiveMs, expiresAt: expiresAt === Infinity ? undefined : expiresAt };
  head.expiresAt = deadlineAfter(before, change) ?? Infinity;
  head.maxInactiveMs = change.maxInactiveMs ?? maxInactiveMs;
  head.lastAccessedAt = Math.max(head.lastAccessedAt, change.lastAccessedAt);
  head.version += 1;
  // A deadline that moves later stays where it is in the index: who finds it there puts it right.
  if (head.expiresAt < head.indexedAt) {
    entries.unindexDeadline(part, head.indexedAt);
    head.indexedAt = head.expiresAt;
    entries.indexDeadline(part, head.indexedAt);
  }
}

/** Makes a change in a head, and in the entries that belong to it. */
export function apply(
  entries: SessionEntries,
  { part, head }: { readonly part: KeyPart; readonly head: Head },
  change: SessionChange,
): void {
  moveTimes(entries, { part, head }, change);
  if (change.principal !== undefined) {
    entries.unindexPrincipal(part, head);
    head.principal = change.principal ?? undefined;
    entries.indexPrincipal(part, head);
  }
  for (const name of change.removed) {
    entries.drop(head.attributes.get(name));
    head.attributes.delete(name);
  }
  for (const [name, bytes] of change.set) {
    entries.drop(head.attributes.get(name));
    head.attributes.set(name, entries.keep(bytes));
  }
  entries.save(part, head);
}

function copyAll(attributes: ReadonlyMap<string, Bytes>): Map<string, Bytes> {
  const copies = new Map<string, Bytes>();
  for (const [name, bytes] of attributes) copies.set(name, copyOf(bytes));
  return copies;
}

function sizeOf(value: StoredValue): number {
  return value instanceof Uint8Array ? value.length : value.size;
}
