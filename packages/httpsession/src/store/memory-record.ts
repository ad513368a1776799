import type { Due } from './deadline-heap.ts';
import type { Bytes, SessionChange, SessionRecord, StoredSessionSummary } from './store.ts';

/** 'alive' until its deadline; 'claimed' by somebody who ends it; 'ended' when it was deleted. */
type State = 'alive' | 'claimed' | 'ended';

/** A record inside a `MemoryStore`. Everything that goes in or out is a copy. */
export class MemoryRecord implements Due {
  readonly uid: string;
  /** Kept by the index of principals. */
  principal: string | undefined = undefined;
  /** When it expires or, claimed, when the lease ends; in monotonic milliseconds. */
  dueAt: number;
  place = -1;
  readonly #createdAt: number;
  readonly #attributes: Map<string, Bytes>;
  #key: string;
  #sealedId: Bytes | undefined;
  #version: number;
  #lastAccessedAt: number;
  #maxInactiveMs: number;
  #expiresAt: number | undefined;
  #state: State = 'alive';

  constructor(record: SessionRecord) {
    this.uid = record.uid;
    this.dueAt = Infinity;
    this.#createdAt = record.createdAt;
    this.#attributes = copyAll(record.attributes);
    this.#key = record.key;
    this.#sealedId = copy(record.sealedId);
    this.#version = record.version;
    this.#lastAccessedAt = record.lastAccessedAt;
    this.#maxInactiveMs = record.maxInactiveMs;
    this.#expiresAt = record.expiresAt;
  }

  get key(): string {
    return this.#key;
  }

  get version(): number {
    return this.#version;
  }

  get maxInactiveMs(): number {
    return this.#maxInactiveMs;
  }

  get isEnded(): boolean {
    return this.#state === 'ended';
  }

  isAlive(now: number): boolean {
    return this.#state === 'alive' && now < this.dueAt;
  }

  apply(change: SessionChange, expiresAt: number | undefined): void {
    for (const name of change.removed) this.#attributes.delete(name);
    for (const [name, bytes] of change.set) this.#attributes.set(name, new Uint8Array(bytes));
    this.#lastAccessedAt = Math.max(this.#lastAccessedAt, change.lastAccessedAt);
    this.#maxInactiveMs = change.maxInactiveMs ?? this.#maxInactiveMs;
    this.#expiresAt = expiresAt;
    this.#version += 1;
  }

  rename(key: string, sealedId: Bytes | undefined): void {
    this.#key = key;
    this.#sealedId = copy(sealedId);
  }

  claim(until: number): void {
    this.#state = 'claimed';
    this.dueAt = until;
  }

  end(): void {
    this.#state = 'ended';
    // Somebody may still hold the former key of this record; the data need not stay for that.
    this.#attributes.clear();
    this.#sealedId = undefined;
  }

  toSummary(): StoredSessionSummary {
    return {
      key: this.#key,
      uid: this.uid,
      createdAt: this.#createdAt,
      lastAccessedAt: this.#lastAccessedAt,
      expiresAt: this.#expiresAt,
      ...(this.principal === undefined ? {} : { principal: this.principal }),
    };
  }

  toRecord(): SessionRecord {
    return {
      ...this.toSummary(),
      version: this.#version,
      maxInactiveMs: this.#maxInactiveMs,
      attributes: copyAll(this.#attributes),
      ...(this.#sealedId === undefined ? {} : { sealedId: new Uint8Array(this.#sealedId) }),
    };
  }
}

function copy(bytes: Bytes | undefined): Bytes | undefined {
  return bytes === undefined ? undefined : new Uint8Array(bytes);
}

function copyAll(attributes: ReadonlyMap<string, Bytes>): Map<string, Bytes> {
  const copies = new Map<string, Bytes>();
  for (const [name, bytes] of attributes) copies.set(name, new Uint8Array(bytes));
  return copies;
}
