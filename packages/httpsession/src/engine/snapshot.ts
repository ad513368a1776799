import type { SessionCodec } from '../store/codec.ts';
import { checkRecordSize, type RecordLimits } from '../store/record-limits.ts';
import type { Bytes } from '../store/store.ts';
import { attributeNames, getAttribute } from './attributes.ts';
import type { LiveSession } from './live-session.ts';
import { areEqual } from './merge.ts';
import { type StoredState, Undecoded } from './stored-state.ts';

/** What one commit writes, fixed at one moment; later changes are for the next one. */
export class Snapshot {
  readonly kind: 'create' | 'update' | 'delete';
  readonly set: Map<string, Bytes> = new Map<string, Bytes>();
  readonly removed: Set<string> = new Set<string>();
  /** Where the record moves; undefined: it stays. */
  readonly newKey: string | undefined;
  readonly hasInterval: boolean;
  readonly hasPrincipal: boolean;
  /** The access that is written along. */
  accessedOffset = 0;
  readonly #refusals: unknown[] = [];

  constructor(kind: Snapshot['kind'], newKey: string | undefined, stored: StoredState) {
    this.kind = kind;
    this.newKey = newKey;
    this.hasInterval = stored.isIntervalChanged;
    this.hasPrincipal = stored.isPrincipalChanged;
  }

  /** Whether there is nothing to write. */
  get isEmpty(): boolean {
    return (
      this.kind === 'update' &&
      this.set.size === 0 &&
      this.removed.size === 0 &&
      this.newKey === undefined &&
      !this.hasInterval &&
      !this.hasPrincipal
    );
  }

  /** A value cannot be encoded any more. The rest is written all the same. */
  refuse(error: unknown): void {
    this.#refusals.push(error);
  }

  /** Tells the request that changed a value into one that cannot be stored (R9). */
  throwRefusals(): void {
    if (this.#refusals.length > 0) throw this.#refusals[0];
  }

  /** The store has it. */
  confirm(stored: StoredState): void {
    for (const [name, bytes] of this.set) stored.bytes.set(name, bytes);
    for (const name of this.removed) stored.bytes.delete(name);
  }

  /** The store may not have it: it is dirty again, whatever has been set since. */
  restore(stored: StoredState): void {
    for (const name of this.set.keys()) stored.changed.add(name);
    for (const name of this.removed) stored.changed.add(name);
    if (this.hasInterval) stored.isIntervalChanged = true;
    if (this.hasPrincipal) stored.isPrincipalChanged = true;
  }
}

/** Takes what has changed, and marks it as clean. Synchronous, so that nothing changes meanwhile. */
export function takeSnapshot(
  live: LiveSession,
  stored: StoredState,
  { codec, limits }: { codec: SessionCodec; limits: RecordLimits },
): Snapshot {
  if (stored.isEnded) return new Snapshot('delete', undefined, stored);
  const newKey = stored.key === stored.wantedKey ? undefined : stored.wantedKey;
  const snapshot = stored.isCreated
    ? new Snapshot('update', newKey, stored)
    : new Snapshot('create', undefined, stored);
  const names = stored.isCreated ? stored.changed : new Set(attributeNames(live.attributes));
  for (const name of names) take(live, snapshot, { name, codec });
  for (const name of stored.handedOut) {
    if (!names.has(name)) takeIfDifferent(live, snapshot, { name, codec, stored });
  }
  snapshot.accessedOffset = live.accessedOffset;
  // Checked before anything counts as clean: what is not written must stay to be written.
  if (snapshot.set.size > 0) checkRecordSize(sizesOf(stored, snapshot), limits);
  stored.changed.clear();
  stored.isIntervalChanged = false;
  stored.isPrincipalChanged = false;
  return snapshot;
}

function take(
  live: LiveSession,
  snapshot: Snapshot,
  { name, codec }: { name: string; codec: SessionCodec },
): void {
  const value = getAttribute(live.attributes, name);
  if (value === undefined) {
    snapshot.removed.add(name);
    return;
  }
  if (value instanceof Undecoded) {
    snapshot.set.set(name, value.bytes);
    return;
  }
  try {
    snapshot.set.set(name, codec.encode(name, value));
  } catch (error) {
    snapshot.refuse(error);
  }
}

/** A value that was handed out is encoded again, and written if its bytes differ: those very bytes. */
function takeIfDifferent(
  live: LiveSession,
  snapshot: Snapshot,
  { name, codec, stored }: { name: string; codec: SessionCodec; stored: StoredState },
): void {
  const value = getAttribute(live.attributes, name);
  if (value === undefined || value instanceof Undecoded) return;
  try {
    const bytes = codec.encode(name, value);
    const known = stored.bytes.get(name);
    if (known === undefined || !areEqual(known, bytes)) snapshot.set.set(name, bytes);
  } catch (error) {
    // Asked of the request that touched it, and only once.
    stored.handedOut.delete(name);
    snapshot.refuse(error);
  }
}

/** The sizes of all attributes as they will be in the record. */
function sizesOf(stored: StoredState, snapshot: Snapshot): Map<string, Bytes> {
  const all = new Map(stored.bytes);
  for (const [name, bytes] of snapshot.set) all.set(name, bytes);
  for (const name of snapshot.removed) all.delete(name);
  return all;
}
