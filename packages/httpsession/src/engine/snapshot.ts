import type { SessionCodec } from '../store/codec.ts';
import { toIdleMs } from '../store/deadline.ts';
import { checkRecordSize, type RecordLimits } from '../store/record-limits.ts';
import type { Bytes } from '../store/store.ts';
import { attributeNames, getAttribute } from './attributes.ts';
import type { LiveSession } from './live-session.ts';
import { areEqual } from './merge.ts';
import { type StoredState, Undecoded, type Writing } from './stored-state.ts';

/** What one commit writes, fixed at one moment; later changes are for the next one. */
export class Snapshot implements Writing {
  readonly kind: 'create' | 'update' | 'delete';
  readonly set: Map<string, Bytes> = new Map<string, Bytes>();
  #removed: Set<string> | undefined = undefined;
  #refusals: Map<string, unknown> | undefined = undefined;
  /** Where the record moves; undefined: it stays. */
  readonly newKey: string | undefined;
  readonly maxInactiveMs: number | undefined;
  readonly principal: string | null | undefined;
  readonly accessedOffset: number;

  constructor(kind: Snapshot['kind'], live: LiveSession, stored: StoredState) {
    this.kind = kind;
    const isMoved = kind === 'update' && stored.key !== stored.wantedKey;
    this.newKey = isMoved ? stored.wantedKey : undefined;
    this.maxInactiveMs = stored.isIntervalChanged ? toIdleMs(live.maxInactiveSeconds) : undefined;
    this.principal = stored.isPrincipalChanged ? (live.principal ?? null) : undefined;
    this.accessedOffset = live.accessedOffset;
  }

  get removed(): ReadonlySet<string> {
    return this.#removed ?? NO_NAMES;
  }

  get refusals(): ReadonlyMap<string, unknown> {
    return this.#refusals ?? NO_REFUSALS;
  }

  /** All that was taken. */
  get taken(): ReadonlySet<string> {
    return new Set([...this.set.keys(), ...this.removed]);
  }

  remove(name: string): void {
    this.#removed ??= new Set<string>();
    this.#removed.add(name);
  }

  refuse(name: string, error: unknown): void {
    this.#refusals ??= new Map<string, unknown>();
    this.#refusals.set(name, error);
  }

  /** Whether there is nothing to write. */
  get isEmpty(): boolean {
    return (
      this.kind === 'update' &&
      this.set.size === 0 &&
      this.removed.size === 0 &&
      this.newKey === undefined &&
      this.maxInactiveMs === undefined &&
      this.principal === undefined
    );
  }

  /** Tells the request that changed a value into one that cannot be stored (R9). */
  throwRefusals(): void {
    for (const error of this.refusals.values()) throw error;
  }
}

/** Nearly every write sets an attribute and does nothing else. */
const NO_NAMES: ReadonlySet<string> = new Set<string>();
const NO_REFUSALS: ReadonlyMap<string, unknown> = new Map<string, unknown>();

/** Takes what has changed. Synchronous, so that nothing changes meanwhile; from `begin` on it is clean. */
export function takeSnapshot(
  live: LiveSession,
  stored: StoredState,
  { codec, limits }: { codec: SessionCodec; limits: RecordLimits },
): Snapshot {
  if (stored.isEnded) return new Snapshot('delete', live, stored);
  const snapshot = new Snapshot(stored.isCreated ? 'update' : 'create', live, stored);
  // As they are now: encoding runs code of values, which may set others.
  const names = stored.isCreated
    ? [...stored.changed]
    : [...new Set([...stored.changed, ...attributeNames(live.attributes)])];
  for (const name of names) take(live, snapshot, { name, codec, stored });
  if (stored.handedOut.size > 0) takeHandedOut(live, snapshot, { names, codec, stored });
  // Checked before anything counts as clean: what is not written must stay to be written.
  if (snapshot.set.size > 0) checkRecordSize(stored.bytes, snapshot, limits);
  return snapshot;
}

/** What one atomic update writes: an attribute that the session has only once the store has it. */
export function takeUpdate(
  stored: StoredState,
  {
    name,
    bytes,
    accessedOffset,
  }: { name: string; bytes: Bytes | undefined; accessedOffset: number },
  limits: RecordLimits,
): Writing {
  const writing = {
    set: new Map(bytes === undefined ? [] : [[name, bytes]]),
    removed: new Set(bytes === undefined ? [name] : []),
    refusals: new Map<string, unknown>(),
    // Set here while the update read the record: if it fails, that is still to be written.
    taken: new Set(stored.changed.has(name) ? [name] : []),
    maxInactiveMs: undefined,
    principal: undefined,
    accessedOffset,
  };
  if (bytes !== undefined) checkRecordSize(stored.bytes, writing, limits);
  return writing;
}

function take(
  live: LiveSession,
  snapshot: Snapshot,
  { name, codec, stored }: { name: string; codec: SessionCodec; stored: StoredState },
): void {
  const value = getAttribute(live.attributes, name);
  if (value === undefined) {
    snapshot.remove(name);
    return;
  }
  if (value instanceof Undecoded) {
    snapshot.set.set(name, value.bytes);
    return;
  }
  try {
    snapshot.set.set(name, stored.checkedBytes(name, value) ?? codec.encode(name, value));
  } catch (error) {
    snapshot.refuse(name, error);
  }
}

/** What may have been changed in place, and is not among the names that are taken anyway. */
function takeHandedOut(
  live: LiveSession,
  snapshot: Snapshot,
  { names, codec, stored }: { names: readonly string[]; codec: SessionCodec; stored: StoredState },
): void {
  const taken = new Set(names);
  for (const name of stored.handedOut) {
    if (!taken.has(name)) takeIfDifferent(live, snapshot, { name, codec, stored });
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
    snapshot.refuse(name, error);
  }
}
